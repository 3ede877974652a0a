package dev.cauce.table;

import dev.cauce.row.DeadLetter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptions;
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
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One shard of the table of an unbounded input: the one stateful step of a table.
 *
 * <p>What arrives is only put by (the state {@link #PENDING}) until the next tick, when it is
 * merged into the shard's {@link Buckets}; so a group that changes often between two ticks costs
 * one access to the state, and what changed needs no second bookkeeping. Holds one accumulator a
 * group and window until the window expires, and what arrived since the last tick, merged whenever
 * it has doubled.
 *
 * <p>When that is, see {@link Ticks}. Those by the clock are aligned to whole multiples of the
 * interval, so that all shards tick together; a shard to which nothing came does not tick.
 */
final class ShardFn<I, V> extends DoFn<KV<Integer, byte[]>, TableUpdate> implements Prompt {
  private static final String HEADER = "header";
  private static final String PENDING = "pending";
  private static final String WINDOWS = "windows";
  private static final String BUCKETS = "buckets";
  private static final String TICK = "tick";
  private static final String CLOSE = "close";

  private final Counter rowsTotal = Metrics.counter("cauce", "numRowsTotal");
  private final Counter dropped = Metrics.counter("cauce", "numRowsDroppedByWatermark");

  private final Shape shape;
  private final OutputMode mode;
  private final Windows windows;
  private final Accumulators.Factory<I, V> factory;
  private final Emitter<?, V> emitter;
  private final TupleTag<TableUpdate> updatesTag;
  private final TupleTag<DeadLetter> lateTag;

  @StateId(HEADER)
  private final StateSpec<ValueState<ShardHeader>> headerSpec =
      StateSpecs.value(ShardHeader.HeaderCoder.INSTANCE);

  @StateId(PENDING)
  private final StateSpec<BagState<byte[]>> pendingSpec = StateSpecs.bag(ByteArrayCoder.of());

  @StateId(WINDOWS)
  private final StateSpec<MapState<Span, Buckets.Size>> windowsSpec =
      StateSpecs.map(Span.SpanCoder.INSTANCE, Buckets.SizeCoder.INSTANCE);

  @StateId(BUCKETS)
  private final StateSpec<MapState<Buckets.Place, byte[]>> bucketsSpec =
      StateSpecs.map(Buckets.PlaceCoder.INSTANCE, ByteArrayCoder.of());

  @TimerId(TICK)
  private final TimerSpec tickSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  @TimerId(CLOSE)
  private final TimerSpec closeSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private transient int target;
  private transient @Nullable Ticks ticks;
  private transient long attempt;
  private transient @Nullable Pending<I, V> news;
  private transient @Nullable OldestOpen oldestOpen;

  ShardFn(
      Shape shape,
      Accumulators.Factory<I, V> factory,
      Emitter<?, V> emitter,
      TupleTag<TableUpdate> updatesTag,
      TupleTag<DeadLetter> lateTag) {
    this.shape = shape;
    this.mode = shape.mode();
    this.windows = shape.windows();
    this.factory = factory;
    this.emitter = emitter;
    this.updatesTag = updatesTag;
    this.lateTag = lateTag;
  }

  @Setup
  public void setup(PipelineOptions options) {
    target = Buckets.target(options);
    ticks = new Ticks(shape, options);
    attempt = TableInputs.firstVersion(System.currentTimeMillis());
    news = new Pending<>(factory);
    oldestOpen = new OldestOpen();
  }

  /** What an append emits waits for the watermark. */
  @Override
  public boolean isPrompt() {
    return shape.mode() != OutputMode.APPEND;
  }

  @ProcessElement
  public void process(
      @Element KV<Integer, byte[]> element,
      @Timestamp Instant least,
      @StateId(HEADER) ValueState<ShardHeader> headerState,
      @StateId(PENDING) BagState<byte[]> pending,
      @StateId(WINDOWS) MapState<Span, Buckets.Size> sizes,
      @StateId(BUCKETS) MapState<Buckets.Place, byte[]> buckets,
      @TimerId(TICK) Timer tick,
      @TimerId(CLOSE) Timer close,
      MultiOutputReceiver out) {
    byte[] block = element.getValue();
    boolean settles = mode != OutputMode.APPEND && ticks().isNow(block);
    ShardHeader header = ShardHeader.read(headerState);
    if (!windows.isGlobal() && mode != OutputMode.COMPLETE) {
      header = header.withWatermark(close.getCurrentRelativeTime());
      block = withoutLate(block, Instant.ofEpochMilli(header.watermark()), out);
    }
    if (Blocks.isNothing(block)
        && (Blocks.isPart(element.getValue()) || header.pendingBytes() == 0)) {
      return;
    }
    if (settles) {
      long start = System.nanoTime();
      Blocks<I, V> merged = news().with(block, pending, header);
      header = settle(header, merged, new BucketStore(sizes, buckets), out.get(updatesTag));
      header = news().clear(pending, header);
      ticks().ticked(element.getKey(), start, System.nanoTime());
    } else {
      header = news().add(block, pending, header);
      if (mode != OutputMode.APPEND) {
        header = ticks().putBy(element.getKey(), element.getValue(), tick, least, header);
      }
    }
    long closeAt = earliestExpiry(block);
    if (closeAt < header.closeAt()) {
      Shape.armClose(close, closeAt);
      header = header.withCloseAt(closeAt);
      tellOldest(element.getKey(), closeAt);
    }
    headerState.write(header);
  }

  @OnTimer(TICK)
  public void tick(
      @Key Integer shard,
      @Timestamp Instant least,
      @StateId(HEADER) ValueState<ShardHeader> headerState,
      @StateId(PENDING) BagState<byte[]> pending,
      @StateId(WINDOWS) MapState<Span, Buckets.Size> sizes,
      @StateId(BUCKETS) MapState<Buckets.Place, byte[]> buckets,
      @TimerId(TICK) Timer tick,
      OutputReceiver<TableUpdate> out) {
    ShardHeader header = ShardHeader.read(headerState).withArmed(false);
    if (header.pendingBytes() == 0) {
      // All has left since with a block.
    } else if (!ticks().isDue(shard, System.nanoTime())) {
      header = ticks().arm(tick, least, header);
    } else {
      long start = System.nanoTime();
      header = settlePending(header, pending, new BucketStore(sizes, buckets), out);
      ticks().ticked(shard, start, System.nanoTime());
    }
    headerState.write(header);
  }

  @OnTimer(CLOSE)
  public void close(
      @Key Integer shard,
      @StateId(HEADER) ValueState<ShardHeader> headerState,
      @StateId(PENDING) BagState<byte[]> pending,
      @StateId(WINDOWS) MapState<Span, Buckets.Size> sizes,
      @StateId(BUCKETS) MapState<Buckets.Place, byte[]> buckets,
      @TimerId(CLOSE) Timer close,
      OutputReceiver<TableUpdate> out) {
    BucketStore store = new BucketStore(sizes, buckets);
    ShardHeader header = settlePending(ShardHeader.read(headerState), pending, store, out);
    Instant watermark = close.getCurrentRelativeTime();
    long next = ShardHeader.NEVER;
    for (Span span : store.spans()) {
      Instant expiry = windows.expiry(span);
      if (expiry.isAfter(watermark)) {
        next = Math.min(next, expiry.getMillis());
      } else if (mode != OutputMode.COMPLETE) {
        if (mode == OutputMode.APPEND) {
          GroupTable<I, V> all = new GroupTable<>(factory);
          new Buckets(store, target).readAll(span, all);
          emitter.emit(span, all, header.version(), out);
        }
        rowsTotal.dec(new Buckets(store, target).drop(span));
      }
    }
    if (next != ShardHeader.NEVER) {
      Shape.armClose(close, next);
    }
    tellOldest(shard, next);
    headerState.write(header.withCloseAt(next).withWatermark(watermark));
  }

  /** Merges what is pending into the buckets, and emits it as news. */
  private ShardHeader settlePending(
      ShardHeader before,
      BagState<byte[]> pending,
      BucketStore store,
      OutputReceiver<TableUpdate> out) {
    ShardHeader header = settle(before, news().read(pending), store, out);
    return news().clear(pending, header);
  }

  /** Merges {@code merged} into the buckets, and emits it as news. */
  private ShardHeader settle(
      ShardHeader before, Blocks<I, V> merged, BucketStore store, OutputReceiver<TableUpdate> out) {
    ShardHeader header = before.withVersion(Math.max(before.version() + 1, attempt));
    if (merged.isEmpty()) {
      return header;
    }
    Buckets buckets = new Buckets(store, target);
    merged.tables().forEach((span, table) -> rowsTotal.inc(buckets.merge(span, table)));
    if (mode == OutputMode.UPDATE) {
      merged.tables().forEach((span, table) -> emitter.emit(span, table, header.version(), out));
    } else if (mode == OutputMode.COMPLETE) {
      Map<Span, GroupTable<I, V>> all = new LinkedHashMap<>();
      for (Span span : store.spans()) {
        GroupTable<I, V> table = new GroupTable<>(factory);
        buckets.readAll(span, table);
        all.put(span, table);
      }
      emitter.emitSnapshot(all, header.version(), out);
    }
    return header;
  }

  private long earliestExpiry(byte[] block) {
    if (windows.isGlobal()) {
      return GlobalWindow.INSTANCE.maxTimestamp().getMillis();
    }
    long[] earliest = {ShardHeader.NEVER};
    Blocks.sections(
        block,
        (span, count, in) -> {
          if (mode == OutputMode.COMPLETE) {
            earliest[0] = GlobalWindow.INSTANCE.maxTimestamp().getMillis();
          } else {
            earliest[0] = Math.min(earliest[0], windows.expiry(span).getMillis());
          }
          skip(count, in);
        });
    return earliest[0];
  }

  /** The block without the windows that have expired. */
  private byte[] withoutLate(byte[] block, Instant watermark, MultiOutputReceiver out) {
    boolean[] anyLate = {false};
    boolean[] anyLeft = {false};
    Blocks.sections(
        block,
        (span, count, in) -> {
          if (windows.expiry(span).isAfter(watermark)) {
            anyLeft[0] = true;
          } else {
            anyLate[0] = true;
            dropped.inc(count);
          }
          skip(count, in);
        });
    if (!anyLate[0]) {
      return block;
    }
    if (shape.lateAsked()) {
      Blocks<I, V> late = new Blocks<>(factory);
      late.mergeIf(block, span -> !windows.expiry(span).isAfter(watermark));
      late.tables()
          .forEach(
              (span, table) -> {
                for (int group = 0; group < table.size(); group++) {
                  Row row = emitter.row(span, table, group, table.value(group));
                  out.get(lateTag).output(LateRows.letter(row, watermark));
                }
              });
    }
    if (!anyLeft[0]) {
      return Blocks.nothing();
    }
    Blocks<I, V> left = new Blocks<>(factory);
    left.mergeIf(block, span -> windows.expiry(span).isAfter(watermark));
    return left.write(1)[0];
  }

  private void tellOldest(int shard, long closeAt) {
    if (oldestOpen != null && !windows.isGlobal()) {
      oldestOpen.set(shard, closeAt, windows);
    }
  }

  private Ticks ticks() {
    Ticks present = ticks;
    if (present == null) {
      throw new IllegalStateException("not set up");
    }
    return present;
  }

  private Pending<I, V> news() {
    Pending<I, V> present = news;
    if (present == null) {
      throw new IllegalStateException("not set up");
    }
    return present;
  }

  private static void skip(int count, Bytes.Cursor in) {
    GroupTable.Entry entry = new GroupTable.Entry(in);
    for (int i = 0; i < count; i++) {
      entry.next();
    }
  }
}
