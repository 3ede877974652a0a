package dev.cauce.anomaly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The readings of blocks that a {@link ReadingLog} wrote, those of each series together, in the
 * order in which they came. Not thread-safe.
 */
final class Runs {
  /** The median is that of so many times, or it would cost more than to judge them. */
  private static final int SAMPLE = 4096;

  private final SeriesNames names = new SeriesNames();
  private int[] starts = new int[33]; // by series; the first of the next one behind the last
  private int[] valueStarts = new int[33];
  private final long[] times;
  private final double[] values;

  private Runs(List<byte[]> blocks) {
    List<int[]> numbers = new ArrayList<>(blocks.size());
    for (byte[] block : blocks) {
      numbers.add(count(block));
    }
    for (int i = 1; i <= names.size(); i++) {
      starts[i] = Math.addExact(starts[i], starts[i - 1]);
      valueStarts[i] = Math.addExact(valueStarts[i], valueStarts[i - 1]);
    }
    times = new long[starts[names.size()]];
    values = new double[valueStarts[names.size()]];
    int[] places = Arrays.copyOf(starts, names.size());
    int[] valuePlaces = Arrays.copyOf(valueStarts, names.size());
    for (int i = 0; i < numbers.size(); i++) {
      fill(blocks.get(i), numbers.get(i), places, valuePlaces);
    }
  }

  /** The readings of {@code blocks}, which are gone through once. */
  static Runs of(Iterable<byte[]> blocks) {
    List<byte[]> all = new ArrayList<>();
    blocks.forEach(all::add);
    return new Runs(all);
  }

  /** Counts the readings of each series; returns the numbers of the series in the block's order. */
  private int[] count(byte[] block) {
    int[] numbers = new int[8];
    int runs = 0;
    for (int at = ReadingLog.HEAD; at < block.length; ) {
      int from = at + Integer.BYTES;
      int to = from + ReadingLog.integer(block, at);
      int width = ReadingLog.integer(block, to);
      int size = ReadingLog.integer(block, to + Integer.BYTES);
      int number = names.number(block, from, to, width);
      if (number + 1 >= starts.length) {
        starts = Arrays.copyOf(starts, 2 * starts.length);
        valueStarts = Arrays.copyOf(valueStarts, 2 * valueStarts.length);
      }
      starts[number + 1] = Math.addExact(starts[number + 1], size);
      valueStarts[number + 1] = Math.addExact(valueStarts[number + 1], size * width);
      numbers = runs == numbers.length ? Arrays.copyOf(numbers, 2 * runs) : numbers;
      numbers[runs++] = number;
      at = to + 2 * Integer.BYTES + size * (Long.BYTES + width * Double.BYTES);
    }
    return numbers;
  }

  private void fill(byte[] block, int[] numbers, int[] places, int[] valuePlaces) {
    int at = ReadingLog.HEAD;
    for (int run = 0; at < block.length; run++) {
      at += Integer.BYTES + ReadingLog.integer(block, at);
      int width = ReadingLog.integer(block, at);
      int size = ReadingLog.integer(block, at + Integer.BYTES);
      at += 2 * Integer.BYTES;
      int number = numbers[run];
      int place = places[number];
      int valuePlace = valuePlaces[number];
      for (int i = 0; i < size; i++) {
        times[place + i] = ReadingLog.number(block, at);
        at += Long.BYTES;
        for (int j = 0; j < width; j++) {
          values[valuePlace++] = Double.longBitsToDouble(ReadingLog.number(block, at));
          at += Double.BYTES;
        }
      }
      places[number] = place + size;
      valuePlaces[number] = valuePlace;
    }
  }

  /** How many runs there are: one a series. */
  int size() {
    return names.size();
  }

  /** The readings of the series {@code i}; to sort them is to sort them here. */
  Run get(int i) {
    return new Run(
        names.name(i),
        names.width(i),
        times,
        values,
        starts[i],
        starts[i + 1] - starts[i],
        valueStarts[i]);
  }

  /** A time, in microseconds, before and after which about as many readings are. */
  long median() {
    int step = times.length / SAMPLE + 1;
    long[] sample = new long[(times.length + step - 1) / step];
    for (int i = 0; i < sample.length; i++) {
      sample[i] = times[i * step];
    }
    Arrays.sort(sample);
    return sample[sample.length / 2];
  }

  /** How many readings a block has; they themselves are not read. */
  static int size(byte[] block) {
    return ReadingLog.integer(block, 0);
  }

  /** The earliest of their times, in microseconds. */
  static long least(byte[] block) {
    return ReadingLog.number(block, Integer.BYTES);
  }
}
