package dev.cauce.anomaly;

import java.util.Arrays;

/** Readings of one series, in the order in which they came; each with as many values. */
final class Run {
  private final byte[] series;
  private final int width;
  private long[] times = new long[4];
  private double[] values;
  private int size;

  /**
   * @param width how many values a reading has
   */
  Run(byte[] series, int width) {
    this.series = series;
    this.width = width;
    this.values = new double[4 * width];
  }

  byte[] series() {
    return series;
  }

  int width() {
    return width;
  }

  int size() {
    return size;
  }

  long micros(int i) {
    return times[i];
  }

  /** The values of reading {@code i}, in {@code into}. */
  void values(int i, double[] into) {
    System.arraycopy(values, i * width, into, 0, width);
  }

  double value(int i) {
    return values[i * width];
  }

  /** How many bytes it is written as, about. */
  static int bytes(int width) {
    return 8 + 8 * width;
  }

  void add(long micros, double[] reading) {
    reserve(1);
    times[size] = micros;
    System.arraycopy(reading, 0, values, size * width, width);
    size++;
  }

  /** Adds the readings [from, to) of another run of the series. */
  void addAll(Run other, int from, int to) {
    reserve(to - from);
    System.arraycopy(other.times, from, times, size, to - from);
    System.arraycopy(other.values, from * width, values, size * width, (to - from) * width);
    size += to - from;
  }

  /** Makes room for so many more. */
  void reserve(int more) {
    int wanted = Math.addExact(size, more);
    if (wanted > times.length) {
      int capacity = Math.max(wanted, times.length + (times.length >> 1) + 4);
      times = Arrays.copyOf(times, capacity);
      values = Arrays.copyOf(values, Math.multiplyExact(capacity, width));
    }
  }

  /** Brings the readings into the order of their times; those of one time stay as they are. */
  void sort() {
    if (isSorted()) {
      return;
    }
    int[] order = order();
    long[] sortedTimes = new long[size];
    double[] sortedValues = new double[size * width];
    for (int i = 0; i < size; i++) {
      sortedTimes[i] = times[order[i]];
      System.arraycopy(values, order[i] * width, sortedValues, i * width, width);
    }
    times = sortedTimes;
    values = sortedValues;
  }

  /** The positions in the order of their times: stretches that are sorted are merged in pairs. */
  private int[] order() {
    int[] from = new int[size];
    int[] to = new int[size];
    for (int i = 0; i < size; i++) {
      from[i] = i;
    }
    boolean isMerged = false;
    while (!isMerged) {
      int at = 0;
      int pairs = 0;
      while (at < size) {
        int middle = stretch(from, at);
        int end = middle == size ? size : stretch(from, middle);
        merge(from, at, middle, end, to);
        at = end;
        pairs++;
      }
      isMerged = pairs <= 1;
      int[] swapped = from;
      from = to;
      to = swapped;
    }
    return from;
  }

  /** Where the sorted stretch ends that begins at {@code at}. */
  private int stretch(int[] order, int at) {
    int end = at + 1;
    while (end < size && times[order[end - 1]] <= times[order[end]]) {
      end++;
    }
    return end;
  }

  private void merge(int[] from, int begin, int middle, int end, int[] to) {
    int left = begin;
    int right = middle;
    for (int i = begin; i < end; i++) {
      boolean takeLeft = right == end || left < middle && times[from[left]] <= times[from[right]];
      to[i] = takeLeft ? from[left++] : from[right++];
    }
  }

  private boolean isSorted() {
    for (int i = 1; i < size; i++) {
      if (times[i - 1] > times[i]) {
        return false;
      }
    }
    return true;
  }

  /** How many readings, from the beginning, are not after {@code micros}; the run is sorted. */
  int until(long micros) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] <= micros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  long least() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      least = Math.min(least, times[i]);
    }
    return least;
  }
}
