package dev.cauce.sensors;

import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Instant;

/** Keeps when sensors were heard of, and says as the watermark goes on which have fallen silent. */
final class SilenceFn extends DoFn<KV<Integer, byte[]>, Row> {
  private static final String SENSORS = "sensors";
  private static final String DUE = "due";

  private final long silence;

  @StateId(SENSORS)
  private final StateSpec<ValueState<byte[]>> sensorsSpec = StateSpecs.value(ByteArrayCoder.of());

  @TimerId(DUE)
  private final TimerSpec dueSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  SilenceFn(long silence) {
    this.silence = silence;
  }

  @ProcessElement
  public void process(
      @Element KV<Integer, byte[]> heard,
      @StateId(SENSORS) ValueState<byte[]> sensors,
      @TimerId(DUE) Timer due) {
    Attendance attendance = read(sensors);
    attendance.add(heard.getValue());
    arm(due, attendance);
    sensors.write(attendance.write());
  }

  @OnTimer(DUE)
  public void due(
      @StateId(SENSORS) ValueState<byte[]> sensors,
      @TimerId(DUE) Timer due,
      OutputReceiver<Row> out) {
    Attendance attendance = read(sensors);
    Instant watermark = due.getCurrentRelativeTime();
    boolean isEnd = !watermark.isBefore(GlobalWindow.INSTANCE.maxTimestamp());
    // After the end nobody is expected to be heard of.
    long micros = isEnd ? attendance.greatest() : 1000 * watermark.getMillis();
    SilentSensors.events(attendance, micros).forEach(out::output);
    if (!isEnd) {
      arm(due, attendance);
    }
    sensors.write(attendance.write());
  }

  private Attendance read(ValueState<byte[]> sensors) {
    byte[] known = sensors.read();
    return known == null ? new Attendance(silence) : Attendance.read(known, silence);
  }

  private static void arm(Timer due, Attendance attendance) {
    long micros = attendance.due();
    if (micros != Attendance.NOTHING) {
      Instant at = new Instant(Math.floorDiv(micros, 1000) + 1);
      due.set(
          at.isAfter(GlobalWindow.INSTANCE.maxTimestamp())
              ? GlobalWindow.INSTANCE.maxTimestamp()
              : at);
    }
  }
}
