package dev.cauce.table;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates rows in memory where they are read, and hands what a bundle gathered to each shard as
 * one block when the bundle ends. Holds at most the groups of one bundle, and never more than
 * {@link #FLUSH} bytes of them.
 */
final class GatherFn<A, K, I, V> extends DoFn<A, KV<Integer, byte[]>> {
  private static final long FLUSH = 32 << 20;

  private final Grouping<A, K, I> grouping;
  private final Accumulators.Factory<I, V> factory;
  private final Windows windows;
  private final int shards;

  private transient @Nullable Gathered<I> gathered;
  private transient Instant least = GlobalWindow.INSTANCE.maxTimestamp();

  GatherFn(
      Grouping<A, K, I> grouping, Accumulators.Factory<I, V> factory, Windows windows, int shards) {
    this.grouping = grouping;
    this.factory = factory;
    this.windows = windows;
    this.shards = shards;
  }

  /** What the present bundle gathered. */
  private interface Gathered<I> extends Grouping.Rows<I> {
    Blocks<I, ?> blocks();
  }

  @Setup
  public void setup() {
    Blocks<I, V> blocks = new Blocks<>(factory);
    gathered = windows.isGlobal() ? new InOneSpan<>(blocks) : new InWindows<>(blocks, windows);
  }

  @StartBundle
  public void start() {
    gathered().blocks().clear();
    least = GlobalWindow.INSTANCE.maxTimestamp();
  }

  @ProcessElement
  public void process(
      @Element A element, @Timestamp Instant time, OutputReceiver<KV<Integer, byte[]>> out) {
    Gathered<I> rows = gathered();
    least = time.isBefore(least) ? time : least;
    grouping.group(element, time.getMillis(), rows);
    if (rows.blocks().bytes() > FLUSH) {
      byte[][] blocks = rows.blocks().write(shards);
      for (int shard = 0; shard < shards; shard++) {
        if (blocks[shard] != null) {
          out.output(KV.of(shard, blocks[shard]));
        }
      }
      rows.blocks().clear();
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    if (gathered().blocks().isEmpty()) {
      return;
    }
    byte[][] blocks = gathered().blocks().write(shards);
    for (int shard = 0; shard < shards; shard++) {
      if (blocks[shard] != null) {
        context.output(KV.of(shard, blocks[shard]), least, GlobalWindow.INSTANCE);
      }
    }
    gathered().blocks().clear();
  }

  private Gathered<I> gathered() {
    Gathered<I> present = gathered;
    if (present == null) {
      throw new IllegalStateException("not set up");
    }
    return present;
  }

  private record InOneSpan<I>(Blocks<I, ?> blocks) implements Gathered<I> {
    @Override
    public void add(byte[] bytes, int from, int to, long millis, I input) {
      blocks.table(Span.ALL).add(bytes, from, to, input);
    }
  }

  private record InWindows<I>(Blocks<I, ?> blocks, Windows windows) implements Gathered<I> {
    @Override
    public void add(byte[] bytes, int from, int to, long millis, I input) {
      try {
        windows.assign(millis, span -> blocks.table(span).add(bytes, from, to, input));
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("Cannot find the windows of a row", e);
      }
    }
  }
}
