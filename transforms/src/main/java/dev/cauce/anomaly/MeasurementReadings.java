package dev.cauce.anomaly;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.row.DeadLetter;
import org.joda.time.Instant;

/** Elements that are readings. */
final class MeasurementReadings implements Readings<Measurement> {
  @Override
  public void read(Measurement measurement, long micros, Taker taker) {
    double[] values = new double[measurement.values().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = measurement.values().get(i);
      if (!Double.isFinite(values[i])) {
        taker.reject(
            new DeadLetter(
                Instant.now(),
                "readings",
                "no reading: the value is " + values[i],
                measurement.toString()));
        return;
      }
    }
    byte[] name = measurement.series().getBytes(UTF_8);
    taker.reading(name, 0, name.length, 1000 * measurement.time().getMillis(), values);
  }
}
