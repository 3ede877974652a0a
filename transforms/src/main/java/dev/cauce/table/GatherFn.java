package dev.cauce.table;

import dev.cauce.row.DeadLetter;
import dev.cauce.row.Lines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates rows in memory where they are read, and hands what a bundle gathered to each shard
 * when the bundle ends: as one block, or, over a bounded input, as one for each {@link #PART}
 * groups. Holds at most the groups of one bundle, and of them no more than {@link GatherMemory}
 * allows; what is beyond goes to the shards before, as a part.
 *
 * <p>If it is prompt it hands on before, after each block of rows that is not followed by another:
 * so nothing waits where rows come now and then, and where they come faster than the pipeline can
 * take, they are gathered until it has caught up or the bundle ends. If sources set the pace
 * ({@link CheckpointOptions#getPaceMillis}) it does the same, and while a source is behind it hands
 * on once a trigger, or less often if that took long: as parts, at the end of a bundle as well.
 */
final class GatherFn<A, K, I, V> extends DoFn<A, KV<Integer, byte[]>> implements Prompt {
  /** So that what is handed on is not there all at once. */
  private static final int PART = 1 << 18;

  /** While a source is behind, handing on takes a fifth of the time at most. */
  private static final int PATIENCE = 4;

  /** How much memory beyond the limit groups may take that were not known. */
  private static final long STRANGERS = 16 << 20;

  private final Grouping<A, K, I> grouping;
  private final Accumulators.Factory<I, V> factory;
  private final Windows windows;
  private final int shards;
  private final boolean bounded;
  private final boolean prompt;
  private final boolean paced;
  private final boolean hasDeadLetters;
  private final TupleTag<KV<Integer, byte[]>> blocksTag;
  private final TupleTag<DeadLetter> deadTag;

  private transient @Nullable Gathered<I> gathered;
  private transient GatherMemory memory = GatherMemory.OF_UNBOUNDED;
  private transient @Nullable HandingOn handing;
  private transient long paceNanos; // 0: sources do not set the pace
  private transient long handedOn;
  private transient long took;
  private transient boolean followed;
  private transient @Nullable List<DeadLetter> rejected;
  private transient Instant least = GlobalWindow.INSTANCE.maxTimestamp();

  /**
   * @param prompt whether it hands on what is not followed
   * @param paced whether it does so if sources set the pace
   */
  GatherFn(
      Grouping<A, K, I> grouping,
      Accumulators.Factory<I, V> factory,
      Windows windows,
      int shards,
      boolean bounded,
      boolean prompt,
      boolean paced,
      boolean hasDeadLetters,
      TupleTag<KV<Integer, byte[]>> blocksTag,
      TupleTag<DeadLetter> deadTag) {
    this.grouping = grouping;
    this.factory = factory;
    this.windows = windows;
    this.shards = shards;
    this.bounded = bounded;
    this.prompt = prompt;
    this.paced = paced;
    this.hasDeadLetters = hasDeadLetters;
    this.blocksTag = blocksTag;
    this.deadTag = deadTag;
  }

  /** What the present bundle gathered. */
  private interface Gathered<I> extends Grouping.Rows<I> {
    Blocks<I, ?> blocks();
  }

  @Setup
  public void setup(PipelineOptions options) {
    long pace = paced ? options.as(CheckpointOptions.class).getPaceMillis() : 0;
    paceNanos = TimeUnit.MILLISECONDS.toNanos(pace);
    memory =
        bounded
            ? GatherMemory.OF_BOUNDED
            : pace > 0 ? GatherMemory.OF_PACED : GatherMemory.OF_UNBOUNDED;
    // Over an unbounded input each block is a visit to the state of its shard.
    handing = new HandingOn(shards, bounded ? PART : Integer.MAX_VALUE);
    handedOn = System.nanoTime();
    Blocks<I, V> blocks = new Blocks<>(factory);
    rejected = hasDeadLetters ? new ArrayList<>() : null;
    gathered =
        windows.isGlobal()
            ? new InOneSpan<>(blocks, factory.takesAll() ? null : factory, rejected)
            : new InWindows<>(blocks, windows, rejected);
    GatherMemory.enter();
  }

  @StartBundle
  public void start() {
    gathered().blocks().clear();
    least = GlobalWindow.INSTANCE.maxTimestamp();
  }

  @ProcessElement
  public void process(@Element A element, @Timestamp Instant time, MultiOutputReceiver outputs) {
    Gathered<I> rows = gathered();
    least = time.isBefore(least) ? time : least;
    grouping.group(element, Span.micros(time), rows);
    List<DeadLetter> dead = rejected;
    if (dead != null && !dead.isEmpty()) {
      dead.forEach(outputs.get(deadTag)::output);
      dead.clear();
    }
    Blocks<I, ?> blocks = rows.blocks();
    Blocks.Taker taker = to(outputs.get(blocksTag));
    boolean looksAtWhatFollows = prompt || paceNanos > 0;
    followed = looksAtWhatFollows && element instanceof Lines lines && lines.isFollowed();
    if (looksAtWhatFollows && !followed && !handing().isDone(blocks)) {
      handOn(blocks, taker);
    } else if (paceNanos > 0
        && System.nanoTime() - handedOn > Math.max(paceNanos, PATIENCE * took)) {
      handOnPart(blocks, taker);
    } else if (memory.isBeyond(blocks.memory())) {
      relieve(blocks, taker);
    }
  }

  /**
   * What is gathered has become too much: it stays and takes no more groups, since those that come
   * often are there, and what comes under other keys is handed on. If that is most of what comes,
   * all is handed on.
   */
  private void relieve(Blocks<I, ?> blocks, Blocks.Taker taker) {
    if (!blocks.isFixed()) {
      blocks.fix();
    } else if (memory.isBeyond(blocks.memory() - STRANGERS)) {
      if (blocks.isOutdated()) {
        handOnPart(blocks, taker);
      } else {
        handing().strangers(blocks, taker);
      }
    }
  }

  private void handOn(Blocks<I, ?> blocks, Blocks.Taker taker) {
    handing().all(blocks, taker);
    handedOn = System.nanoTime();
  }

  private void handOnPart(Blocks<I, ?> blocks, Blocks.Taker taker) {
    long start = System.nanoTime();
    handing().part(blocks, taker);
    handedOn = System.nanoTime();
    took = handedOn - start;
  }

  private static Blocks.Taker to(OutputReceiver<KV<Integer, byte[]>> output) {
    return (shard, block) -> output.output(KV.of(shard, block));
  }

  @Override
  public boolean isPrompt() {
    return prompt || paced;
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    Instant time = least;
    Blocks.Taker taker =
        (shard, block) ->
            context.output(blocksTag, KV.of(shard, block), time, GlobalWindow.INSTANCE);
    if (paceNanos > 0 && followed) {
      handOnPart(gathered().blocks(), taker);
    } else {
      handOn(gathered().blocks(), taker);
    }
  }

  @Teardown
  public void teardown() {
    if (gathered != null) {
      gathered = null;
      GatherMemory.leave();
    }
  }

  private HandingOn handing() {
    HandingOn present = handing;
    if (present == null) {
      throw new IllegalStateException("not set up");
    }
    return present;
  }

  private Gathered<I> gathered() {
    Gathered<I> present = gathered;
    if (present == null) {
      throw new IllegalStateException("not set up");
    }
    return present;
  }

  private record InOneSpan<I>(
      Blocks<I, ?> blocks,
      Accumulators.@Nullable Factory<I, ?> taking,
      @Nullable List<DeadLetter> rejected)
      implements Gathered<I> {
    @Override
    public void add(byte[] bytes, int from, int to, long micros, I input) {
      if (taking != null && !taking.takes(micros, input)) {
        return;
      }
      blocks.table(Span.ALL).add(bytes, from, to, micros, input);
    }

    @Override
    public void addAll(byte[] bytes, int[] edges, int count, long micros, I input) {
      if (taking == null || taking.takes(micros, input)) {
        blocks.table(Span.ALL).addAll(bytes, edges, count, micros, input);
      }
    }

    @Override
    public void reject(DeadLetter letter) {
      if (rejected == null) {
        Gathered.super.reject(letter);
      } else {
        rejected.add(letter);
      }
    }
  }

  private record InWindows<I>(
      Blocks<I, ?> blocks, Windows windows, @Nullable List<DeadLetter> rejected)
      implements Gathered<I> {
    @Override
    public void reject(DeadLetter letter) {
      if (rejected == null) {
        Gathered.super.reject(letter);
      } else {
        rejected.add(letter);
      }
    }

    @Override
    public void add(byte[] bytes, int from, int to, long micros, I input) {
      assign(micros, span -> blocks.table(span).add(bytes, from, to, micros, input));
    }

    @Override
    public void addAll(byte[] bytes, int[] edges, int count, long micros, I input) {
      assign(micros, span -> blocks.table(span).addAll(bytes, edges, count, micros, input));
    }

    private void assign(long micros, Consumer<Span> adding) {
      try {
        windows.assign(micros, adding);
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("Cannot find the windows of a row", e);
      }
    }
  }
}
