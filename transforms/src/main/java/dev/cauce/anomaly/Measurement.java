package dev.cauce.anomaly;

import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.schemas.annotations.DefaultSchema;
import org.joda.time.Instant;

/**
 * A reading of a series: what was measured when. Most readings have one value; detectors for
 * several ({@link AnomalyDetector#values}) take as many as they ask for.
 *
 * @param series which series it belongs to
 * @param time when it was taken
 * @param values what was measured, at least one value
 */
@DefaultSchema(dev.cauce.row.RecordSchema.class)
public record Measurement(String series, Instant time, List<Double> values) {
  /** Checks that nothing is missing; the values are copied. */
  public Measurement {
    Objects.requireNonNull(series);
    Objects.requireNonNull(time);
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("A measurement has at least one value");
    }
  }

  /** A reading of one value. */
  public Measurement(String series, Instant time, double value) {
    this(series, time, List.of(value));
  }
}
