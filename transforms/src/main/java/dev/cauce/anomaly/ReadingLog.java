package dev.cauce.anomaly;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Readings in the order in which they came, written as blocks in which those of a series lie
 * together. It is one log for all series: to append to as many lists as there are series would have
 * each of them fetched from memory for each of its readings. Not thread-safe.
 *
 * <p>A block is the number of its readings, the earliest of their times, and a list of runs: the
 * length of the series' name and the name, the number of values a reading has, the number of
 * readings, and these, each its time and its values. Numbers are big-endian.
 */
final class ReadingLog {
  /** Before the runs of a block. */
  static final int HEAD = Integer.BYTES + Long.BYTES;

  /** Beside the name, before the readings of a run. */
  private static final int RUN_HEAD = 3 * Integer.BYTES;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private SeriesNames names = new SeriesNames();
  private int[] counts = new int[32]; // by series
  private int[] series = new int[256];
  private long[] times = new long[256];
  private double[] values = new double[256];
  private int size;
  private int used; // of the values
  private long bytes;

  /** The number of four bytes that a block has from {@code at} on. */
  static int integer(byte[] block, int at) {
    return (int) INT.get(block, at);
  }

  /** The number of eight bytes that a block has from {@code at} on. */
  static long number(byte[] block, int at) {
    return (long) LONG.get(block, at);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** How many readings there are. */
  int size() {
    return size;
  }

  /** How many bytes it is written as, about. */
  long bytes() {
    return bytes;
  }

  /** Forgets all readings. Memory is kept for as many again, and given back if far fewer came. */
  void clear() {
    if (series.length > 1 << 12 && 16L * size < series.length) {
      series = new int[series.length / 2];
      times = new long[times.length / 2];
      values = new double[Math.max(256, values.length / 2)];
    }
    names = new SeriesNames();
    Arrays.fill(counts, 0);
    size = 0;
    used = 0;
    bytes = 0;
  }

  /**
   * Adds the reading {@code reading} of the series {@code name[from, to)}.
   *
   * @throws IllegalArgumentException if others of the series have another number of values
   */
  void add(byte[] name, int from, int to, long micros, double[] reading) {
    append(number(name, from, to, reading.length), micros, reading);
  }

  private int number(byte[] name, int from, int to, int width) {
    int number = names.number(name, from, to, width);
    if (number >= counts.length) {
      counts = Arrays.copyOf(counts, 2 * counts.length);
    }
    if (counts[number] == 0) {
      bytes += RUN_HEAD + to - from;
    }
    return number;
  }

  private void append(int number, long micros, double[] reading) {
    int width = reading.length;
    room(number, 1, width);
    times[size] = micros;
    for (int i = 0; i < width; i++) {
      values[used + i] = reading[i];
    }
    series[size++] = number;
    used += width;
  }

  /** Makes room for so many readings of a series, and counts them. */
  private void room(int number, int readings, int width) {
    counts[number] += readings;
    bytes += (long) readings * bytes(width);
    if (size + readings > series.length) {
      int length = Math.max(size + readings, 2 * series.length);
      series = Arrays.copyOf(series, length);
      times = Arrays.copyOf(times, length);
    }
    if (used + readings * width > values.length) {
      values = Arrays.copyOf(values, Math.max(used + readings * width, 2 * values.length));
    }
  }

  private static int bytes(int width) {
    return Long.BYTES + Double.BYTES * width;
  }

  /** Adds the readings [from, to) of {@code run}. */
  void add(Run run, int from, int to) {
    if (from == to) {
      return;
    }
    byte[] name = run.series();
    int number = number(name, 0, name.length, run.width());
    room(number, to - from, run.width());
    run.copy(from, to, times, size, values, used);
    Arrays.fill(series, size, size + to - from, number);
    size += to - from;
    used += (to - from) * run.width();
  }

  /** The readings as blocks, one for each of {@code shards}; null where there are none. */
  byte[][] write(int shards) {
    byte[][] blocks = new byte[shards][];
    int[] shardOf = new int[names.size()];
    int[] places = heads(blocks, shardOf);
    long[] least = new long[shards];
    Arrays.fill(least, Long.MAX_VALUE);
    for (int i = 0, value = 0; i < size; i++) {
      int number = series[i];
      int shard = shardOf[number];
      least[shard] = Math.min(least[shard], times[i]);
      byte[] block = blocks[shard];
      int at = places[number];
      LONG.set(block, at, times[i]);
      for (int width = names.width(number); width > 0; width--) {
        at += Long.BYTES;
        LONG.set(block, at, Double.doubleToRawLongBits(values[value++]));
      }
      places[number] = at + Long.BYTES;
    }
    for (int shard = 0; shard < shards; shard++) {
      if (blocks[shard] != null) {
        LONG.set(blocks[shard], Integer.BYTES, least[shard]);
      }
    }
    return blocks;
  }

  /**
   * Makes the blocks, with the heads of their runs.
   *
   * @param shardOf becomes the shard of each series
   * @return where the readings of each series begin in their block
   */
  private int[] heads(byte[][] blocks, int[] shardOf) {
    int[] ends = new int[blocks.length];
    int[] sizes = new int[blocks.length];
    Arrays.fill(ends, HEAD);
    for (int i = 0; i < shardOf.length; i++) {
      int shard = Math.floorMod(names.hash(i) >>> 7, blocks.length);
      shardOf[i] = shard;
      ends[shard] = Math.addExact(ends[shard], length(i));
      sizes[shard] += counts[i];
    }
    for (int shard = 0; shard < blocks.length; shard++) {
      if (sizes[shard] > 0) {
        blocks[shard] = new byte[ends[shard]];
        INT.set(blocks[shard], 0, sizes[shard]);
      }
    }
    Arrays.fill(ends, HEAD);
    int[] places = new int[shardOf.length];
    for (int i = 0; i < places.length; i++) {
      byte[] block = blocks[shardOf[i]];
      int at = ends[shardOf[i]];
      INT.set(block, at, names.length(i));
      names.copy(i, block, at + Integer.BYTES);
      at += Integer.BYTES + names.length(i);
      INT.set(block, at, names.width(i));
      INT.set(block, at + Integer.BYTES, counts[i]);
      places[i] = at + 2 * Integer.BYTES;
      ends[shardOf[i]] += length(i);
    }
    return places;
  }

  private int length(int number) {
    return Math.addExact(
        RUN_HEAD + names.length(number),
        Math.multiplyExact(counts[number], bytes(names.width(number))));
  }
}
