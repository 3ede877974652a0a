package dev.cauce.sensors;

import dev.cauce.anomaly.Anomaly;
import dev.cauce.row.Schemas;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;

/** What there is to say of a sensor, as rows. */
public final class SensorAlerts {
  /**
   * The columns: {@code kind} is {@code anomaly}, {@code silence} or {@code back}. What only an
   * anomaly has is null for the others.
   */
  public static final Schema SCHEMA =
      Schema.builder()
          .addField("time", Schemas.TIMESTAMP)
          .addStringField("sensor")
          .addStringField("kind")
          .addNullableField("value", FieldType.DOUBLE)
          .addNullableField("score", FieldType.DOUBLE)
          .addNullableField("expected", FieldType.DOUBLE)
          .addNullableField("lower", FieldType.DOUBLE)
          .addNullableField("upper", FieldType.DOUBLE)
          .addNullableField("direction", FieldType.STRING)
          .addNullableField("severity", FieldType.STRING)
          .addStringField("reason")
          .addNullableField("detector", FieldType.STRING)
          .build();

  private SensorAlerts() {}

  /** An anomaly, whose series is the sensor. */
  public static Row anomaly(Anomaly found) {
    return Row.withSchema(SCHEMA)
        .attachValues(
            found.time(),
            found.series(),
            "anomaly",
            found.value(),
            found.score(),
            found.expected(),
            found.lower(),
            found.upper(),
            found.direction(),
            found.severity(),
            found.reason(),
            found.detector());
  }

  /** A sensor that has given no reading for too long at {@code micros}. */
  static Row silence(String sensor, long micros, long last) {
    return plain(
        sensor, "silence", micros, "no reading for " + text(micros - last) + ", since " + at(last));
  }

  /** One that gives readings again. */
  static Row back(String sensor, long micros, long last) {
    return plain(sensor, "back", micros, "a reading again, after " + text(micros - last));
  }

  private static Row plain(String sensor, String kind, long micros, String reason) {
    return Row.withSchema(SCHEMA)
        .attachValues(
            at(micros), sensor, kind, null, null, null, null, null, null, null, reason, null);
  }

  private static Instant at(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** {@code 1h 28m}. */
  private static String text(long micros) {
    Duration length = Duration.of(micros, ChronoUnit.MICROS);
    StringBuilder text = new StringBuilder();
    part(text, length.toDays(), "d");
    part(text, length.toHoursPart(), "h");
    part(text, length.toMinutesPart(), "m");
    part(text, length.toSecondsPart(), "s");
    part(text, length.toMillisPart(), "ms");
    return text.toString().strip();
  }

  private static void part(StringBuilder text, long number, String unit) {
    if (number > 0) {
      text.append(number).append(unit).append(' ');
    }
  }
}
