package dev.cauce.fraud;

import dev.cauce.row.DeadLetter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
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
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Has the payments of a shard judged by a {@link Ledger}, in the order of their times: one waits
 * until the watermark has reached it, and the lateness that is allowed; when more wait than may,
 * the earlier half is judged. One that comes after a later one of its key was judged is late: it is
 * not judged, and counted.
 *
 * <p>State: what the ledger keeps of each key until nothing was seen of it for as long as it is
 * remembered, by event time; what it shares; the payments that wait.
 */
final class JudgeFn<A, K> extends DoFn<KV<Integer, byte[]>, KV<Integer, byte[]>> {
  private static final String SHARED = "shared";
  private static final String PENDING = "pending";
  private static final String WAITING = "waiting";
  private static final String KEPT = "kept";
  private static final String DUE = "due";
  private static final String SWEEP = "sweep";
  private static final KV<Long, Long> NONE = KV.of(0L, Long.MAX_VALUE);
  private static final int SWEEPS = 8;

  private final Counter late = Metrics.counter("cauce", "numRowsDroppedByWatermark");

  private final LedgerBytes<A, K> ledger;
  private final Duration lateness;
  private final Duration remembered;
  private final long mayWait;
  private final TupleTag<KV<Integer, byte[]>> judgedTag;
  private final @Nullable TupleTag<DeadLetter> lateTag;

  @StateId(SHARED)
  private final StateSpec<ValueState<byte[]>> sharedSpec = StateSpecs.value(ByteArrayCoder.of());

  @StateId(PENDING)
  private final StateSpec<BagState<byte[]>> pendingSpec = StateSpecs.bag(ByteArrayCoder.of());

  /** How many payments wait, and the least of their times in milliseconds. */
  @StateId(WAITING)
  private final StateSpec<ValueState<KV<Long, Long>>> waitingSpec =
      StateSpecs.value(KvCoder.of(VarLongCoder.of(), VarLongCoder.of()));

  @StateId(KEPT)
  private final StateSpec<MapState<String, byte[]>> keptSpec =
      StateSpecs.map(StringUtf8Coder.of(), ByteArrayCoder.of());

  @TimerId(DUE)
  private final TimerSpec dueSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @TimerId(SWEEP)
  private final TimerSpec sweepSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  /**
   * @param mayWait how many payments may wait in a shard
   */
  JudgeFn(
      Ledger<A, K> ledger,
      Duration lateness,
      Duration remembered,
      long mayWait,
      TupleTag<KV<Integer, byte[]>> judgedTag,
      @Nullable TupleTag<DeadLetter> lateTag) {
    this.ledger = new LedgerBytes<>(ledger);
    this.lateness = lateness;
    this.remembered = remembered;
    this.mayWait = mayWait;
    this.judgedTag = judgedTag;
    this.lateTag = lateTag;
  }

  @ProcessElement
  public void process(
      @Element KV<Integer, byte[]> element,
      @Timestamp Instant time,
      @StateId(PENDING) BagState<byte[]> pending,
      @StateId(WAITING) ValueState<KV<Long, Long>> waitingState,
      @StateId(SHARED) ValueState<byte[]> shared,
      @StateId(KEPT) MapState<String, byte[]> kept,
      @TimerId(DUE) Timer due,
      @TimerId(SWEEP) Timer sweep,
      MultiOutputReceiver out) {
    byte[] block = element.getValue();
    long least = Block.least(block);
    pending.add(block);
    if (shared.read() == null) { // the first payments of all
      shared.write(ledger.first());
      armSweep(sweep, least);
    }
    KV<Long, Long> before = waiting(waitingState);
    KV<Long, Long> waiting =
        KV.of(before.getKey() + Block.size(block), Math.min(before.getValue(), least));
    if (waiting.getKey() > mayWait) {
      List<Payment> judged = new ArrayList<>();
      waiting = settle(median(pending), pending, shared, kept, judged, out);
      hand(element.getKey(), judged, time, out);
    }
    waitingState.write(waiting);
    if (!waiting.getValue().equals(before.getValue())) {
      arm(due, waiting.getValue(), time);
    }
  }

  @OnTimer(DUE)
  public void due(
      @Key Integer shard,
      @Timestamp Instant time,
      @StateId(PENDING) BagState<byte[]> pending,
      @StateId(WAITING) ValueState<KV<Long, Long>> waitingState,
      @StateId(SHARED) ValueState<byte[]> shared,
      @StateId(KEPT) MapState<String, byte[]> kept,
      @TimerId(DUE) Timer due,
      MultiOutputReceiver out) {
    Instant present = due.getCurrentRelativeTime();
    boolean isEnd = !present.isBefore(GlobalWindow.INSTANCE.maxTimestamp());
    long until = isEnd ? Long.MAX_VALUE : present.minus(lateness).getMillis();
    List<Payment> judged = new ArrayList<>();
    KV<Long, Long> waiting = settle(until, pending, shared, kept, judged, out);
    waitingState.write(waiting);
    arm(due, waiting.getValue(), time);
    hand(shard, judged, time, out);
  }

  private static KV<Long, Long> waiting(ValueState<KV<Long, Long>> state) {
    KV<Long, Long> waiting = state.read();
    return waiting == null ? NONE : waiting;
  }

  /** The time that parts what waits into halves, in milliseconds. */
  private static long median(BagState<byte[]> pending) {
    List<Long> times = new ArrayList<>();
    for (byte[] block : pending.read()) {
      Block.read(block).forEach(payment -> times.add(payment.millis()));
    }
    Collections.sort(times);
    return times.get(times.size() / 2);
  }

  /**
   * Judges what is not after {@code until}, in milliseconds, and keeps the rest.
   *
   * @param judged takes what was judged, in its order
   * @return what waits now
   */
  private KV<Long, Long> settle(
      long until,
      BagState<byte[]> pending,
      ValueState<byte[]> shared,
      MapState<String, byte[]> kept,
      List<Payment> judged,
      MultiOutputReceiver out) {
    List<Payment> ready = new ArrayList<>();
    List<Payment> rest = new ArrayList<>();
    for (byte[] block : pending.read()) {
      for (Payment payment : Block.read(block)) {
        (payment.millis() <= until ? ready : rest).add(payment);
      }
    }
    pending.clear();
    ready.sort(Payment.ORDER);
    judge(ready, shared, kept, judged, out);
    if (rest.isEmpty()) {
      return NONE;
    }
    pending.add(Block.write(rest));
    return KV.of((long) rest.size(), Block.least(rest));
  }

  /** A payment that came behind the watermark goes on at its own risk, at {@code floor}. */
  private void hand(int shard, List<Payment> judged, Instant floor, MultiOutputReceiver out) {
    if (!judged.isEmpty()) {
      out.get(judgedTag)
          .outputWithTimestamp(
              KV.of(shard, Block.write(judged)), latest(new Instant(Block.least(judged)), floor));
    }
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  private void judge(
      List<Payment> ready,
      ValueState<byte[]> sharedState,
      MapState<String, byte[]> kept,
      List<Payment> judged,
      MultiOutputReceiver out) {
    if (ready.isEmpty()) {
      return;
    }
    A shared = ledger.shared(sharedState.read());
    Map<String, LedgerBytes.Entry<K>> touched = new LinkedHashMap<>();
    for (Payment payment : ready) {
      LedgerBytes.Entry<K> entry =
          touched.computeIfAbsent(ledger.key(payment), key -> ledger.entry(kept.get(key).read()));
      if (payment.micros < entry.last) {
        late(payment, entry.last, out);
        continue;
      }
      entry.last = payment.micros;
      ledger.judge(payment, shared, entry);
      judged.add(payment);
    }
    touched.forEach((key, entry) -> kept.put(key, ledger.written(entry)));
    sharedState.write(ledger.written(shared));
  }

  private void late(Payment payment, long last, MultiOutputReceiver out) {
    late.inc();
    if (lateTag != null) {
      String reason =
          "late: a payment of "
              + time(last)
              + " was judged before it came, which is of "
              + time(payment.micros);
      String row =
          String.format(
              Locale.ROOT,
              "id %s, card %s, place %s, amount %s",
              payment.id,
              payment.card,
              payment.place,
              payment.amount);
      out.get(lateTag).output(new DeadLetter(Instant.now(), "fraud", reason, row));
    }
  }

  private static String time(long micros) {
    return new Instant(Math.floorDiv(micros, 1000)).toString();
  }

  @OnTimer(SWEEP)
  public void sweep(@StateId(KEPT) MapState<String, byte[]> kept, @TimerId(SWEEP) Timer sweep) {
    Instant watermark = sweep.getCurrentRelativeTime();
    if (!watermark.isBefore(GlobalWindow.INSTANCE.maxTimestamp())) {
      return; // the end: nothing is forgotten any more
    }
    long silent = 1000 * watermark.minus(remembered).getMillis();
    List<String> forgotten = new ArrayList<>();
    for (Map.Entry<String, byte[]> each : kept.entries().read()) {
      if (LedgerBytes.last(each.getValue()) < silent) {
        forgotten.add(each.getKey());
      }
    }
    forgotten.forEach(kept::remove);
    armSweep(sweep, watermark.getMillis());
  }

  /** Timers fire when the watermark has passed them; a payment is due when it is reached. */
  private void arm(Timer due, long least, Instant floor) {
    if (least != NONE.getValue()) {
      long last = GlobalWindow.INSTANCE.maxTimestamp().getMillis();
      long at = least > last - lateness.getMillis() ? last : least - 1 + lateness.getMillis();
      due.withOutputTimestamp(latest(new Instant(least), floor)).set(new Instant(at));
    }
  }

  private void armSweep(Timer sweep, long from) {
    long last = GlobalWindow.INSTANCE.maxTimestamp().getMillis();
    long step = Math.max(1, remembered.getMillis() / SWEEPS);
    Instant at = new Instant(from >= last - step ? last : from + step);
    sweep.withOutputTimestamp(at).set(at);
  }
}
