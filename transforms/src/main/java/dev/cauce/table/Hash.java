package dev.cauce.table;

import dev.cauce.row.EightBytes;

/**
 * The hash of a key's bytes. It decides the shard and the bucket in which a group is kept, so it is
 * part of the format of the table's state and must never change.
 */
final class Hash {
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio, odd
  private static final long FINISHER = 0xBF58476D1CE4E5B9L; // of the SplitMix64 generator

  /** What counts of eight bytes, by how many count, see {@link #part}. */
  private static final long[] MASKS = new long[41];

  static {
    for (int length = 1; length <= 24; length++) {
      MASKS[length + 16] = length < Long.BYTES ? ~(-1L << 8 * length) : -1;
    }
  }

  private Hash() {}

  /** The hash of {@code bytes[from, to)}: all of its 32 bits are well mixed. */
  static int of(byte[] bytes, int from, int to) {
    long hash = (to - from) * MULTIPLIER;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      hash = (hash ^ EightBytes.at(bytes, at)) * MULTIPLIER;
      hash ^= hash >>> 32;
    }
    hash = (hash ^ tail(bytes, at, to)) * MULTIPLIER;
    hash = (hash ^ (hash >>> 31)) * FINISHER;
    return (int) (hash >>> 32);
  }

  /** The last bytes of a key, fewer than eight, as one number. */
  private static long tail(byte[] bytes, int at, int to) {
    if (at + Long.BYTES <= bytes.length) { // one read, less what is behind the key
      return EightBytes.at(bytes, at) & ~(-1L << (to - at << 3));
    }
    long tail = 0;
    for (int i = at, shift = 0; i < to; i++, shift += 8) {
      tail |= (bytes[i] & 0xFFL) << shift;
    }
    return tail;
  }

  /** The first eight bytes of a key, or all there are and zeros, as one number. */
  static long head(byte[] bytes, int from, int to) {
    return to - from >= Long.BYTES ? EightBytes.at(bytes, from) : tail(bytes, from, to);
  }

  /**
   * The eight bytes from {@code from} on as one number, of which only the first {@code length}
   * count (-16 to 24): none if it is not above 0, all if it is 8 or more. All eight must be there.
   */
  static long part(byte[] bytes, int from, int length) {
    return EightBytes.at(bytes, from) & MASKS[length + 16];
  }

  /**
   * The shard of {@code hash} among {@code shards}: by its high bits, buckets go by the low ones.
   */
  static int shard(int hash, int shards) {
    return (int) ((hash & 0xFFFFFFFFL) * shards >>> 32);
  }
}
