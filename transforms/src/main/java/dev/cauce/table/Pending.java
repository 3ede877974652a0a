package dev.cauce.table;

import org.apache.beam.sdk.state.BagState;

/**
 * What arrived at a shard since its last tick: blocks that are only put by, and merged among
 * themselves when they are many.
 */
final class Pending<I, V> {
  /** They are merged among themselves when they are larger than this and have doubled. */
  private static final long COMPACT = 1 << 20;

  private final Blocks<I, V> news;

  Pending(Accumulators.Factory<I, V> factory) {
    this.news = new Blocks<>(factory);
  }

  /** Puts {@code block} by. */
  ShardHeader add(byte[] block, BagState<byte[]> state, ShardHeader before) {
    if (Blocks.isNothing(block)) {
      return before;
    }
    state.add(block);
    ShardHeader header = before.withPending(before.pendingBytes() + block.length);
    if (header.pendingBytes() <= COMPACT || header.pendingBytes() <= 2 * header.compactedBytes()) {
      return header;
    }
    byte[] compacted = read(state).write(1)[0];
    news.clear();
    state.clear();
    state.add(compacted);
    return header.withPending(compacted.length).withCompacted(compacted.length);
  }

  /** All that was put by, and {@code block}, which is not; it is good until the next call. */
  Blocks<I, V> with(byte[] block, BagState<byte[]> state, ShardHeader header) {
    if (header.pendingBytes() == 0) {
      news.clear();
    } else {
      read(state);
    }
    news.merge(block);
    return news;
  }

  /** All that was put by, as one; it is good until the next call. */
  Blocks<I, V> read(BagState<byte[]> state) {
    news.clear(); // of what a failed bundle left
    for (byte[] block : state.read()) {
      news.merge(block);
    }
    return news;
  }

  /** Forgets what was put by. */
  ShardHeader clear(BagState<byte[]> state, ShardHeader header) {
    news.clear();
    if (header.pendingBytes() == 0) {
      return header; // a state less to write
    }
    state.clear();
    return header.withPending(0).withCompacted(0);
  }
}
