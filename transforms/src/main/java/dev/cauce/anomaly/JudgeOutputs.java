package dev.cauce.anomaly;

import dev.cauce.row.DeadLetter;
import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.jspecify.annotations.Nullable;

/**
 * Where the steps of an anomaly detection hand what they find.
 *
 * @param anomalies alerts, or all readings if {@code allScores}
 * @param changes of incidents
 * @param late readings that came too late
 * @param hasChanges whether somebody wants the changes
 * @param hasLate whether somebody wants what is late
 */
record JudgeOutputs(
    TupleTag<Anomaly> anomalies,
    TupleTag<IncidentChange> changes,
    TupleTag<DeadLetter> late,
    boolean hasChanges,
    boolean hasLate)
    implements Serializable {
  private static final Counter LATE =
      Metrics.counter("cauce", "numRowsDroppedByWatermark"); // as late rows of any table

  /**
   * Hands on what a judge finds.
   *
   * @param floor no element may have an earlier timestamp
   */
  Judge.Findings to(MultiOutputReceiver out, org.joda.time.Instant floor) {
    return new Judge.Findings() {
      @Override
      public void judged(Anomaly reading) {
        org.joda.time.Instant time =
            new org.joda.time.Instant(reading.time().truncatedTo(ChronoUnit.MILLIS).toEpochMilli());
        out.get(anomalies).outputWithTimestamp(reading, time.isBefore(floor) ? floor : time);
      }

      @Override
      public void incident(String series, @Nullable Incident incident, long change) {
        if (hasChanges) {
          Row row = incident == null ? null : AnomalyRows.incident(series, incident);
          out.get(changes).output(new IncidentChange(series, row, change));
        }
      }

      @Override
      public void late(String series, long micros, double value, long judged) {
        LATE.inc();
        if (hasLate) {
          Instant time = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
          Instant before = Instant.EPOCH.plus(judged, ChronoUnit.MICROS);
          out.get(late)
              .output(
                  new DeadLetter(
                      org.joda.time.Instant.now(),
                      "readings of " + series,
                      "late: a reading of " + before + " of its series was judged before it",
                      series + "," + time + "," + value));
        }
      }
    };
  }
}
