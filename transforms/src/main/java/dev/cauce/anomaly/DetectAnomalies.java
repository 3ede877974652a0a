package dev.cauce.anomaly;

import dev.cauce.table.DeadLetters;
import java.util.Objects;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds the readings that are unlike what their series has shown so far.
 *
 * <pre>{@code
 * measurements.apply(DetectAnomalies.using(Detectors.forAlerts("novelty"))
 *     .above(Sensitivity.MEDIUM.threshold()))
 * }</pre>
 *
 * <p><b>In</b>: elements that hold readings, bounded or unbounded. <b>Out</b>: the readings that
 * are anomalies (or all, {@link #withAllScores}), each at its own time, in the global window.
 *
 * <p><b>Order</b>: the readings of a series are judged in the order of their event times, those of
 * one time in the order in which they arrive. Over a bounded input they are sorted, and none is
 * late. Over an unbounded one a reading waits until the watermark has reached it, and at most
 * {@code 100,000} readings wait in each of 32 shards, after which about the earlier half is judged;
 * a reading that comes after a later one of its series was judged is late: it is not learned, and
 * counted as {@code numRowsDroppedByWatermark} (see {@link #withLateReadingsTo}). So the scores are
 * the same on every runner, bounded or not, and after a restart, but for readings that were late.
 *
 * <p><b>State</b>, unbounded only: what the detector keeps of each series (see docs/detectors.md),
 * and its open incident, until the series has been silent for {@link #rememberingFor}, by event
 * time; and the readings that wait. It is in the runner's state, one value a series, and as safe as
 * the runner's checkpoints make it. Bounded, the readings of one of 8 shards are in memory.
 *
 * <p>A value that is not finite is no reading: it is a dead letter (see {@link #withDeadLetters}).
 *
 * @param <A> the elements that come in
 */
public final class DetectAnomalies<A> extends PTransform<PCollection<A>, PCollection<Anomaly>> {
  /** How long a silent series is remembered by default: longer than a month has days. */
  public static final Duration REMEMBERED = Duration.standardDays(35);

  private final Readings<A> readings;
  private final AnomalyDetector<?> detector;
  private final double threshold;
  private final boolean allScores;
  private final Duration lateness;
  private final Duration remembered;
  private final @Nullable DeadLetters unusable;
  private final @Nullable DeadLetters late;

  private DetectAnomalies(
      Readings<A> readings,
      AnomalyDetector<?> detector,
      double threshold,
      boolean allScores,
      Duration lateness,
      Duration remembered,
      @Nullable DeadLetters unusable,
      @Nullable DeadLetters late) {
    this.readings = Objects.requireNonNull(readings);
    this.detector = Objects.requireNonNull(detector);
    this.threshold = threshold;
    this.allScores = allScores;
    this.lateness = lateness;
    this.remembered = remembered;
    this.unusable = unusable;
    this.late = late;
  }

  /** Anomalies among measurements. */
  public static DetectAnomalies<Measurement> using(AnomalyDetector<?> detector) {
    return in(new MeasurementReadings(), detector);
  }

  /** Anomalies among the readings that {@code readings} finds in each element. */
  public static <A> DetectAnomalies<A> in(Readings<A> readings, AnomalyDetector<?> detector) {
    return new DetectAnomalies<>(
        readings,
        detector,
        Sensitivity.MEDIUM.threshold(),
        false,
        Duration.ZERO,
        REMEMBERED,
        null,
        null);
  }

  /** The score from which on a reading is an anomaly. Default: {@link Sensitivity#MEDIUM}. */
  public DetectAnomalies<A> above(double score) {
    return new DetectAnomalies<>(
        readings, detector, score, allScores, lateness, remembered, unusable, late);
  }

  /** Gives every reading with its score, not only anomalies. */
  public DetectAnomalies<A> withAllScores() {
    return new DetectAnomalies<>(
        readings, detector, threshold, true, lateness, remembered, unusable, late);
  }

  /**
   * How much longer, by event time, a reading waits for others that are earlier. Default: not at
   * all: the watermark is enough.
   */
  public DetectAnomalies<A> withLateness(Duration duration) {
    return new DetectAnomalies<>(
        readings, detector, threshold, allScores, duration, remembered, unusable, late);
  }

  /**
   * How long, by event time, a series is remembered of which nothing comes. Forgotten within an
   * eighth of that time more. Default: {@link #REMEMBERED}.
   */
  public DetectAnomalies<A> rememberingFor(Duration silent) {
    return new DetectAnomalies<>(
        readings, detector, threshold, allScores, lateness, silent, unusable, late);
  }

  /** Where rows go that hold no reading. Default: such a row fails the pipeline. */
  public DetectAnomalies<A> withDeadLetters(DeadLetters letters) {
    return new DetectAnomalies<>(
        readings, detector, threshold, allScores, lateness, remembered, letters, late);
  }

  /** Where readings go that come too late. Default: they are only counted. */
  public DetectAnomalies<A> withLateReadingsTo(DeadLetters letters) {
    return new DetectAnomalies<>(
        readings, detector, threshold, allScores, lateness, remembered, unusable, letters);
  }

  @Override
  public PCollection<Anomaly> expand(PCollection<A> input) {
    return steps(detector, false, allScores).apply(input).anomalies();
  }

  private <S> DetectSteps<A, S> steps(
      AnomalyDetector<S> ofSeries, boolean hasChanges, boolean all) {
    return new DetectSteps<>(
        readings, ofSeries, threshold, all, hasChanges, lateness, remembered, unusable, late);
  }

  /** The steps, for a table of what is found. */
  DetectSteps<A, ?> forTable(boolean hasChanges, boolean all) {
    return steps(detector, hasChanges, all);
  }
}
