package dev.cauce.anomaly;

import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Table;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@link DetectAnomalies} finds, as a table.
 *
 * <ul>
 *   <li>{@code APPEND}: a row an alert.
 *   <li>{@code UPDATE}: the open incident of each series, when it changed; one that is over leaves
 *       the table.
 *   <li>{@code COMPLETE}: all open incidents, when one changed.
 * </ul>
 *
 * <p>An incident is opened by an alert and is over when 30 readings in a row were neither alerts
 * nor would have been. Over a bounded input the tables of incidents hold those that are open at its
 * end, and are written once.
 *
 * <p>The incidents of all series are kept by a single worker; the readings are judged by all.
 *
 * @param <A> the elements that come in
 */
public final class AnomalyTable<A> extends PTransform<PCollection<A>, PCollection<TableUpdate>> {
  private final DetectAnomalies<A> detect;
  private final OutputMode mode;
  private final Duration every;
  private final List<PTransform<PCollection<TableUpdate>, PDone>> scores;

  private AnomalyTable(
      DetectAnomalies<A> detect,
      OutputMode mode,
      Duration every,
      List<PTransform<PCollection<TableUpdate>, PDone>> scores) {
    this.detect = detect;
    this.mode = mode;
    this.every = every;
    this.scores = scores;
  }

  /** The table of what {@code detect} finds, in append mode, every second. */
  public static <A> AnomalyTable<A> of(DetectAnomalies<A> detect) {
    return new AnomalyTable<>(
        Objects.requireNonNull(detect), OutputMode.APPEND, Duration.standardSeconds(1), List.of());
  }

  /** What leaves the table. */
  public AnomalyTable<A> emitting(OutputMode outputMode) {
    return new AnomalyTable<>(detect, outputMode, every, scores);
  }

  /** How often. */
  public AnomalyTable<A> every(Duration interval) {
    return new AnomalyTable<>(detect, mode, interval, scores);
  }

  /** Writes each reading with its score to {@code sink} as well, in append mode. */
  public AnomalyTable<A> withScoresTo(PTransform<PCollection<TableUpdate>, PDone> sink) {
    List<PTransform<PCollection<TableUpdate>, PDone>> sinks = new ArrayList<>(scores);
    sinks.add(Objects.requireNonNull(sink));
    return new AnomalyTable<>(detect, mode, every, List.copyOf(sinks));
  }

  /**
   * Where rows go that hold no reading, and readings that come too late; null: the first one fails
   * the pipeline, the others are only counted.
   */
  public AnomalyTable<A> withDeadLetters(
      @Nullable DeadLetters unusable, @Nullable DeadLetters late) {
    DetectAnomalies<A> with = unusable == null ? detect : detect.withDeadLetters(unusable);
    return new AnomalyTable<>(
        late == null ? with : with.withLateReadingsTo(late), mode, every, scores);
  }

  /** The columns of the table in {@code mode}. */
  public static Schema columns(OutputMode mode) {
    return mode == OutputMode.APPEND ? AnomalyRows.ALERTS : AnomalyRows.INCIDENTS;
  }

  /** The columns of all scores. */
  public static Schema scoreColumns() {
    return AnomalyRows.SCORES;
  }

  @Override
  public PCollection<TableUpdate> expand(PCollection<A> input) {
    boolean incidents = mode != OutputMode.APPEND;
    DetectSteps.Found found = detect.forTable(incidents, !scores.isEmpty()).apply(input);
    if (!scores.isEmpty()) {
      PCollection<TableUpdate> rows = scores(found.anomalies(), every);
      for (int i = 0; i < scores.size(); i++) {
        rows.apply(i == 0 ? "Write scores" : "Write scores " + (i + 1), scores.get(i));
      }
    }
    PCollection<IncidentChange> changes = found.changes();
    if (changes != null) {
      return changes.apply("Incidents", new IncidentTable(mode, every));
    }
    return found
        .anomalies()
        .apply("Alerts", ParDo.of(new AlertRowFn()))
        .setRowSchema(AnomalyRows.ALERTS)
        .apply("Gather alerts", Table.ofRows().every(every).emitting(OutputMode.APPEND));
  }

  /** The table of {@code judged}, each with its score, in append mode, every {@code interval}. */
  public static PCollection<TableUpdate> scores(PCollection<Anomaly> judged, Duration interval) {
    return judged
        .apply("Scores", ParDo.of(new ScoreRowFn()))
        .setRowSchema(AnomalyRows.SCORES)
        .apply("Gather scores", Table.ofRows().every(interval).emitting(OutputMode.APPEND));
  }

  private static final class AlertRowFn extends DoFn<Anomaly, Row> {
    @ProcessElement
    public void process(@Element Anomaly anomaly, OutputReceiver<Row> out) {
      if (anomaly.alert()) {
        out.output(AnomalyRows.alert(anomaly));
      }
    }
  }

  private static final class ScoreRowFn extends DoFn<Anomaly, Row> {
    @ProcessElement
    public void process(@Element Anomaly anomaly, OutputReceiver<Row> out) {
      out.output(AnomalyRows.score(anomaly));
    }
  }
}
