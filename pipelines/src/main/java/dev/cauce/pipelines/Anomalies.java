package dev.cauce.pipelines;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.AnomalyTable;
import dev.cauce.anomaly.DetectAnomalies;
import dev.cauce.anomaly.Detectors;
import dev.cauce.anomaly.RowReadings;
import dev.cauce.anomaly.Sensitivity;
import dev.cauce.expr.Uses;
import dev.cauce.row.Lines;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds readings that are unlike what their series has shown so far: the flow {@code anomalies}. In
 * append mode unless told otherwise: a row an alert. In update and complete mode its table is that
 * of the open incidents. Takes bounded and unbounded input.
 */
public final class Anomalies implements Flow {
  /** The columns that tell the series apart. */
  public static final FlowOption SERIES =
      FlowOption.text(
          "series",
          "COLUMNS",
          "What tells the series apart: columns, or _file for the file or partition of a row.",
          RowReadings.FILE);

  /** The columns of the values. */
  public static final FlowOption VALUE =
      FlowOption.text(
          "value",
          "COLUMNS",
          "The column of the reading; several for a detector of several values.",
          "value");

  /** The detector. */
  public static final FlowOption DETECTOR =
      FlowOption.text(
          "detector",
          "DETECTOR",
          "What judges: NAME, NAME:OPTION=VALUE,..., NAME+calibrate, any-of(NAME;NAME); see cauce"
              + " list.",
          Detectors.DEFAULT);

  /** How readily a reading is an anomaly. */
  public static final FlowOption SENSITIVITY =
      FlowOption.oneOf(
          "sensitivity",
          "How readily a reading is an anomaly: at a score of 0.57, 0.5 or 0.43.",
          "medium",
          "low",
          "high");

  /** Where every reading goes with its score. */
  public static final FlowOption ALL_SCORES =
      FlowOption.text(
          "all-scores", "URI", "Where every reading goes with its score: any sink.", "");

  /** A picture of the series with the highest score. */
  public static final FlowOption PLOT =
      FlowOption.text(
          "plot",
          "FILE",
          "A picture, .svg or .png, of the series with the highest score: drawn when the run is"
              + " over, of its readings.",
          "");

  /** How long a silent series is remembered. */
  public static final FlowOption FORGET_AFTER =
      FlowOption.duration(
          "forget-after",
          "How long, by event time, a series is remembered of which nothing comes. Default: 35"
              + " days.");

  /** For {@link java.util.ServiceLoader}. */
  public Anomalies() {}

  @Override
  public String name() {
    return "anomalies";
  }

  @Override
  public String summary() {
    return "Finds readings that are unlike what their series has shown so far.";
  }

  @Override
  public List<FlowOption> options() {
    List<FlowOption> all =
        new ArrayList<>(
            List.of(SERIES, VALUE, DETECTOR, SENSITIVITY, ALL_SCORES, PLOT, FORGET_AFTER));
    all.addAll(InputOptions.ALL);
    return all;
  }

  @Override
  public FlowPlan plan(FlowSettings settings) {
    List<String> problems = new ArrayList<>();
    TableOptions table = settings.table();
    if (table.window() != null) {
      problems.add("--window: anomalies has no windows, each reading is judged; leave it out.");
    }
    if (!table.orderBy().isBlank() || table.limit() != null) {
      problems.add("--order-by and --limit: anomalies has no order; leave them out.");
    }
    List<String> values = columns(settings, VALUE, problems);
    List<String> series = columns(settings, SERIES, problems);
    AnomalyDetector<?> detector = detector(settings, values, problems);
    PTransform<PCollection<TableUpdate>, PDone> scores = settings.sink(ALL_SCORES, problems);
    ScorePicture picture = picture(settings, problems);
    RowReadings readings = null;
    InputOptions.Input input = InputOptions.read(settings, uses(series, values), problems);
    if (input != null) {
      try {
        readings = new RowReadings(input.format(), series, values, input.timeColumn());
      } catch (IllegalArgumentException missing) {
        problems.add("--series, --value: " + missing.getMessage());
      }
    }
    if (!problems.isEmpty() || input == null || readings == null || detector == null) {
      throw new RefusedException(problems);
    }
    DetectAnomalies<Lines> detect =
        DetectAnomalies.in(readings, detector)
            .above(threshold(settings))
            .withLateness(table.latenessOrNone());
    Duration forget = settings.duration(FORGET_AFTER);
    if (forget != null) {
      detect = detect.rememberingFor(forget);
    }
    OutputMode mode = settings.mode() == null ? OutputMode.APPEND : settings.mode();
    AnomalyTable<Lines> found = AnomalyTable.of(detect).emitting(mode).every(settings.trigger());
    found = scores == null ? found : found.withScoresTo(scores);
    return new AnomaliesPlan(
        input,
        picture == null ? found : found.withScoresTo(settings.sinks().apply(picture.scores())),
        picture,
        detector.name(),
        mode,
        forget == null ? DetectAnomalies.REMEMBERED : forget);
  }

  private static List<String> columns(
      FlowSettings settings, FlowOption option, List<String> problems) {
    List<String> columns =
        Arrays.stream(settings.value(option).split(",", -1)).map(String::trim).toList();
    if (columns.stream().anyMatch(String::isEmpty)) {
      problems.add(
          "--"
              + option.name()
              + " \""
              + settings.value(option)
              + "\" is no list of columns: write COLUMN,COLUMN.");
    }
    return columns;
  }

  /** The detector that is asked for; null if there is none, which is among the problems then. */
  static @Nullable AnomalyDetector<?> detector(
      FlowSettings settings, List<String> values, List<String> problems) {
    String text = settings.value(DETECTOR);
    try {
      AnomalyDetector<?> detector = Detectors.forAlerts(text, threshold(settings));
      if (detector.values() != 0 && detector.values() != values.size()) {
        problems.add(
            "--detector \""
                + text
                + "\" takes "
                + detector.values()
                + " column, --value names "
                + values.size()
                + ": name as many, or use half-space-trees.");
      }
      return detector;
    } catch (IllegalArgumentException refused) {
      problems.add("--detector: " + refused.getMessage());
      return null;
    }
  }

  private static @Nullable ScorePicture picture(FlowSettings settings, List<String> problems) {
    if (!settings.isSet(PLOT)) {
      return null;
    }
    try {
      return new ScorePicture(settings.value(PLOT), threshold(settings));
    } catch (IllegalArgumentException refused) {
      problems.add("--plot: " + refused.getMessage());
      return null;
    }
  }

  static double threshold(FlowSettings settings) {
    return Sensitivity.valueOf(settings.value(SENSITIVITY).toUpperCase(Locale.ROOT)).threshold();
  }

  /** What is asked of rows that nobody has seen: names, and numbers. */
  private static Uses uses(List<String> series, List<String> values) {
    Uses uses = new Uses();
    series.stream()
        .filter(column -> !column.equals(RowReadings.FILE))
        .forEach(column -> uses.add("`" + column + "`"));
    values.forEach(column -> uses.add("abs(`" + column + "`)"));
    return uses;
  }
}
