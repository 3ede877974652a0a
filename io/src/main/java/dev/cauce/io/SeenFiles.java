package dev.cauce.io;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Remembers which file names were seen, in at most 32 bytes each: a hash of 64 bits in a table, and
 * once more, with the second in which the file was modified, in a log by which old names are
 * forgotten and from which checkpoints are made ({@link SeenPacking}).
 *
 * <p>The log only grows at its end (forgetting makes a new one), so that {@link #snapshot} copies
 * nothing: a runner that takes a checkpoint every ten files must not pay for all the others.
 */
final class SeenFiles {
  private static final double FULL = 0.8;

  private long[] table = new long[16]; // a power of two; 0 is an empty place
  private byte[] log = new byte[256];
  private int length;
  private int count;
  private long second; // of the last entry

  /** What was seen at some moment: the first {@code length} bytes of a log, {@code count} files. */
  static final class Snapshot {
    private final byte[] log;
    private final int length;
    private final int count;

    Snapshot(byte[] log, int length, int count) {
      this.log = log;
      this.length = length;
      this.count = count;
    }

    /** Nobody may write to its first {@link #length} bytes. */
    byte[] log() {
      return log;
    }

    int length() {
      return length;
    }

    int count() {
      return count;
    }
  }

  /** What a snapshot remembers. */
  static SeenFiles of(Snapshot snapshot) {
    SeenFiles seen = new SeenFiles();
    seen.addAll(snapshot, Long.MIN_VALUE);
    return seen;
  }

  /** A hash of the name that no two files are expected to share (one in 10^7 for 10^6 files). */
  static long hash(String name) {
    long hash = 0x9E3779B97F4A7C15L ^ name.length();
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0xFF51AFD7ED558CCDL;
      hash ^= hash >>> 32;
    }
    hash *= 0xC4CEB9FE1A85EC53L;
    hash ^= hash >>> 29;
    return hash == 0 ? 1 : hash;
  }

  boolean contains(long hash) {
    return table[place(hash)] == hash;
  }

  /** Remembers the file of this hash, modified in this second; it must not be known. */
  void add(long hash, long modifiedSecond) {
    if (count + 1 > FULL * table.length) {
      grow();
    }
    table[place(hash)] = hash;
    if (length + 18 > log.length) { // 10 for a long of variable length, 8 for the hash
      log = Arrays.copyOf(log, log.length + log.length / 4 + 18);
    }
    long difference = modifiedSecond - second;
    long zigzag = (difference << 1) ^ (difference >> 63);
    while ((zigzag & ~0x7FL) != 0) {
      log[length++] = (byte) (zigzag | 0x80);
      zigzag >>>= 7;
    }
    log[length++] = (byte) zigzag;
    ByteBuffer.wrap(log, length, 8).putLong(hash);
    length += 8;
    second = modifiedSecond;
    count++;
  }

  /**
   * Forgets files modified before this second, once there are enough of them: at most a third more
   * than needed is remembered.
   */
  void forgetBefore(long modifiedSecond) {
    int old = 0;
    for (Entries entries = new Entries(snapshot()); entries.next(); ) {
      old += entries.second < modifiedSecond ? 1 : 0;
    }
    if (old == 0 || old < count / 4) {
      return;
    }
    Snapshot all = snapshot();
    table = new long[16];
    log = new byte[256];
    length = 0;
    count = 0;
    second = 0;
    addAll(all, modifiedSecond);
  }

  int count() {
    return count;
  }

  /** How many bytes of memory this takes. */
  long bytes() {
    return 8L * table.length + log.length;
  }

  Snapshot snapshot() {
    return new Snapshot(log, length, count);
  }

  private void addAll(Snapshot snapshot, long since) {
    for (Entries entries = new Entries(snapshot); entries.next(); ) {
      if (entries.second >= since && !contains(entries.hash)) {
        add(entries.hash, entries.second);
      }
    }
  }

  private int place(long hash) {
    int mask = table.length - 1;
    int i = (int) hash & mask;
    while (table[i] != 0 && table[i] != hash) {
      i = (i + 1) & mask;
    }
    return i;
  }

  private void grow() {
    long[] old = table;
    table = new long[2 * old.length];
    for (long hash : old) {
      if (hash != 0) {
        table[place(hash)] = hash;
      }
    }
  }

  /** Goes through what a snapshot remembers, in the order in which it was added. */
  static final class Entries {
    private final Snapshot from;
    private int at;
    private long second;
    private long hash;

    Entries(Snapshot from) {
      this.from = from;
    }

    /** When the present one was modified, in seconds since 1970. */
    long second() {
      return second;
    }

    /** The hash of its name. */
    long hash() {
      return hash;
    }

    /** Goes to the next one; false if there is none. */
    boolean next() {
      if (at >= from.length()) {
        return false;
      }
      long zigzag = 0;
      int shift = 0;
      byte b;
      do {
        b = from.log()[at++];
        zigzag |= (b & 0x7FL) << shift;
        shift += 7;
      } while (b < 0);
      second += (zigzag >>> 1) ^ -(zigzag & 1);
      hash = ByteBuffer.wrap(from.log(), at, 8).getLong();
      at += 8;
      return true;
    }
  }
}
