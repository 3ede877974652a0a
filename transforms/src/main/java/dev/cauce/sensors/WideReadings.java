package dev.cauce.sensors;

import dev.cauce.row.MalformedRowException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The readings in rows of a wide file: those that can be used, and those that cannot. */
final class WideReadings {
  private final WideFormat format;

  WideReadings(WideFormat format) {
    this.format = format;
  }

  /** Takes what is in a row. */
  interface Taker {
    /** A reading that can be used. */
    void reading(Sensor sensor, double value);

    /** One that cannot; null is the fault of the whole row. */
    void unusable(Sensor.@Nullable Fault fault, String reason, String row);
  }

  /** Hands out the readings of {@code line}; an empty field is none. A header is no row. */
  void read(String line, Taker out) {
    if (line.equals(format.header())) {
      return;
    }
    List<String> fields;
    try {
      fields = format.fields(line);
    } catch (MalformedRowException e) {
      out.unusable(null, String.valueOf(e.getMessage()), line);
      return;
    }
    for (int i = 0; i < fields.size(); i++) {
      Sensor sensor = format.sensors().get(i);
      String text = fields.get(i);
      if (sensor == null || text.isEmpty()) {
        continue;
      }
      double value = Decimals.parse(text);
      Sensor.Fault fault = sensor.fault(value);
      if (fault == null) {
        out.reading(sensor, value);
      } else {
        out.unusable(
            fault, sensor.reason(fault, text), format.only(fields.get(format.time()), i, text));
      }
    }
  }
}
