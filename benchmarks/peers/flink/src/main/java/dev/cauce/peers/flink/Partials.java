package dev.cauce.peers.flink;

import dev.cauce.peers.common.WordTable;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;

/** Counts by word as bytes: the hash, the count, the length and the bytes of each word. */
final class Partials {
  /** What words are divided into, for the shuffle and the state. */
  static final int SHARDS = 32;

  private static final int HEAD = 16;

  private Partials() {}

  /** The shard of a word. */
  static int shard(int hash) {
    return (hash * 0x85EBCA6B) >>> 27;
  }

  /** The counts of {@code table} by shard; null where there are none. */
  static byte[][] byShard(WordTable table) {
    int[] lengths = new int[SHARDS];
    for (int i = 0; i < table.size(); i++) {
      lengths[shard(table.hash(i))] += HEAD + table.end(i) - table.start(i);
    }
    byte[][] shards = new byte[SHARDS][];
    ByteBuffer[] buffers = new ByteBuffer[SHARDS];
    for (int shard = 0; shard < SHARDS; shard++) {
      if (lengths[shard] > 0) {
        shards[shard] = new byte[lengths[shard]];
        buffers[shard] = ByteBuffer.wrap(shards[shard]);
      }
    }
    for (int i = 0; i < table.size(); i++) {
      int length = table.end(i) - table.start(i);
      buffers[shard(table.hash(i))]
          .putInt(table.hash(i))
          .putLong(table.count(i))
          .putInt(length)
          .put(table.bytes(), table.start(i), length);
    }
    return shards;
  }

  /** Adds counts to {@code table}, telling {@code changed} the places of their words. */
  static void add(byte[] partials, WordTable table, IntConsumer changed) {
    ByteBuffer in = ByteBuffer.wrap(partials);
    while (in.hasRemaining()) {
      int hash = in.getInt();
      long count = in.getLong();
      int length = in.getInt();
      int start = in.position();
      changed.accept(table.add(partials, start, start + length, hash, count));
      in.position(start + length);
    }
  }
}
