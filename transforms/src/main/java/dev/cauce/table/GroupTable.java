package dev.cauce.table;

import java.util.Arrays;

/**
 * Groups and their accumulators in memory: an open-addressing hash table over the bytes of the
 * keys, without an object a group. Groups are numbered from 0 in the order in which they came.
 *
 * @param <I> what is aggregated
 * @param <V> what comes out
 */
final class GroupTable<I, V> {
  private static final int START = 64;

  private final Accumulators<I, V> accumulators;
  // Each slot holds a group's hash (high) and its number + 1 (low), so that a probe is one access.
  private long[] slots = new long[2 * START];
  private int[] ends = new int[START];
  private int[] hashes = new int[START];
  private byte[] keys = new byte[16 * START];
  private int size;

  GroupTable(Accumulators<I, V> accumulators) {
    this.accumulators = accumulators;
  }

  int size() {
    return size;
  }

  /** Roughly how many bytes the groups take when they are written. */
  int bytes() {
    return (size == 0 ? 0 : ends[size - 1]) + 8 * size;
  }

  int hash(int group) {
    return hashes[group];
  }

  byte[] keys() {
    return keys;
  }

  int keyStart(int group) {
    return group == 0 ? 0 : ends[group - 1];
  }

  int keyEnd(int group) {
    return ends[group];
  }

  V value(int group) {
    return accumulators.extract(group);
  }

  /** Aggregates {@code input} under the key {@code bytes[from, to)}. */
  void add(byte[] bytes, int from, int to, I input) {
    accumulators.add(group(Hash.of(bytes, from, to), bytes, from, to), input);
  }

  /** The group of the key {@code bytes[from, to)}, made if it is not there. */
  int group(int hash, byte[] bytes, int from, int to) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (long found; (found = slots[slot]) != 0; slot = (slot + 1) & mask) {
      if ((int) (found >>> 32) == hash && isKey((int) found - 1, bytes, from, to)) {
        return (int) found - 1;
      }
    }
    return insert(slot, hash, bytes, from, to);
  }

  /** The group of the key {@code bytes[from, to)}, or -1. */
  int find(int hash, byte[] bytes, int from, int to) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (long found; (found = slots[slot]) != 0; slot = (slot + 1) & mask) {
      if ((int) (found >>> 32) == hash && isKey((int) found - 1, bytes, from, to)) {
        return (int) found - 1;
      }
    }
    return -1;
  }

  private boolean isKey(int group, byte[] bytes, int from, int to) {
    return Arrays.equals(keys, keyStart(group), ends[group], bytes, from, to);
  }

  private int insert(int slot, int hash, byte[] bytes, int from, int to) {
    int group = size;
    if (group == ends.length) {
      ends = Arrays.copyOf(ends, 2 * group);
      hashes = Arrays.copyOf(hashes, 2 * group);
    }
    int start = keyStart(group);
    int end = Math.addExact(start, to - from);
    if (end > keys.length) {
      keys =
          Arrays.copyOf(
              keys, (int) Math.min(Math.max(end, 2L * keys.length), Integer.MAX_VALUE - 8));
    }
    System.arraycopy(bytes, from, keys, start, to - from);
    ends[group] = end;
    hashes[group] = hash;
    slots[slot] = (long) hash << 32 | group + 1;
    accumulators.create(group);
    size = group + 1;
    if (2 * size > slots.length) {
      grow();
    }
    return group;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    int mask = slots.length - 1;
    for (long entry : old) {
      if (entry != 0) {
        int slot = (int) (entry >>> 32) & mask;
        while (slots[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        slots[slot] = entry;
      }
    }
  }

  /** Writes a group as an entry: hash, key, accumulator. */
  void write(int group, Bytes out, Bytes scratch) {
    out.writeInt(hashes[group]);
    int start = keyStart(group);
    out.writeVarInt(ends[group] - start);
    out.write(keys, start, ends[group] - start);
    scratch.clear();
    accumulators.write(group, scratch);
    out.writeVarInt(scratch.size());
    scratch.copyTo(out);
  }

  /** Adds the accumulator of {@code entry} to that of {@code group}. */
  void merge(int group, Entry entry) {
    accumulators.merge(group, entry.in.array, entry.valueStart, entry.valueEnd);
  }

  /** Merges the entry into the group of its key, made if it is not there. */
  void merge(Entry entry) {
    merge(group(entry.hash, entry.in.array, entry.keyStart, entry.keyEnd), entry);
  }

  /** Forgets all groups, and gives memory back if there were many. */
  void clear() {
    if (slots.length > 1 << 16) {
      slots = new long[2 * START];
      ends = new int[START];
      hashes = new int[START];
      keys = new byte[16 * START];
    } else {
      Arrays.fill(slots, 0);
    }
    accumulators.clear();
    size = 0;
  }

  /** Where the parts of a written group are: moves over the entries of a block or a bucket. */
  static final class Entry {
    private final Bytes.Cursor in;
    int hash;
    int start;
    int keyStart;
    int keyEnd;
    int valueStart;
    int valueEnd;

    Entry(Bytes.Cursor in) {
      this.in = in;
    }

    void next() {
      start = in.at;
      hash = in.readInt();
      int keyLength = in.readVarInt();
      keyStart = in.at;
      keyEnd = keyStart + keyLength;
      in.at = keyEnd;
      int valueLength = in.readVarInt();
      valueStart = in.at;
      valueEnd = valueStart + valueLength;
      in.at = valueEnd;
    }
  }
}
