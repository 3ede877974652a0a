package dev.cauce.anomaly;

import java.util.Objects;
import org.apache.beam.sdk.schemas.annotations.DefaultSchema;
import org.jspecify.annotations.Nullable;

/**
 * A reading that was judged, and why: mostly one that is an anomaly.
 *
 * @param series which series
 * @param time when it was taken, to the microsecond
 * @param value the reading; the first of its values if it has several
 * @param score from 0 to 1, see {@link AnomalyDetector}
 * @param expected the value that was expected; null if the detector expects none
 * @param lower the least value that would have been none; null if unknown
 * @param upper the greatest such value; null if unknown
 * @param direction {@code UP}, {@code DOWN} or {@code NONE}, from what was expected
 * @param severity {@code MINOR}, {@code MAJOR} or {@code CRITICAL}; null if it is no anomaly
 * @param alert whether it is an anomaly: its score is at the threshold, and it is neither
 *     suppressed nor too early to judge
 * @param suppressed whether it would have been one, had there not just been one
 * @param warmingUp whether too little had been seen of the series
 * @param reason the evidence, the strongest first, separated by semicolons; may be empty
 * @param detector the detector's name and options, and the version of its model
 */
@DefaultSchema(dev.cauce.row.RecordSchema.class)
public record Anomaly(
    String series,
    java.time.Instant time,
    double value,
    double score,
    @Nullable Double expected,
    @Nullable Double lower,
    @Nullable Double upper,
    String direction,
    @Nullable String severity,
    boolean alert,
    boolean suppressed,
    boolean warmingUp,
    String reason,
    String detector) {
  /** Checks that nothing is missing. */
  public Anomaly {
    Objects.requireNonNull(series);
    Objects.requireNonNull(time);
    Objects.requireNonNull(direction);
    Objects.requireNonNull(reason);
    Objects.requireNonNull(detector);
  }
}
