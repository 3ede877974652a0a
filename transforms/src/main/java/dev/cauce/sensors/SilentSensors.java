package dev.cauce.sensors;

import dev.cauce.row.Lines;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;

/**
 * Tells when a sensor that gave readings falls silent, and when it is back.
 *
 * <p><b>In</b>: blocks of {@link CleanReadings}, so that a sensor whose readings cannot be used is
 * silent, too. <b>Out</b>: rows of {@link SensorAlerts#SCHEMA}, one when there was no reading for
 * longer than the silence that is allowed, and one with the first reading after that.
 *
 * <p>Time is event time. Over unbounded input a sensor is silent when the watermark says so; a
 * reading that comes later than that changes nothing of what was said. Over bounded input it is
 * silent if the other sensors go on; what is after the last reading of all is not looked at. Both
 * give the same rows for readings that are not late.
 *
 * <p><b>State</b>, unbounded only: some 50 bytes a sensor, kept by a single worker until the sensor
 * has been silent for {@link #REMEMBERED}, and the stretches of time of readings that the watermark
 * has not reached.
 */
public final class SilentSensors extends PTransform<PCollection<Lines>, PCollection<Row>> {
  /** How long a silent sensor is remembered; after that it is a new one. */
  public static final Duration REMEMBERED = Duration.standardDays(35);

  private final Duration silence;

  private SilentSensors(Duration silence) {
    this.silence = silence;
  }

  /**
   * Sensors of which nothing is heard for longer than {@code silence}.
   *
   * @throws IllegalArgumentException if that is not more than nothing
   */
  public static SilentSensors after(Duration silence) {
    if (silence.getMillis() <= 0) {
      throw new IllegalArgumentException("A silence must be longer than nothing: use 1s or more.");
    }
    return new SilentSensors(silence);
  }

  @Override
  public PCollection<Row> expand(PCollection<Lines> input) {
    long micros = 1000 * silence.getMillis();
    PCollection<KV<Integer, byte[]>> heard =
        input
            .apply("Heard of", ParDo.of(new HeardFn(micros)))
            .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
    PCollection<Row> alerts =
        input.isBounded() == IsBounded.BOUNDED
            ? heard
                .apply("All sensors", GroupByKey.create())
                .apply("Silence", ParDo.of(new AllFn(micros)))
            : heard.apply("Silence", ParDo.of(new SilenceFn(micros)));
    return alerts.setRowSchema(SensorAlerts.SCHEMA);
  }

  /** The events up to {@code micros}, in order of time. */
  static List<Row> events(Attendance attendance, long micros) {
    List<Row> rows = new ArrayList<>();
    attendance.advance(
        micros,
        1000 * REMEMBERED.getMillis(),
        new Attendance.Events() {
          @Override
          public void silent(String sensor, long at, long last) {
            rows.add(SensorAlerts.silence(sensor, at, last));
          }

          @Override
          public void back(String sensor, long at, long last) {
            rows.add(SensorAlerts.back(sensor, at, last));
          }
        });
    rows.sort(Comparator.comparing(row -> (java.time.Instant) row.getValue(0)));
    return rows;
  }

  /** All is there: time goes on to the last reading of all. */
  private static final class AllFn extends DoFn<KV<Integer, Iterable<byte[]>>, Row> {
    private final long silence;

    AllFn(long silence) {
      this.silence = silence;
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<byte[]>> blocks, OutputReceiver<Row> out) {
      Attendance attendance = new Attendance(silence);
      blocks.getValue().forEach(attendance::add);
      events(attendance, attendance.greatest()).forEach(out::output);
    }
  }
}
