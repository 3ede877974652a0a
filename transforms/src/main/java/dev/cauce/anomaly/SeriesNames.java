package dev.cauce.anomaly;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Numbers series from 0 in the order in which their names come, and knows how many values a reading
 * of each has. Their names lie one after the other, without an object a series. Not thread-safe.
 */
final class SeriesNames {
  private byte[] names = new byte[512];
  private int[] ends = new int[32];
  private int[] hashes = new int[32];
  private int[] widths = new int[32];
  private int[] table = new int[64]; // 1 + the number, by hash; 0 is free
  private int size;
  private int expected; // the number that came after the last one the last time

  int size() {
    return size;
  }

  int hash(int series) {
    return hashes[series];
  }

  /** How many values a reading has. */
  int width(int series) {
    return widths[series];
  }

  int length(int series) {
    return ends[series] - start(series);
  }

  byte[] name(int series) {
    return Arrays.copyOfRange(names, start(series), ends[series]);
  }

  /** Copies the name to {@code to} from {@code at} on. */
  void copy(int series, byte[] to, int at) {
    System.arraycopy(names, start(series), to, at, length(series));
  }

  private int start(int series) {
    return series == 0 ? 0 : ends[series - 1];
  }

  /**
   * The number of the series {@code name[from, to)}.
   *
   * @throws IllegalArgumentException if its readings have another number of values
   */
  int number(byte[] name, int from, int to, int width) {
    // Those who write readings write them in the same order of series again and again.
    int next = expected < size ? expected : 0;
    if (next < size && isName(next, name, from, to)) {
      return found(next, width);
    }
    int hash = hash(name, from, to);
    int mask = table.length - 1;
    int at = hash & mask;
    while (table[at] != 0) {
      int series = table[at] - 1;
      if (hashes[series] == hash && isName(series, name, from, to)) {
        return found(series, width);
      }
      at = (at + 1) & mask;
    }
    return add(name, from, to, width, hash, at);
  }

  private boolean isName(int series, byte[] name, int from, int to) {
    return Arrays.equals(names, start(series), ends[series], name, from, to);
  }

  private int found(int series, int width) {
    if (widths[series] != width) {
      throw new IllegalArgumentException(
          "A reading of the series \""
              + new String(name(series), UTF_8)
              + "\" has "
              + width
              + " values, others have "
              + widths[series]
              + ".");
    }
    expected = series + 1;
    return series;
  }

  private int add(byte[] name, int from, int to, int width, int hash, int at) {
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
      hashes = Arrays.copyOf(hashes, 2 * size);
      widths = Arrays.copyOf(widths, 2 * size);
    }
    int start = size == 0 ? 0 : ends[size - 1];
    int end = Math.addExact(start, to - from);
    if (end > names.length) {
      names = Arrays.copyOf(names, Math.max(end, (int) Math.min(2L * names.length, 1 << 30)));
    }
    System.arraycopy(name, from, names, start, to - from);
    ends[size] = end;
    hashes[size] = hash;
    widths[size] = width;
    table[at] = ++size;
    expected = size;
    if (2 * size > table.length) {
      grow();
    }
    return size - 1;
  }

  private void grow() {
    table = new int[2 * table.length];
    int mask = table.length - 1;
    for (int series = 0; series < size; series++) {
      int at = hashes[series] & mask;
      while (table[at] != 0) {
        at = (at + 1) & mask;
      }
      table[at] = series + 1;
    }
  }

  /** Decides the shard in which a series is kept, so it must never change. */
  private static int hash(byte[] name, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + name[i];
    }
    hash *= 0x9E3779B9; // spreads what names have in common
    return hash ^ hash >>> 15;
  }
}
