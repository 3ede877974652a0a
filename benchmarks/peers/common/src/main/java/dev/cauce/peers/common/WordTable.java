package dev.cauce.peers.common;

import java.util.Arrays;

/**
 * Counts by word without an object per word: the bytes of all words in one array, an
 * open-addressing table of places. Grows as needed up to 2 GB of words.
 */
public final class WordTable {
  private int[] slots = new int[1 << 12]; // place + 1; 0 is free
  private int[] hashes = new int[1 << 11];
  private int[] ends = new int[1 << 11];
  private long[] counts = new long[1 << 11];
  private byte[] bytes = new byte[1 << 15];
  private int size;

  /** Splits the lines of {@code block} (each ends with {@code '\n'}) and counts each word. */
  public void addLines(byte[] block, int from, int to) {
    int start = from;
    int hash = 0;
    for (int i = from; i < to; i++) {
      byte b = block[i];
      if (b == ' ' || b == '\n') {
        add(block, start, i, hash, 1);
        start = i + 1;
        hash = 0;
      } else {
        hash = 31 * hash + b;
      }
    }
  }

  /**
   * Adds {@code count} to that of a word.
   *
   * @param hash as {@link Arrays#hashCode} would have it, but starting from 0
   * @return the place of the word
   */
  public int add(byte[] from, int start, int end, int hash, long count) {
    int mask = slots.length - 1;
    int slot = slot(hash, mask);
    while (slots[slot] != 0) {
      int place = slots[slot] - 1;
      if (hashes[place] == hash
          && Arrays.equals(bytes, start(place), ends[place], from, start, end)) {
        counts[place] += count;
        return place;
      }
      slot = (slot + 1) & mask;
    }
    int place = append(from, start, end, hash, count);
    slots[slot] = place + 1;
    if (2 * size > slots.length) {
      rehash();
    }
    return place;
  }

  private static int slot(int hash, int mask) {
    return ((hash * 0x9E3779B9) >>> 7) & mask;
  }

  private int append(byte[] from, int start, int end, int hash, long count) {
    if (size == counts.length) {
      hashes = Arrays.copyOf(hashes, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    int at = start(size);
    int length = end - start;
    if (at + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, at + length));
    }
    System.arraycopy(from, start, bytes, at, length);
    hashes[size] = hash;
    ends[size] = at + length;
    counts[size] = count;
    return size++;
  }

  private void rehash() {
    slots = new int[2 * slots.length];
    int mask = slots.length - 1;
    for (int place = 0; place < size; place++) {
      int slot = slot(hashes[place], mask);
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = place + 1;
    }
  }

  /** Adds the counts of {@code other}. */
  public void addAll(WordTable other) {
    for (int place = 0; place < other.size; place++) {
      add(
          other.bytes,
          other.start(place),
          other.ends[place],
          other.hashes[place],
          other.counts[place]);
    }
  }

  /** How many words there are; their places are those below. */
  public int size() {
    return size;
  }

  public long count(int place) {
    return counts[place];
  }

  public int hash(int place) {
    return hashes[place];
  }

  /** A copy of the bytes of the word at {@code place}. */
  public byte[] word(int place) {
    return Arrays.copyOfRange(bytes, start(place), ends[place]);
  }

  /** The array that the word at {@code place} is in, from {@link #start} to {@link #end}. */
  public byte[] bytes() {
    return bytes;
  }

  public int start(int place) {
    return place == 0 ? 0 : ends[place - 1];
  }

  public int end(int place) {
    return ends[place];
  }

  /** Forgets all words; keeps the room. */
  public void clear() {
    Arrays.fill(slots, 0);
    size = 0;
  }
}
