package dev.cauce.pipelines;

import dev.cauce.anomaly.Anomaly;
import dev.cauce.anomaly.AnomalyTable;
import dev.cauce.anomaly.DetectAnomalies;
import dev.cauce.query.Query;
import dev.cauce.row.Lines;
import dev.cauce.sensors.CleanReadings;
import dev.cauce.sensors.SensorAlerts;
import dev.cauce.sensors.SilentSensors;
import dev.cauce.sensors.WideFormat;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Table;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The steps of the flow {@code sensors}: clean once, then aggregate, judge and listen, each of the
 * clean readings.
 *
 * @param format of the rows
 * @param query the table by window; null for alerts
 * @param detect judges readings; null for nobody
 * @param silence after how long a sensor is silent; null for never
 * @param alerts where alerts go if there is a query
 * @param scores where all scores go
 */
record SensorSteps(
    WideFormat format,
    @Nullable Query query,
    @Nullable DetectAnomalies<Lines> detect,
    @Nullable Duration silence,
    @Nullable PTransform<PCollection<TableUpdate>, PDone> alerts,
    @Nullable PTransform<PCollection<TableUpdate>, PDone> scores,
    OutputMode mode,
    Duration every) {

  /** The transform, see {@link FlowPlan#table}. */
  PTransform<PCollection<Lines>, PCollection<TableUpdate>> table(
      @Nullable DeadLetters unusable, @Nullable DeadLetters late) {
    return new Steps(this, unusable, late);
  }

  private static final class Steps
      extends PTransform<PCollection<Lines>, PCollection<TableUpdate>> {
    private final transient SensorSteps steps;
    private final transient @Nullable DeadLetters unusable;
    private final transient @Nullable DeadLetters late;

    Steps(SensorSteps steps, @Nullable DeadLetters unusable, @Nullable DeadLetters late) {
      this.steps = steps;
      this.unusable = unusable;
      this.late = late;
    }

    @Override
    public PCollection<TableUpdate> expand(PCollection<Lines> input) {
      PCollection<Lines> readings =
          input.apply("Readings", CleanReadings.of(steps.format()).withDeadLetters(unusable));
      PCollection<TableUpdate> alerts = alerts(readings);
      Query query = steps.query();
      if (query == null) {
        if (alerts == null) {
          throw new IllegalStateException("nothing to do");
        }
        return alerts;
      }
      if (alerts != null && steps.alerts() != null) {
        alerts.apply("Write alerts", steps.alerts());
      }
      return readings.apply(
          "Aggregates",
          query.ofLines(
              CleanReadings.FORMAT,
              new Query.Settings(steps.mode(), steps.every(), unusable, late)));
    }

    private @Nullable PCollection<TableUpdate> alerts(PCollection<Lines> readings) {
      List<PCollection<Row>> rows = new ArrayList<>();
      if (steps.detect() != null) {
        rows.add(anomalies(readings, steps.detect()));
      }
      if (steps.silence() != null) {
        rows.add(readings.apply("Silences", SilentSensors.after(steps.silence())));
      }
      if (rows.isEmpty()) {
        return null;
      }
      return (rows.size() == 1
              ? rows.get(0)
              : PCollectionList.of(rows).apply("All alerts", Flatten.pCollections()))
          .setRowSchema(SensorAlerts.SCHEMA)
          .apply("Gather alerts", Table.ofRows().every(steps.every()).emitting(OutputMode.APPEND));
    }

    private PCollection<Row> anomalies(PCollection<Lines> readings, DetectAnomalies<Lines> detect) {
      DetectAnomalies<Lines> all = unusable == null ? detect : detect.withDeadLetters(unusable);
      all = late == null ? all : all.withLateReadingsTo(late);
      all = steps.scores() == null ? all : all.withAllScores();
      PCollection<Anomaly> found = readings.apply("Anomalies", all);
      if (steps.scores() != null) {
        AnomalyTable.scores(found, steps.every()).apply("Write scores", steps.scores());
      }
      return found.apply("Alerts", ParDo.of(new AlertFn())).setRowSchema(SensorAlerts.SCHEMA);
    }
  }

  private static final class AlertFn extends DoFn<Anomaly, Row> {
    @ProcessElement
    public void process(@Element Anomaly judged, OutputReceiver<Row> out) {
      if (judged.alert()) {
        out.output(SensorAlerts.anomaly(judged));
      }
    }
  }
}
