package dev.cauce.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
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
 * One shard of the table of an unbounded input: the one stateful step of a table.
 *
 * <p>What arrives is only put by (the state {@link #PENDING}) until the next tick, when it is
 * merged into the shard's {@link Buckets}; so a group that changes often between two ticks costs
 * one access to the state, and what changed needs no second bookkeeping. Holds one accumulator a
 * group and window until the window expires, and what arrived since the last tick, merged whenever
 * it has doubled.
 *
 * <p>Ticks are aligned to whole multiples of the interval, so that all shards tick together; a
 * shard to which nothing came does not tick.
 */
final class ShardFn<I, V> extends DoFn<KV<Integer, byte[]>, TableUpdate> {
  private static final String HEADER = "header";
  private static final String PENDING = "pending";
  private static final String WINDOWS = "windows";
  private static final String BUCKETS = "buckets";
  private static final String TICK = "tick";
  private static final String CLOSE = "close";

  /** What is pending is merged among itself when it is larger than this and has doubled. */
  private static final long COMPACT = 1 << 20;

  private static final int TICKS = 20;

  private final Counter rowsTotal = Metrics.counter("cauce", "numRowsTotal");
  private final Counter dropped = Metrics.counter("cauce", "numRowsDroppedByWatermark");

  private final OutputMode mode;
  private final Duration every;
  private final Windows windows;
  private final Accumulators.Factory<I, V> factory;
  private final Emitter<?, V> emitter;

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

  private transient long attempt;
  private transient @Nullable Blocks<I, V> news;

  ShardFn(
      OutputMode mode,
      Duration every,
      Windows windows,
      Accumulators.Factory<I, V> factory,
      Emitter<?, V> emitter) {
    this.mode = mode;
    this.every = every;
    this.windows = windows;
    this.factory = factory;
    this.emitter = emitter;
  }

  /**
   * The first version of an attempt that starts at {@code millis}: higher than all those of
   * attempts that started earlier, by a clock that does not run back. An attempt has a million
   * ticks before it borrows the next millisecond.
   */
  static long firstVersion(long millis) {
    return millis << TICKS;
  }

  @Setup
  public void setup() {
    attempt = firstVersion(System.currentTimeMillis());
    news = new Blocks<>(factory);
  }

  @ProcessElement
  public void process(
      @Element KV<Integer, byte[]> element,
      @Timestamp Instant least,
      @StateId(HEADER) ValueState<ShardHeader> headerState,
      @StateId(PENDING) BagState<byte[]> pending,
      @TimerId(TICK) Timer tick,
      @TimerId(CLOSE) Timer close) {
    byte[] block = element.getValue();
    if (!windows.isGlobal() && mode != OutputMode.COMPLETE) {
      block = withoutLate(block, close.getCurrentRelativeTime());
      if (block == null) {
        return;
      }
    }
    ShardHeader header = read(headerState);
    pending.add(block);
    header = header.withPending(header.pendingBytes() + block.length);
    if (header.pendingBytes() > COMPACT && header.pendingBytes() > 2 * header.compactedBytes()) {
      header = compact(pending, header);
    }
    if (mode != OutputMode.APPEND && !header.armed()) {
      // Set once and not moved until it fires: under load it would never come.
      tick.offset(Duration.millis(1)).align(alignment()).withOutputTimestamp(least).setRelative();
      header = header.withArmed(true);
    }
    long closeAt = earliestExpiry(block);
    if (closeAt < header.closeAt()) {
      close.set(new Instant(closeAt));
      header = header.withCloseAt(closeAt);
    }
    headerState.write(header);
  }

  @OnTimer(TICK)
  public void tick(
      @StateId(HEADER) ValueState<ShardHeader> headerState,
      @StateId(PENDING) BagState<byte[]> pending,
      @StateId(WINDOWS) MapState<Span, Buckets.Size> sizes,
      @StateId(BUCKETS) MapState<Buckets.Place, byte[]> buckets,
      OutputReceiver<TableUpdate> out) {
    ShardHeader header = read(headerState).withArmed(false);
    Store store = new Store(sizes, buckets);
    headerState.write(settle(header, pending, store, out));
  }

  @OnTimer(CLOSE)
  public void close(
      @StateId(HEADER) ValueState<ShardHeader> headerState,
      @StateId(PENDING) BagState<byte[]> pending,
      @StateId(WINDOWS) MapState<Span, Buckets.Size> sizes,
      @StateId(BUCKETS) MapState<Buckets.Place, byte[]> buckets,
      @TimerId(CLOSE) Timer close,
      OutputReceiver<TableUpdate> out) {
    Store store = new Store(sizes, buckets);
    ShardHeader header = settle(read(headerState), pending, store, out);
    Instant watermark = close.getCurrentRelativeTime();
    long next = ShardHeader.NEVER;
    for (Span span : store.spans()) {
      Instant expiry = windows.expiry(span);
      if (expiry.isAfter(watermark)) {
        next = Math.min(next, expiry.getMillis());
      } else if (mode != OutputMode.COMPLETE) {
        if (mode == OutputMode.APPEND) {
          GroupTable<I, V> all = new GroupTable<>(factory.make());
          new Buckets(store).readAll(span, all);
          emitter.emit(span, all, header.version(), out);
        }
        rowsTotal.dec(new Buckets(store).drop(span));
      }
    }
    if (next != ShardHeader.NEVER) {
      close.set(new Instant(next));
    }
    headerState.write(header.withCloseAt(next));
  }

  /** Merges what is pending into the buckets, and emits it as news. */
  private ShardHeader settle(
      ShardHeader before, BagState<byte[]> pending, Store store, OutputReceiver<TableUpdate> out) {
    ShardHeader header = before.withVersion(Math.max(before.version() + 1, attempt));
    Blocks<I, V> merged = merged(pending);
    if (merged.isEmpty()) {
      return header;
    }
    Buckets buckets = new Buckets(store);
    merged.tables().forEach((span, table) -> rowsTotal.inc(buckets.merge(span, table)));
    if (mode == OutputMode.UPDATE) {
      merged.tables().forEach((span, table) -> emitter.emit(span, table, header.version(), out));
    } else if (mode == OutputMode.COMPLETE) {
      Map<Span, GroupTable<I, V>> all = new LinkedHashMap<>();
      for (Span span : store.spans()) {
        GroupTable<I, V> table = new GroupTable<>(factory.make());
        buckets.readAll(span, table);
        all.put(span, table);
      }
      emitter.emitSnapshot(all, header.version(), out);
    }
    merged.clear();
    pending.clear();
    return header.withPending(0).withCompacted(0);
  }

  private ShardHeader compact(BagState<byte[]> pending, ShardHeader header) {
    Blocks<I, V> merged = merged(pending);
    byte[] block = merged.write(1)[0];
    merged.clear();
    pending.clear();
    pending.add(block);
    return header.withPending(block.length).withCompacted(block.length);
  }

  private Blocks<I, V> merged(BagState<byte[]> pending) {
    Blocks<I, V> merged = news;
    if (merged == null) {
      throw new IllegalStateException("not set up");
    }
    merged.clear(); // of what a failed bundle left
    for (byte[] block : pending.read()) {
      merged.merge(block);
    }
    return merged;
  }

  private static ShardHeader read(ValueState<ShardHeader> state) {
    ShardHeader header = state.read();
    return header == null ? ShardHeader.NEW : header;
  }

  private Duration alignment() {
    return every.getMillis() > 0 ? every : Duration.millis(1);
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

  /** The block without the windows that have expired; null if nothing is left. */
  private byte @Nullable [] withoutLate(byte[] block, Instant watermark) {
    boolean[] anyLate = {false};
    boolean[] anyLeft = {false};
    Blocks<I, V> left = new Blocks<>(factory);
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
    if (!anyLeft[0]) {
      return null;
    }
    left.mergeIf(block, span -> windows.expiry(span).isAfter(watermark));
    return left.write(1)[0];
  }

  private static void skip(int count, Bytes.Cursor in) {
    GroupTable.Entry entry = new GroupTable.Entry(in);
    for (int i = 0; i < count; i++) {
      entry.next();
    }
  }

  /** The buckets in Beam's state. */
  private record Store(MapState<Span, Buckets.Size> sizes, MapState<Buckets.Place, byte[]> buckets)
      implements Buckets.Store {
    List<Span> spans() {
      List<Span> spans = new ArrayList<>();
      sizes.keys().read().forEach(spans::add);
      return spans;
    }

    @Override
    public byte @Nullable [] get(Buckets.Place place) {
      return buckets.get(place).read();
    }

    @Override
    public void put(Buckets.Place place, byte[] bucket) {
      buckets.put(place, bucket);
    }

    @Override
    public void remove(Buckets.Place place) {
      buckets.remove(place);
    }

    @Override
    public Buckets.@Nullable Size size(Span span) {
      return sizes.get(span).read();
    }

    @Override
    public void resize(Span span, Buckets.Size size) {
      sizes.put(span, size);
    }

    @Override
    public void forget(Span span) {
      sizes.remove(span);
    }
  }
}
