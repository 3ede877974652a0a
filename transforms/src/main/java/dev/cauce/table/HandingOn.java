package dev.cauce.table;

import java.util.BitSet;

/**
 * How a worker hands what it gathered to the shards: all of it, or a part that another will follow.
 * A shard that was given a part is owed a last block, and gets an empty one if there is nothing
 * else for it. Not thread-safe.
 */
final class HandingOn {
  private final int shards;
  private final int most;
  private final BitSet owed;

  /**
   * @param most how many groups are written at once; the blocks of all of them are there together
   */
  HandingOn(int shards, int most) {
    this.shards = shards;
    this.most = most;
    this.owed = new BitSet(shards);
  }

  /** Whether there is nothing to hand on, and nothing is owed. */
  boolean isDone(Blocks<?, ?> blocks) {
    return blocks.isEmpty() && owed.isEmpty();
  }

  /** Hands on all there is, and empties {@code blocks}. */
  void all(Blocks<?, ?> blocks, Blocks.Taker taker) {
    blocks.write(
        shards,
        most,
        (shard, block) -> {
          owed.clear(shard);
          taker.take(shard, block);
        });
    blocks.clear();
    owed.stream().forEach(shard -> taker.take(shard, Blocks.nothing()));
    owed.clear();
  }

  /** Hands on all there is as a part, and empties {@code blocks}. */
  void part(Blocks<?, ?> blocks, Blocks.Taker taker) {
    blocks.write(shards, most, parts(taker));
    blocks.clear();
  }

  /** Hands on as a part what was not known when {@code blocks} were fixed. */
  void strangers(Blocks<?, ?> blocks, Blocks.Taker taker) {
    blocks.takeStrangers(shards, most, parts(taker));
  }

  private Blocks.Taker parts(Blocks.Taker taker) {
    return (shard, block) -> {
      owed.set(shard);
      taker.take(shard, Blocks.asPart(block));
    };
  }
}
