package dev.cauce.pipelines;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.DetectAnomalies;
import dev.cauce.anomaly.Detectors;
import dev.cauce.anomaly.RowReadings;
import dev.cauce.expr.Aggregate;
import dev.cauce.query.Query;
import dev.cauce.query.Windowing;
import dev.cauce.row.Lines;
import dev.cauce.sensors.CleanReadings;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Cleans readings of sensors and says what is unusual about them: the flow {@code sensors}. With
 * windows its table has averages, least and greatest values by sensor, in update mode unless told
 * otherwise; without, it has a row for each anomaly and each silence, in append mode. Takes bounded
 * and unbounded input.
 */
public final class Sensors implements Flow {
  /** What readings may be. */
  public static final FlowOption CLEAN =
      FlowOption.text(
          "clean",
          "RULES",
          "What readings may be, over what their units say: 'PATTERN:min=-40,max=120,"
              + "sentinel=888.8|-999,unit=°C; ...', or @FILE with a rule a line.",
          "");

  /** Which columns are sensors. */
  public static final FlowOption SENSORS =
      FlowOption.text(
          "sensors",
          "PATTERNS",
          "Which columns are sensors: 'Temp*,Druck*'. Default: those with a unit in brackets, or"
              + " all if none has one.",
          "");

  /** The header, where nobody can look at it. */
  public static final FlowOption COLUMNS =
      FlowOption.text(
          "columns",
          "HEADER",
          "The line that names the columns, for sources that are no files. Default: the first line"
              + " of the first file.",
          "");

  /** After how long without a reading a sensor is silent. */
  public static final FlowOption SILENCE =
      FlowOption.duration(
          "silence", "After how long without a reading a sensor is silent. Default: never.");

  /** The detector. */
  public static final FlowOption DETECTOR =
      FlowOption.text(
          "detector",
          "DETECTOR",
          "What judges readings, see cauce list; none for nothing. Default: "
              + Detectors.DEFAULT
              + ".",
          Detectors.DEFAULT);

  /** Where alerts go if the table is another. */
  public static final FlowOption ALERTS =
      FlowOption.text(
          "alerts", "URI", "With --window: where anomalies and silences go. Default: nowhere.", "");

  private static final String NO_DETECTOR = "none";
  private static final String AGGREGATES =
      "count, avg(value) as avg, min(value) as min, max(value) as max";

  /** For {@link java.util.ServiceLoader}. */
  public Sensors() {}

  @Override
  public String name() {
    return "sensors";
  }

  @Override
  public String summary() {
    return "Cleans readings of sensors; aggregates them, finds anomalies and silences.";
  }

  @Override
  public List<FlowOption> options() {
    return List.of(
        CLEAN,
        SENSORS,
        COLUMNS,
        SILENCE,
        DETECTOR,
        Anomalies.SENSITIVITY,
        Anomalies.ALL_SCORES,
        ALERTS);
  }

  @Override
  public FlowPlan plan(FlowSettings settings) {
    List<String> problems = new ArrayList<>();
    boolean hasTable = settings.table().window() != null;
    OutputMode mode =
        settings.mode() != null
            ? settings.mode()
            : hasTable ? OutputMode.UPDATE : OutputMode.APPEND;
    refuse(settings, hasTable, mode, problems);
    SensorInput input = SensorInput.read(settings, problems);
    PTransform<PCollection<TableUpdate>, PDone> alerts = settings.sink(ALERTS, problems);
    PTransform<PCollection<TableUpdate>, PDone> scores =
        settings.sink(Anomalies.ALL_SCORES, problems);
    boolean hasAlerts = !hasTable || alerts != null;
    DetectAnomalies<Lines> detect = detect(settings, problems);
    Duration silence = settings.duration(SILENCE);
    if (silence != null && silence.getMillis() <= 0) {
      problems.add("--silence must be longer than nothing: use 1s or more.");
    }
    Query query = hasTable ? query(settings, problems) : null;
    if (!problems.isEmpty() || input == null) {
      throw new RefusedException(problems);
    }
    SensorSteps steps =
        new SensorSteps(
            input.format(),
            query,
            hasAlerts || scores != null ? detect : null,
            hasAlerts ? silence : null,
            alerts,
            scores,
            mode,
            settings.trigger());
    return new SensorsPlan(input, steps);
  }

  private static void refuse(
      FlowSettings settings, boolean hasTable, OutputMode mode, List<String> problems) {
    TableOptions table = settings.table();
    boolean detects = !settings.value(DETECTOR).equals(NO_DETECTOR);
    if (!hasTable) {
      if (mode != OutputMode.APPEND) {
        problems.add(
            "--mode "
                + mode.name().toLowerCase(Locale.ROOT)
                + ": alerts come once and stay; use append, or --window for a table by sensor.");
      }
      if (!table.orderBy().isBlank() || table.limit() != null) {
        problems.add("--order-by and --limit need a table: give --window, or leave them out.");
      }
      if (settings.isSet(ALERTS)) {
        problems.add("--alerts belongs to --window: without it alerts go to --to.");
      }
      if (!detects && !settings.isSet(SILENCE)) {
        problems.add("--detector none leaves nothing to do: give --window or --silence.");
      }
    } else if (settings.isSet(SILENCE) && !settings.isSet(ALERTS)) {
      problems.add("--silence and --window: name the place of alerts with --alerts.");
    }
    if (!detects && settings.isSet(Anomalies.ALL_SCORES)) {
      problems.add("--all-scores needs a detector: leave out --detector none.");
    }
  }

  private static @Nullable DetectAnomalies<Lines> detect(
      FlowSettings settings, List<String> problems) {
    String name = settings.value(DETECTOR);
    if (name.equals(NO_DETECTOR)) {
      return null;
    }
    try {
      AnomalyDetector<?> detector = Detectors.forAlerts(name, Anomalies.threshold(settings));
      RowReadings readings =
          new RowReadings(CleanReadings.FORMAT, List.of("sensor"), List.of("value"), "time");
      return DetectAnomalies.in(readings, detector)
          .above(Anomalies.threshold(settings))
          .withLateness(settings.table().latenessOrNone());
    } catch (IllegalArgumentException refused) {
      problems.add("--detector: " + refused.getMessage());
      return null;
    }
  }

  private static @Nullable Query query(FlowSettings settings, List<String> problems) {
    TableOptions table = settings.table();
    Windowing window = table.window();
    Query[] query = {Query.of(CleanReadings.SCHEMA).eventTime("time", table.latenessOrNone())};
    try {
      query[0] =
          query[0].groupBy(
              window,
              List.of("sensor", "unit"),
              Aggregate.parseAll(AGGREGATES, query[0].expressionColumns()));
    } catch (IllegalArgumentException refused) {
      problems.add("--window: " + refused.getMessage());
      return null;
    }
    QueryBuilder.finish(
        table,
        (option, step) -> {
          try {
            query[0] = step.apply(query[0]);
          } catch (IllegalArgumentException refused) {
            problems.add("--" + option + ": " + refused.getMessage());
          }
        });
    return query[0];
  }
}
