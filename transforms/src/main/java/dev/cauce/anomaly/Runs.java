package dev.cauce.anomaly;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Readings by series, and how they travel: as blocks of bytes, one a shard. A block is the number
 * of its readings, the earliest of their times, and a list of runs: the length of the series' name
 * and the name, the number of values a reading has, the number of readings, their times, their
 * values. Not thread-safe.
 */
final class Runs {
  private static final int HEAD = Integer.BYTES + Long.BYTES;

  private final List<Run> runs = new ArrayList<>();
  private int[] hashes = new int[32];
  private int expected; // the position of the run that came after the last one the last time
  private int[] table = new int[64]; // 1 + the position in runs, by hash; 0 is free
  private long bytes;

  void clear() {
    runs.clear();
    expected = 0;
    Arrays.fill(table, 0);
    bytes = 0;
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  List<Run> all() {
    return runs;
  }

  /** How many bytes it is written as, about. */
  long bytes() {
    return bytes;
  }

  /** How many readings there are. */
  long size() {
    long size = 0;
    for (Run run : runs) {
      size += run.size();
    }
    return size;
  }

  /** The earliest time, in microseconds; the greatest number if there is no reading. */
  long least() {
    long least = Long.MAX_VALUE;
    for (Run run : runs) {
      least = Math.min(least, run.least());
    }
    return least;
  }

  /**
   * The run of the series {@code name[from, to)}.
   *
   * @throws IllegalArgumentException if its readings have another number of values
   */
  Run run(byte[] name, int from, int to, int width) {
    // Those who write readings write them in the same order of series again and again.
    if (expected < runs.size()) {
      Run next = runs.get(expected);
      if (Arrays.equals(next.series(), 0, next.series().length, name, from, to)) {
        check(next, width);
        expected++;
        return next;
      }
    }
    int hash = hash(name, from, to);
    int mask = table.length - 1;
    int at = hash & mask;
    while (table[at] != 0) {
      int position = table[at] - 1;
      Run run = runs.get(position);
      if (hashes[position] == hash
          && Arrays.equals(run.series(), 0, run.series().length, name, from, to)) {
        check(run, width);
        expected = position + 1;
        return run;
      }
      at = (at + 1) & mask;
    }
    Run run = new Run(Arrays.copyOfRange(name, from, to), width);
    runs.add(run);
    hashes = runs.size() > hashes.length ? Arrays.copyOf(hashes, 2 * hashes.length) : hashes;
    hashes[runs.size() - 1] = hash;
    table[at] = runs.size();
    expected = 0;
    bytes += to - from + 8;
    if (2 * runs.size() > table.length) {
      grow();
    }
    return run;
  }

  private static void check(Run run, int width) {
    if (run.width() != width) {
      throw new IllegalArgumentException(
          "A reading of the series \""
              + new String(run.series(), java.nio.charset.StandardCharsets.UTF_8)
              + "\" has "
              + width
              + " values, others have "
              + run.width()
              + ".");
    }
  }

  void add(byte[] name, int from, int to, long micros, double[] values) {
    run(name, from, to, values.length).add(micros, values);
    bytes += Run.bytes(values.length);
  }

  private void grow() {
    table = new int[2 * table.length];
    int mask = table.length - 1;
    for (int i = 0; i < runs.size(); i++) {
      int at = hashes[i] & mask;
      while (table[at] != 0) {
        at = (at + 1) & mask;
      }
      table[at] = i + 1;
    }
  }

  private static int hash(byte[] name, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + name[i];
    }
    hash *= 0x9E3779B9; // spreads what names have in common
    return hash ^ hash >>> 15;
  }

  /** The readings as blocks, one for each of {@code shards}; null where there are none. */
  byte[][] write(int shards) {
    int[] sizes = new int[shards];
    Arrays.fill(sizes, HEAD);
    for (int i = 0; i < runs.size(); i++) {
      int shard = shard(hashes[i], shards);
      sizes[shard] = Math.addExact(sizes[shard], length(runs.get(i)));
    }
    ByteBuffer[] buffers = new ByteBuffer[shards];
    byte[][] blocks = new byte[shards][];
    for (int i = 0; i < runs.size(); i++) {
      int shard = shard(hashes[i], shards);
      if (blocks[shard] == null) {
        blocks[shard] = new byte[sizes[shard]];
        buffers[shard] = ByteBuffer.wrap(blocks[shard]).putInt(0).putLong(Long.MAX_VALUE);
      }
      Run run = runs.get(i);
      ByteBuffer block = buffers[shard];
      block.putInt(0, block.getInt(0) + run.size());
      block.putLong(Integer.BYTES, Math.min(block.getLong(Integer.BYTES), run.least()));
      write(run, block);
    }
    return blocks;
  }

  private static int shard(int hash, int shards) {
    return Math.floorMod(hash >>> 7, shards);
  }

  private static int length(Run run) {
    return 12 + run.series().length + run.size() * Run.bytes(run.width());
  }

  private static void write(Run run, ByteBuffer out) {
    out.putInt(run.series().length).put(run.series()).putInt(run.width()).putInt(run.size());
    double[] values = new double[run.width()];
    for (int i = 0; i < run.size(); i++) {
      out.putLong(run.micros(i));
      run.values(i, values);
      for (double value : values) {
        out.putDouble(value);
      }
    }
  }

  /** How many readings a block has; they themselves are not read. */
  static int size(byte[] block) {
    return ByteBuffer.wrap(block).getInt(0);
  }

  /** The earliest of their times, in microseconds. */
  static long least(byte[] block) {
    return ByteBuffer.wrap(block).getLong(Integer.BYTES);
  }

  /** Adds the readings of a block. */
  void addBlock(byte[] block) {
    ByteBuffer in = ByteBuffer.wrap(block).position(HEAD);
    while (in.hasRemaining()) {
      int length = in.getInt();
      int from = in.position();
      in.position(from + length);
      int width = in.getInt();
      int size = in.getInt();
      Run run = run(block, from, from + length, width);
      double[] values = new double[width];
      run.reserve(size);
      for (int i = 0; i < size; i++) {
        long micros = in.getLong();
        for (int j = 0; j < width; j++) {
          values[j] = in.getDouble();
        }
        run.add(micros, values);
      }
      bytes += (long) size * Run.bytes(width);
    }
  }
}
