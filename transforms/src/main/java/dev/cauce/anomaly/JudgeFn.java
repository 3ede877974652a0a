package dev.cauce.anomaly;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.MapState;
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
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Judges the readings of a shard of series as they come. A reading waits until the watermark has
 * reached it, and the lateness that is allowed, so that readings that came in another order are
 * judged in that of their times; at most {@link #MAX_PENDING} wait in a shard, after that the
 * earlier half, about, is judged.
 *
 * <p>State: one {@link SeriesState} a series until nothing was heard of it for as long as it is
 * remembered, by event time, and the readings that wait.
 */
final class JudgeFn<S> extends DoFn<KV<Integer, byte[]>, Anomaly> {
  static final long MAX_PENDING = 100_000;

  /** Silent series are looked for so many times within the time after which they are forgotten. */
  private static final int SWEEPS = 8;

  private static final String HEADER = "header";
  private static final String PENDING = "pending";
  private static final String SERIES = "series";
  private static final String SEEN = "seen";
  private static final String DUE = "due";
  private static final String SWEEP = "sweep";

  private final Counter series = Metrics.counter("cauce", "numRowsTotal");

  private final Judge<S> judge;
  private final JudgeOutputs outputs;
  private final Duration lateness;
  private final Duration remembered;

  private transient @Nullable ReadingLog rest;

  @StateId(HEADER)
  private final StateSpec<ValueState<JudgeHeader>> headerSpec =
      StateSpecs.value(JudgeHeader.HeaderCoder.INSTANCE);

  @StateId(PENDING)
  private final StateSpec<BagState<byte[]>> pendingSpec = StateSpecs.bag(ByteArrayCoder.of());

  @StateId(SERIES)
  private final StateSpec<MapState<String, SeriesState<S>>> seriesSpec;

  /** By series in which stretch of time its last reading was, to find silent ones cheaply. */
  @StateId(SEEN)
  private final StateSpec<MapState<String, Long>> seenSpec =
      StateSpecs.map(StringUtf8Coder.of(), VarLongCoder.of());

  @TimerId(DUE)
  private final TimerSpec dueSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @TimerId(SWEEP)
  private final TimerSpec sweepSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  JudgeFn(Judge<S> judge, JudgeOutputs outputs, Duration lateness, Duration remembered) {
    this.judge = judge;
    this.outputs = outputs;
    this.lateness = lateness;
    this.remembered = remembered;
    this.seriesSpec =
        StateSpecs.map(StringUtf8Coder.of(), new SeriesState.SeriesCoder<>(judge.detector()));
  }

  @ProcessElement
  public void process(
      @Element KV<Integer, byte[]> element,
      @Timestamp Instant time,
      @StateId(HEADER) ValueState<JudgeHeader> headerState,
      @StateId(PENDING) BagState<byte[]> pending,
      @StateId(SERIES) MapState<String, SeriesState<S>> states,
      @StateId(SEEN) MapState<String, Long> seen,
      @TimerId(DUE) Timer due,
      @TimerId(SWEEP) Timer sweep,
      MultiOutputReceiver out) {
    JudgeHeader header = JudgeHeader.read(headerState);
    byte[] block = element.getValue();
    long waiting = header.pending() + Runs.size(block);
    long least = Math.floorDiv(Runs.least(block), 1000);
    pending.add(block);
    header = header.withPending(waiting, Math.min(header.dueAt(), least));
    if (waiting > MAX_PENDING) {
      Runs all = Runs.of(pending.read());
      long half = Math.floorDiv(all.median(), 1000);
      header = settle(header, all, half, pending, states, seen, outputs.to(out, time));
    }
    arm(due, header, time);
    header = armSweep(sweep, header, due.getCurrentRelativeTime());
    headerState.write(header);
  }

  @OnTimer(DUE)
  public void due(
      @Timestamp Instant time,
      @StateId(HEADER) ValueState<JudgeHeader> headerState,
      @StateId(PENDING) BagState<byte[]> pending,
      @StateId(SERIES) MapState<String, SeriesState<S>> states,
      @StateId(SEEN) MapState<String, Long> seen,
      @TimerId(DUE) Timer due,
      MultiOutputReceiver out) {
    JudgeHeader header = JudgeHeader.read(headerState);
    Instant present = due.getCurrentRelativeTime();
    boolean isEnd = !present.isBefore(GlobalWindow.INSTANCE.maxTimestamp());
    long watermark = isEnd ? Long.MAX_VALUE : present.minus(lateness).getMillis();
    Runs all = Runs.of(pending.read());
    header = settle(header, all, watermark, pending, states, seen, outputs.to(out, time));
    arm(due, header, time);
    headerState.write(header);
  }

  @OnTimer(SWEEP)
  public void sweep(
      @StateId(HEADER) ValueState<JudgeHeader> headerState,
      @StateId(SERIES) MapState<String, SeriesState<S>> states,
      @StateId(SEEN) MapState<String, Long> seen,
      @TimerId(SWEEP) Timer sweep,
      @Timestamp Instant time,
      MultiOutputReceiver out) {
    Instant watermark = sweep.getCurrentRelativeTime();
    if (!watermark.isBefore(GlobalWindow.INSTANCE.maxTimestamp())) {
      return; // the end: nothing is forgotten any more
    }
    long silent = stretch(1000 * watermark.minus(remembered).getMillis());
    List<String> forgotten = new ArrayList<>();
    boolean any = false;
    for (Map.Entry<String, Long> each : seen.entries().read()) {
      any = true;
      if (each.getValue() < silent) {
        forgotten.add(each.getKey());
      }
    }
    Judge.Findings findings = outputs.to(out, time);
    for (String name : forgotten) {
      SeriesState<S> state = states.get(name).read();
      if (state != null && state.incident != null) {
        findings.incident(name, null, state.changes + 1);
      }
      states.remove(name);
      seen.remove(name);
    }
    series.dec(forgotten.size());
    JudgeHeader header = JudgeHeader.read(headerState).withSweepAt(JudgeHeader.NEVER);
    headerState.write(any ? armSweep(sweep, header, watermark) : header);
  }

  /** Judges what of {@code waiting} is not after {@code until}, in milliseconds; keeps the rest. */
  private JudgeHeader settle(
      JudgeHeader header,
      Runs waiting,
      long until,
      BagState<byte[]> pending,
      MapState<String, SeriesState<S>> states,
      MapState<String, Long> seen,
      Judge.Findings findings) {
    long untilMicros = until >= Long.MAX_VALUE / 1000 ? Long.MAX_VALUE : 1000 * until + 999;
    ReadingLog rest = rest();
    for (int i = 0; i < waiting.size(); i++) {
      Run run = waiting.get(i);
      run.sort();
      int to = run.until(untilMicros);
      if (to > 0) {
        judge(run, to, states, seen, findings);
      }
      rest.add(run, to, run.size());
    }
    pending.clear();
    if (rest.isEmpty()) {
      return header.withPending(0, JudgeHeader.NEVER);
    }
    byte[] block = rest.write(1)[0];
    pending.add(block);
    return header.withPending(rest.size(), Math.floorDiv(Runs.least(block), 1000));
  }

  /** Empty, with the memory that was needed the last time. */
  private ReadingLog rest() {
    ReadingLog present = rest;
    if (present == null) {
      present = new ReadingLog();
      rest = present;
    }
    present.clear();
    return present;
  }

  private void judge(
      Run run,
      int to,
      MapState<String, SeriesState<S>> states,
      MapState<String, Long> seen,
      Judge.Findings findings) {
    String name = new String(run.series(), UTF_8);
    SeriesState<S> known = states.get(name).read();
    SeriesState<S> state = known == null ? judge.start() : known;
    long before = known == null ? Long.MIN_VALUE : stretch(state.last);
    judge.judge(run, to, state, findings);
    states.put(name, state);
    if (known == null) {
      series.inc();
    }
    if (stretch(state.last) != before) {
      seen.put(name, stretch(state.last));
    }
  }

  /** The stretch of time that {@code micros} is in. */
  private long stretch(long micros) {
    return Math.floorDiv(micros, 1000 * sweepEvery());
  }

  private long sweepEvery() {
    return Math.max(1, remembered.getMillis() / SWEEPS);
  }

  /** Timers fire when the watermark has passed them; a reading is due when it is reached. */
  private void arm(Timer due, JudgeHeader header, Instant floor) {
    if (header.dueAt() != JudgeHeader.NEVER) {
      Instant first = JudgeTimes.within(header.dueAt());
      due.withOutputTimestamp(first.isBefore(floor) ? floor : first)
          .set(JudgeTimes.within(JudgeTimes.add(header.dueAt() - 1, lateness.getMillis())));
    }
  }

  private JudgeHeader armSweep(Timer sweep, JudgeHeader header, Instant watermark) {
    if (header.sweepAt() != JudgeHeader.NEVER) {
      return header;
    }
    long from =
        Math.max(watermark.getMillis(), header.dueAt() == JudgeHeader.NEVER ? 0 : header.dueAt());
    Instant at = JudgeTimes.within(JudgeTimes.add(from, sweepEvery()));
    sweep.withOutputTimestamp(at).set(at);
    return header.withSweepAt(at.getMillis());
  }
}
