package dev.cauce.table;

import dev.cauce.row.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
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
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One shard of a table of an unbounded input that keeps {@link Stretches}: sessions, groups of a
 * time, or first rows. Like {@link ShardFn}, but what ends, ends by itself and not with its window:
 * {@link ExpiryIndex} tells what has.
 *
 * <p>Holds the stretches of each key until the watermark has passed their end plus lateness, and
 * what arrived since the last tick.
 */
final class StretchFn<I, A, V> extends DoFn<KV<Integer, byte[]>, TableUpdate> implements Prompt {
  private static final String HEADER = "header";
  private static final String PENDING = "pending";
  private static final String SIZES = "windows";
  private static final String BUCKETS = "buckets";
  private static final String INDEX = "index";
  private static final String TICK = "tick";
  private static final String CLOSE = "close";

  private final Counter rowsTotal = Metrics.counter("cauce", "numRowsTotal");
  private final Counter dropped = Metrics.counter("cauce", "numRowsDroppedByWatermark");

  private final Shape shape;
  private final StretchRule rule;
  private final CombineFn<I, A, V> fn;
  private final Stretches.Made<I, A, V> factory;
  private final Emitter<?, V> emitter;
  private final TupleTag<TableUpdate> updatesTag;
  private final TupleTag<DeadLetter> lateTag;

  @StateId(HEADER)
  private final StateSpec<ValueState<ShardHeader>> headerSpec =
      StateSpecs.value(ShardHeader.HeaderCoder.INSTANCE);

  @StateId(PENDING)
  private final StateSpec<BagState<byte[]>> pendingSpec = StateSpecs.bag(ByteArrayCoder.of());

  @StateId(SIZES)
  private final StateSpec<MapState<Span, Buckets.Size>> sizesSpec =
      StateSpecs.map(Span.SpanCoder.INSTANCE, Buckets.SizeCoder.INSTANCE);

  @StateId(BUCKETS)
  private final StateSpec<MapState<Buckets.Place, byte[]>> bucketsSpec =
      StateSpecs.map(Buckets.PlaceCoder.INSTANCE, ByteArrayCoder.of());

  @StateId(INDEX)
  private final StateSpec<ValueState<long[]>> indexSpec =
      StateSpecs.value(ExpiryIndex.IndexCoder.INSTANCE);

  @TimerId(TICK)
  private final TimerSpec tickSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  @TimerId(CLOSE)
  private final TimerSpec closeSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private transient int target;
  private transient @Nullable Ticks ticks;
  private transient long attempt;
  private transient @Nullable Pending<I, List<Stretch<A>>> news;
  private transient @Nullable OldestOpen oldestOpen;

  StretchFn(
      Shape shape,
      StretchRule rule,
      CombineFn<I, A, V> fn,
      Coder<A> coder,
      Emitter<?, V> emitter,
      TupleTag<TableUpdate> updatesTag,
      TupleTag<DeadLetter> lateTag) {
    this.shape = shape;
    this.rule = rule;
    this.fn = fn;
    this.factory = new Stretches.Made<>(rule, fn, coder);
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
      @StateId(SIZES) MapState<Span, Buckets.Size> sizes,
      @StateId(BUCKETS) MapState<Buckets.Place, byte[]> buckets,
      @StateId(INDEX) ValueState<long[]> indexState,
      @TimerId(TICK) Timer tick,
      @TimerId(CLOSE) Timer close,
      MultiOutputReceiver out) {
    ShardHeader header =
        ShardHeader.read(headerState).withWatermark(close.getCurrentRelativeTime());
    boolean settles = hasTicks() && ticks().isNow(element.getValue());
    byte[] block = withoutLate(element.getValue(), Instant.ofEpochMilli(header.watermark()), out);
    if (Blocks.isNothing(block)
        && (Blocks.isPart(element.getValue()) || header.pendingBytes() == 0)) {
      return;
    }
    if (settles) {
      long start = System.nanoTime();
      ExpiryIndex index = new ExpiryIndex(new BucketStore(sizes, buckets), indexState.read());
      header = settle(header, news().with(block, pending, header), index, out.get(updatesTag));
      header = news().clear(pending, header);
      indexState.write(index.least());
      ticks().ticked(element.getKey(), start, System.nanoTime());
    } else {
      header = news().add(block, pending, header);
      if (hasTicks()) {
        header = ticks().putBy(element.getKey(), element.getValue(), tick, least, header);
      }
    }
    long end = shape.mode() == OutputMode.COMPLETE ? StretchRule.NEVER : leastEnd(block);
    long closeAt = shape.windows().expiry(end).getMillis();
    if (closeAt < header.closeAt()) {
      Shape.armClose(close, closeAt);
      header = header.withCloseAt(closeAt);
      tellOldest(element.getKey(), closeAt);
    }
    headerState.write(header);
  }

  /** First rows are final at once; all else that is appended is so when it ends. */
  private boolean hasTicks() {
    return shape.mode() != OutputMode.APPEND || rule instanceof StretchRule.First;
  }

  @OnTimer(TICK)
  public void tick(
      @Key Integer shard,
      @Timestamp Instant least,
      @StateId(HEADER) ValueState<ShardHeader> headerState,
      @StateId(PENDING) BagState<byte[]> pending,
      @StateId(SIZES) MapState<Span, Buckets.Size> sizes,
      @StateId(BUCKETS) MapState<Buckets.Place, byte[]> buckets,
      @StateId(INDEX) ValueState<long[]> indexState,
      @TimerId(TICK) Timer tick,
      OutputReceiver<TableUpdate> out) {
    ShardHeader header = ShardHeader.read(headerState).withArmed(false);
    if (header.pendingBytes() == 0) {
      // All has left since with a block.
    } else if (!ticks().isDue(shard, System.nanoTime())) {
      header = ticks().arm(tick, least, header);
    } else {
      long start = System.nanoTime();
      ExpiryIndex index = new ExpiryIndex(new BucketStore(sizes, buckets), indexState.read());
      header = settlePending(header, pending, index, out);
      indexState.write(index.least());
      ticks().ticked(shard, start, System.nanoTime());
    }
    headerState.write(header);
  }

  @OnTimer(CLOSE)
  public void close(
      @Key Integer shard,
      @StateId(HEADER) ValueState<ShardHeader> headerState,
      @StateId(PENDING) BagState<byte[]> pending,
      @StateId(SIZES) MapState<Span, Buckets.Size> sizes,
      @StateId(BUCKETS) MapState<Buckets.Place, byte[]> buckets,
      @StateId(INDEX) ValueState<long[]> indexState,
      @TimerId(CLOSE) Timer close,
      OutputReceiver<TableUpdate> out) {
    ExpiryIndex index = new ExpiryIndex(new BucketStore(sizes, buckets), indexState.read());
    ShardHeader header = settlePending(ShardHeader.read(headerState), pending, index, out);
    Instant watermark = close.getCurrentRelativeTime();
    Instant next = GlobalWindow.INSTANCE.maxTimestamp();
    boolean over = !watermark.isBefore(next);
    if (shape.mode() != OutputMode.COMPLETE) {
      end(index, shape.windows().endedBy(watermark), header.version(), out);
      next = shape.windows().expiry(index.earliest());
    }
    if (!over) {
      Shape.armClose(close, next.getMillis());
    }
    tellOldest(shard, next.getMillis());
    headerState.write(header.withCloseAt(next.getMillis()).withWatermark(watermark));
    indexState.write(index.least());
  }

  /** Emits (in append mode) and forgets the stretches that end at {@code micros} or before. */
  private void end(ExpiryIndex index, long micros, long version, OutputReceiver<TableUpdate> out) {
    Buckets buckets = new Buckets(index, target);
    GroupTable<I, List<Stretch<A>>> table = new GroupTable<>(factory);
    Stretches<I, A, V> ended = (Stretches<I, A, V>) table.accumulators();
    Bytes rest = new Bytes(64);
    long[] least = index.least().clone();
    for (int number = 0; number < least.length; number++) {
      if (least[number] > micros) {
        continue;
      }
      rowsTotal.dec(
          buckets.sweep(
              Span.ALL,
              number,
              (bucket, entry, to) -> {
                if (Stretches.leastEnd(bucket, entry.valueStart) > micros) {
                  to.write(bucket, entry.start, entry.valueEnd - entry.start);
                  return true;
                }
                int group = table.merge(entry);
                List<Stretch<A>> gone = ended.take(group, stretch -> stretch.end <= micros);
                boolean stays = !table.value(group).isEmpty();
                if (stays) {
                  table.write(group, to, rest);
                }
                table.value(group).clear();
                table.value(group).addAll(gone);
                return stays;
              }));
    }
    if (shape.mode() == OutputMode.APPEND && !(rule instanceof StretchRule.First)) {
      List<Row> rows = new ArrayList<>();
      for (int group = 0; group < table.size(); group++) {
        for (Stretch<A> stretch : table.value(group)) {
          rows.add(row(table, group, stretch));
        }
      }
      emitter.emitRows(rows, List.of(), version, out);
    }
  }

  /** Merges what is pending into the buckets, and emits it as news. */
  private ShardHeader settlePending(
      ShardHeader before,
      BagState<byte[]> pending,
      ExpiryIndex index,
      OutputReceiver<TableUpdate> out) {
    ShardHeader header = settle(before, news().read(pending), index, out);
    return news().clear(pending, header);
  }

  /** Merges {@code merged} into the buckets, and emits it as news. */
  private ShardHeader settle(
      ShardHeader before,
      Blocks<I, List<Stretch<A>>> merged,
      ExpiryIndex index,
      OutputReceiver<TableUpdate> out) {
    ShardHeader header = before.withVersion(Math.max(before.version() + 1, attempt));
    if (merged.isEmpty()) {
      return header;
    }
    GroupTable<I, List<Stretch<A>>> table = merged.table(Span.ALL);
    Stretches<I, A, V> stretches = (Stretches<I, A, V>) table.accumulators();
    stretches.settle();
    rowsTotal.inc(new Buckets(index, target).merge(Span.ALL, table));
    List<Row> rows = new ArrayList<>();
    if (shape.mode() == OutputMode.COMPLETE) {
      GroupTable<I, List<Stretch<A>>> all = new GroupTable<>(factory);
      new Buckets(index, target).readAll(Span.ALL, all);
      addAll(all, stretch -> true, rows);
      emitter.emitWhole(rows, header.version(), out);
    } else if (hasTicks()) {
      List<Row> removed = new ArrayList<>();
      addAll(table, stretch -> stretch.touched, rows);
      for (int group = 0; group < table.size(); group++) {
        for (Stretch<A> gone : stretches.gone(group)) {
          // Of what is gone only the key counts; the value of what took its place stands in.
          gone.value = table.value(group).get(0).value;
          removed.add(row(table, group, gone));
        }
      }
      emitter.emitRows(rows, removed, header.version(), out);
    }
    return header;
  }

  private void addAll(
      GroupTable<I, List<Stretch<A>>> table,
      java.util.function.Predicate<Stretch<A>> which,
      List<Row> rows) {
    for (int group = 0; group < table.size(); group++) {
      for (Stretch<A> stretch : table.value(group)) {
        if (which.test(stretch)) {
          rows.add(row(table, group, stretch));
        }
      }
    }
  }

  @SuppressWarnings("NullAway") // what is emitted has its value
  private Row row(GroupTable<?, ?> table, int group, Stretch<A> stretch) {
    return emitter.row(stretch.span(), table, group, fn.extractOutput(stretch.value));
  }

  /** The block without the rows that are late. */
  private byte[] withoutLate(byte[] block, Instant watermark, MultiOutputReceiver out) {
    long micros = shape.windows().endedBy(watermark);
    boolean[] anyLate = {false};
    Blocks.sections(
        block,
        (span, count, in) -> {
          GroupTable.Entry entry = new GroupTable.Entry(in);
          for (int i = 0; i < count; i++) {
            entry.next();
            anyLate[0] |= Stretches.anyLate(rule, block, entry.valueStart, micros);
          }
        });
    if (!anyLate[0]) {
      return block;
    }
    Blocks<I, List<Stretch<A>>> left = new Blocks<>(factory);
    left.merge(block);
    GroupTable<I, List<Stretch<A>>> table = left.table(Span.ALL);
    Blocks<I, List<Stretch<A>>> kept = new Blocks<>(factory);
    Stretches<I, A, V> stretches = (Stretches<I, A, V>) table.accumulators();
    for (int group = 0; group < table.size(); group++) {
      List<Stretch<A>> late =
          stretches.take(group, stretch -> rule.lateFrom(stretch.start, stretch.end) <= micros);
      dropped.inc(late.size());
      if (shape.lateAsked()) {
        for (Stretch<A> stretch : late) {
          out.get(lateTag).output(LateRows.letter(row(table, group, stretch), watermark));
        }
      }
      if (!table.value(group).isEmpty()) {
        kept.table(Span.ALL).copy(table, group);
      }
    }
    return kept.isEmpty() ? Blocks.nothing() : kept.write(1)[0];
  }

  private static long leastEnd(byte[] block) {
    long[] least = {StretchRule.NEVER};
    Blocks.sections(
        block,
        (span, count, in) -> {
          GroupTable.Entry entry = new GroupTable.Entry(in);
          for (int i = 0; i < count; i++) {
            entry.next();
            least[0] = Math.min(least[0], Stretches.leastEnd(block, entry.valueStart));
          }
        });
    return least[0];
  }

  private void tellOldest(int shard, long closeAt) {
    if (oldestOpen != null && !(rule instanceof StretchRule.First)) {
      oldestOpen.set(shard, closeAt, shape.windows());
    }
  }

  private Ticks ticks() {
    Ticks present = ticks;
    if (present == null) {
      throw new IllegalStateException("not set up");
    }
    return present;
  }

  private Pending<I, List<Stretch<A>>> news() {
    Pending<I, List<Stretch<A>>> present = news;
    if (present == null) {
      throw new IllegalStateException("not set up");
    }
    return present;
  }
}
