package dev.cauce.anomaly;

import dev.cauce.row.Schemas;
import dev.cauce.table.TableUpdate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;

/** What was found, as rows of tables. */
public final class AnomalyRows {
  /** The columns of alerts. */
  static final Schema ALERTS =
      Schema.builder()
          .addStringField("series")
          .addField("time", Schemas.TIMESTAMP)
          .addDoubleField("value")
          .addDoubleField("score")
          .addNullableField("expected", FieldType.DOUBLE)
          .addNullableField("lower", FieldType.DOUBLE)
          .addNullableField("upper", FieldType.DOUBLE)
          .addStringField("direction")
          .addNullableField("severity", FieldType.STRING)
          .addStringField("reason")
          .addStringField("detector")
          .build();

  /** The columns of all scores: those of alerts, and what kept a reading from being one. */
  public static final Schema SCORES =
      Schema.builder()
          .addFields(ALERTS.getFields())
          .addBooleanField("alert")
          .addBooleanField("suppressed")
          .addBooleanField("warming_up")
          .build();

  /** The columns of open incidents. */
  static final Schema INCIDENTS =
      Schema.builder()
          .addField(TableUpdate.keyColumn(Schema.Field.of("series", FieldType.STRING)))
          .addField("opened", Schemas.TIMESTAMP)
          .addField("last", Schemas.TIMESTAMP)
          .addInt64Field("alerts")
          .addInt64Field("unusual")
          .addField("peak_time", Schemas.TIMESTAMP)
          .addDoubleField("peak_value")
          .addDoubleField("peak_score")
          .addNullableField("expected", FieldType.DOUBLE)
          .addStringField("direction")
          .addNullableField("severity", FieldType.STRING)
          .addStringField("reason")
          .addStringField("detector")
          .build();

  private AnomalyRows() {}

  static Row alert(Anomaly one) {
    return Row.withSchema(ALERTS)
        .attachValues(
            one.series(),
            one.time(),
            one.value(),
            one.score(),
            one.expected(),
            one.lower(),
            one.upper(),
            one.direction(),
            one.severity(),
            one.reason(),
            one.detector());
  }

  /** A row of {@link #SCORES}. */
  public static Row score(Anomaly one) {
    return Row.withSchema(SCORES)
        .attachValues(
            one.series(),
            one.time(),
            one.value(),
            one.score(),
            one.expected(),
            one.lower(),
            one.upper(),
            one.direction(),
            one.severity(),
            one.reason(),
            one.detector(),
            one.alert(),
            one.suppressed(),
            one.warmingUp());
  }

  static Row incident(String series, Incident incident) {
    Anomaly peak = incident.peak;
    return Row.withSchema(INCIDENTS)
        .attachValues(
            series,
            instant(incident.opened),
            instant(incident.last),
            incident.alerts,
            incident.unusual,
            peak.time(),
            peak.value(),
            peak.score(),
            peak.expected(),
            peak.direction(),
            peak.severity(),
            peak.reason(),
            peak.detector());
  }

  /** A row of which only the key counts. */
  static Row noIncident(String series) {
    Instant never = Instant.EPOCH;
    return Row.withSchema(INCIDENTS)
        .attachValues(series, never, never, 0L, 0L, never, 0.0, 0.0, null, "NONE", null, "", "");
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
