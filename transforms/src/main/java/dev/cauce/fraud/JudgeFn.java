package dev.cauce.fraud;

import dev.cauce.row.DeadLetter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Has the payments of a shard judged by a {@link Ledger}, in the order of their times: one waits
 * until the watermark has reached it, and the lateness that is allowed. One that comes after a
 * later one of its key was judged is late: it is not judged, and counted.
 *
 * <p>State: what the ledger keeps of each key until nothing was seen of it for as long as it is
 * remembered, by event time; what it shares; the payments that wait. Over bounded input that is all
 * of them, in memory.
 */
final class JudgeFn<A, K> extends DoFn<KV<Integer, byte[]>, KV<Integer, byte[]>> {
  private static final String SHARED = "shared";
  private static final String PENDING = "pending";
  private static final String LEAST = "least";
  private static final String KEPT = "kept";
  private static final String DUE = "due";
  private static final String SWEEP = "sweep";
  private static final byte VERSION = 1;
  private static final int HEAD = 1 + Long.BYTES;
  private static final int SWEEPS = 8;

  private final Counter late = Metrics.counter("cauce", "numRowsDroppedByWatermark");

  private final Ledger<A, K> ledger;
  private final Duration lateness;
  private final Duration remembered;
  private final TupleTag<KV<Integer, byte[]>> judgedTag;
  private final @Nullable TupleTag<DeadLetter> lateTag;

  @StateId(SHARED)
  private final StateSpec<ValueState<byte[]>> sharedSpec = StateSpecs.value(ByteArrayCoder.of());

  @StateId(PENDING)
  private final StateSpec<BagState<byte[]>> pendingSpec = StateSpecs.bag(ByteArrayCoder.of());

  /** The least time that waits, in milliseconds. */
  @StateId(LEAST)
  private final StateSpec<ValueState<Long>> leastSpec = StateSpecs.value(VarLongCoder.of());

  @StateId(KEPT)
  private final StateSpec<MapState<String, byte[]>> keptSpec =
      StateSpecs.map(StringUtf8Coder.of(), ByteArrayCoder.of());

  @TimerId(DUE)
  private final TimerSpec dueSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @TimerId(SWEEP)
  private final TimerSpec sweepSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  JudgeFn(
      Ledger<A, K> ledger,
      Duration lateness,
      Duration remembered,
      TupleTag<KV<Integer, byte[]>> judgedTag,
      @Nullable TupleTag<DeadLetter> lateTag) {
    this.ledger = ledger;
    this.lateness = lateness;
    this.remembered = remembered;
    this.judgedTag = judgedTag;
    this.lateTag = lateTag;
  }

  @ProcessElement
  public void process(
      @Element KV<Integer, byte[]> element,
      @Timestamp Instant time,
      @StateId(PENDING) BagState<byte[]> pending,
      @StateId(LEAST) ValueState<Long> leastState,
      @StateId(SHARED) ValueState<byte[]> shared,
      @TimerId(DUE) Timer due,
      @TimerId(SWEEP) Timer sweep) {
    pending.add(element.getValue());
    long least = Block.least(element.getValue());
    Long before = leastState.read();
    if (before == null || least < before) {
      leastState.write(least);
      arm(due, least, time);
    }
    if (shared.read() == null) { // the first payments of all
      shared.write(written(ledger.shared()));
      armSweep(sweep, least);
    }
  }

  @OnTimer(DUE)
  public void due(
      @Key Integer shard,
      @Timestamp Instant time,
      @StateId(PENDING) BagState<byte[]> pending,
      @StateId(LEAST) ValueState<Long> leastState,
      @StateId(SHARED) ValueState<byte[]> sharedState,
      @StateId(KEPT) MapState<String, byte[]> kept,
      @TimerId(DUE) Timer due,
      MultiOutputReceiver out) {
    Instant present = due.getCurrentRelativeTime();
    boolean isEnd = !present.isBefore(GlobalWindow.INSTANCE.maxTimestamp());
    long until = isEnd ? Long.MAX_VALUE : present.minus(lateness).getMillis();
    List<Payment> ready = new ArrayList<>();
    List<Payment> waiting = new ArrayList<>();
    for (byte[] block : pending.read()) {
      for (Payment payment : Block.read(block)) {
        (Math.floorDiv(payment.micros, 1000) <= until ? ready : waiting).add(payment);
      }
    }
    pending.clear();
    leastState.clear();
    if (!waiting.isEmpty()) {
      pending.add(Block.write(waiting));
      long least = Block.least(waiting);
      leastState.write(least);
      arm(due, least, time);
    }
    ready.sort(Payment.ORDER);
    List<Payment> judged = judge(ready, sharedState, kept, out);
    if (!judged.isEmpty()) {
      out.get(judgedTag)
          .outputWithTimestamp(
              KV.of(shard, Block.write(judged)), latest(new Instant(Block.least(judged)), time));
    }
  }

  /** A payment that came behind the watermark goes on at its own risk, at the timer's time. */
  private static Instant latest(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  private List<Payment> judge(
      List<Payment> ready,
      ValueState<byte[]> sharedState,
      MapState<String, byte[]> kept,
      MultiOutputReceiver out) {
    if (ready.isEmpty()) {
      return ready;
    }
    byte[] sharedBytes = sharedState.read();
    A shared = sharedBytes == null ? ledger.shared() : read(sharedBytes, 1, ledger::readShared);
    Map<String, Entry<K>> touched = new LinkedHashMap<>();
    List<Payment> judged = new ArrayList<>(ready.size());
    for (Payment payment : ready) {
      Entry<K> entry = touched.computeIfAbsent(ledger.key(payment), key -> entry(kept, key));
      if (payment.micros < entry.last) {
        late(payment, entry.last, out);
        continue;
      }
      entry.last = payment.micros;
      ledger.judge(payment, shared, entry.value);
      judged.add(payment);
    }
    touched.forEach((key, entry) -> kept.put(key, written(entry)));
    sharedState.write(written(shared));
    return judged;
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
      if (ByteBuffer.wrap(each.getValue()).getLong(1) < silent) {
        forgotten.add(each.getKey());
      }
    }
    forgotten.forEach(kept::remove);
    armSweep(sweep, watermark.getMillis());
  }

  private void arm(Timer due, long least, Instant time) {
    long last = GlobalWindow.INSTANCE.maxTimestamp().getMillis();
    long at = least >= last - lateness.getMillis() ? last : least + lateness.getMillis();
    Instant hold = latest(new Instant(least), time);
    due.withOutputTimestamp(hold).set(latest(new Instant(at), hold));
  }

  private void armSweep(Timer sweep, long from) {
    long last = GlobalWindow.INSTANCE.maxTimestamp().getMillis();
    long step = Math.max(1, remembered.getMillis() / SWEEPS);
    Instant at = new Instant(from >= last - step ? last : from + step);
    sweep.withOutputTimestamp(at).set(at);
  }

  /** What is kept of a key, and when its last payment was. */
  private static final class Entry<K> {
    private final K value;
    private long last;

    Entry(K value, long last) {
      this.value = value;
      this.last = last;
    }
  }

  private Entry<K> entry(MapState<String, byte[]> kept, String key) {
    byte[] bytes = kept.get(key).read();
    return bytes == null
        ? new Entry<>(ledger.start(), Long.MIN_VALUE)
        : new Entry<>(read(bytes, HEAD, ledger::read), ByteBuffer.wrap(bytes).getLong(1));
  }

  private byte[] written(Entry<K> entry) {
    return bytes(
        out -> {
          out.writeLong(entry.last);
          ledger.write(entry.value, out);
        });
  }

  private byte[] written(A shared) {
    return bytes(out -> ledger.writeShared(shared, out));
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      writing.to(out);
    } catch (IOException impossible) { // nothing is written but into memory
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static <T> T read(byte[] bytes, int from, Reading<T> reading) {
    if (bytes[0] != VERSION) {
      throw new IllegalStateException("State of format " + bytes[0] + ", which is not known");
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, from, bytes.length - from))) {
      return reading.from(in);
    } catch (IOException e) {
      throw new UncheckedIOException("State that cannot be read again", e);
    }
  }
}
