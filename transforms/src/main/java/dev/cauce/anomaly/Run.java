package dev.cauce.anomaly;

/** Readings of one series, in the order in which they came; each with as many values. */
final class Run {
  private final byte[] series;
  private final int width;
  private final long[] times; // those of this run are [start, start + size)
  private final double[] values;
  private final int start;
  private final int size;
  private final int valueStart;

  /**
   * The readings whose times are {@code times[start, start + size)}, and whose values are in {@code
   * values} from {@code valueStart} on.
   *
   * @param width how many values a reading has
   */
  Run(
      byte[] series,
      int width,
      long[] times,
      double[] values,
      int start,
      int size,
      int valueStart) {
    this.series = series;
    this.width = width;
    this.times = times;
    this.values = values;
    this.start = start;
    this.size = size;
    this.valueStart = valueStart;
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
    return times[start + i];
  }

  /** The values of reading {@code i}, in {@code into}. */
  void values(int i, double[] into) {
    System.arraycopy(values, valueStart + i * width, into, 0, width);
  }

  /** Copies the readings [from, to): their times, and behind each other their values. */
  void copy(int from, int to, long[] times, int time, double[] values, int value) {
    System.arraycopy(this.times, start + from, times, time, to - from);
    System.arraycopy(this.values, valueStart + from * width, values, value, (to - from) * width);
  }

  double value(int i) {
    return values[valueStart + i * width];
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
      sortedTimes[i] = micros(order[i]);
      System.arraycopy(values, valueStart + order[i] * width, sortedValues, i * width, width);
    }
    System.arraycopy(sortedTimes, 0, times, start, size);
    System.arraycopy(sortedValues, 0, values, valueStart, size * width);
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
    while (end < size && micros(order[end - 1]) <= micros(order[end])) {
      end++;
    }
    return end;
  }

  private void merge(int[] from, int begin, int middle, int end, int[] to) {
    int left = begin;
    int right = middle;
    for (int i = begin; i < end; i++) {
      boolean takeLeft = right == end || left < middle && micros(from[left]) <= micros(from[right]);
      to[i] = takeLeft ? from[left++] : from[right++];
    }
  }

  private boolean isSorted() {
    for (int i = 1; i < size; i++) {
      if (micros(i - 1) > micros(i)) {
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
      if (micros(middle) <= micros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
