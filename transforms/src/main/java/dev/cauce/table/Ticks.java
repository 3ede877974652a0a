package dev.cauce.table;

import java.util.Arrays;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.state.Timer;
import org.joda.time.Instant;

/**
 * When the shards that are kept by one worker send on what is news. Not thread-safe.
 *
 * <p>Without checkpoints: at ticks, by the clock. With them: with the block that brings the news,
 * for then all that a shard knows at a checkpoint has left it ({@link CheckpointOptions}); blocks
 * that are a part only are put by until the last of them comes.
 *
 * <p>Where sources set the pace, the last block is the one after which a source has no more to read
 * at once; so a source that keeps up ticks once a trigger. While sources are behind, shards tick by
 * the clock, and the rarer the longer it takes: where news cost more than rows, more rows make one.
 */
final class Ticks {
  /** While sources are behind, ticks take a fifth of the time at most. */
  private static final int PATIENCE = 4;

  /** The part of what a tick takes for which it waits for those who are about to catch up, too. */
  private static final int GRACE = 8;

  private static final long NEVER = Long.MIN_VALUE;

  private final Shape shape;
  private final boolean onArrival;
  private final boolean paced;
  private final long everyNanos;
  private final long[] took = new long[TableSteps.SHARDS];
  private final long[] ended = new long[TableSteps.SHARDS];
  private final long[] caughtUp = new long[TableSteps.SHARDS];

  Ticks(Shape shape, PipelineOptions options) {
    this.shape = shape;
    this.onArrival = shape.onArrival();
    this.paced = options.as(CheckpointOptions.class).getPaceMillis() > 0;
    this.everyNanos = 1_000_000 * shape.every().getMillis();
    Arrays.fill(ended, NEVER);
    Arrays.fill(caughtUp, NEVER);
  }

  /** Whether news leave with {@code block}, and with it what was put by. */
  boolean isNow(byte[] block) {
    return onArrival && !Blocks.isPart(block) && !(paced && nanos() > everyNanos);
  }

  /** Sees to it that the shard, which has put {@code block} by, ticks. */
  ShardHeader putBy(int shard, byte[] block, Timer tick, Instant least, ShardHeader header) {
    // Set once and not moved until it fires: under load it would never come.
    return needsTimer(shard, block, System.nanoTime()) && !header.armed()
        ? arm(tick, least, header)
        : header;
  }

  /**
   * Sets the shard's timer.
   *
   * @param least holds the watermark of what follows until then
   */
  ShardHeader arm(Timer tick, Instant least, ShardHeader header) {
    shape.arm(tick, least);
    return header.withArmed(true);
  }

  /** Whether the shard needs a timer, now that {@code block} was put by. */
  boolean needsTimer(int shard, byte[] block, long now) {
    if (onArrival && !paced) {
      return false; // the last of the blocks is to come
    }
    if (!Blocks.isPart(block) && caughtUp[shard] == NEVER) {
      caughtUp[shard] = now;
    }
    return true;
  }

  /**
   * Whether the shard, whose timer has fired, is to tick. A timer is never set for later than the
   * next multiple of the trigger and set anew if it is not time yet: so a run that goes on from a
   * checkpoint, which knows of no tick, ticks first of all.
   */
  boolean isDue(int shard, long now) {
    if (!paced || ended[shard] == NEVER) {
      return true;
    }
    return caughtUp[shard] != NEVER
        ? now - caughtUp[shard] >= nanos() / GRACE
        : now - ended[shard] >= nanos() * PATIENCE;
  }

  /** The shard has sent on its news, between these two moments. */
  void ticked(int shard, long start, long end) {
    took[shard] = end - start;
    ended[shard] = end;
    caughtUp[shard] = NEVER;
  }

  /** How long a tick of all shards took the last time. */
  private long nanos() {
    long nanos = 0;
    for (long each : took) {
      nanos += each;
    }
    return nanos;
  }
}
