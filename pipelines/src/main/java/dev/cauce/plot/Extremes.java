package dev.cauce.plot;

import java.util.Arrays;

/**
 * A curve made small enough to be drawn: of all points in a column of pixels the first, the least,
 * the greatest and the last, which paint what all of them would. Points may come in any order.
 * Takes the same room for ten points and for ten million.
 */
final class Extremes {
  private static final int FIRST = 0;
  private static final int LEAST = 1;
  private static final int GREATEST = 2;
  private static final int LAST = 3;
  private static final int KEPT = 4;

  private final long from;
  private final double perColumn;
  private final long[] times; // four a column
  private final double[] values;
  private final boolean[] taken;

  /**
   * @param from the first time, microseconds since the epoch
   * @param to the last
   * @param columns of pixels between them
   */
  Extremes(long from, long to, int columns) {
    this.from = from;
    this.perColumn = ((double) to - from) / columns;
    this.times = new long[columns * KEPT];
    this.values = new double[columns * KEPT];
    this.taken = new boolean[columns];
  }

  /** Takes a point; NaN is none. */
  void add(long micros, double value) {
    if (Double.isNaN(value)) {
      return;
    }
    int column = perColumn > 0 ? (int) Math.min((micros - from) / perColumn, taken.length - 1) : 0;
    int at = column * KEPT;
    if (!taken[column]) {
      taken[column] = true;
      Arrays.fill(times, at, at + KEPT, micros);
      Arrays.fill(values, at, at + KEPT, value);
      return;
    }
    if (micros < times[at + FIRST]) {
      set(at + FIRST, micros, value);
    }
    if (micros >= times[at + LAST]) {
      set(at + LAST, micros, value);
    }
    if (value < values[at + LEAST]) {
      set(at + LEAST, micros, value);
    }
    if (value > values[at + GREATEST]) {
      set(at + GREATEST, micros, value);
    }
  }

  private void set(int at, long micros, double value) {
    times[at] = micros;
    values[at] = value;
  }

  /** Takes a point that was kept. */
  interface Point {
    void at(long micros, double value);
  }

  /** Hands out the points that were kept, in order of time, each once. */
  void points(Point out) {
    for (int column = 0; column < taken.length; column++) {
      if (!taken[column]) {
        continue;
      }
      int at = column * KEPT;
      boolean leastFirst = times[at + LEAST] <= times[at + GREATEST];
      int[] order = {
        at + FIRST,
        at + (leastFirst ? LEAST : GREATEST),
        at + (leastFirst ? GREATEST : LEAST),
        at + LAST
      };
      for (int i = 0; i < KEPT; i++) {
        boolean again =
            i > 0
                && times[order[i]] == times[order[i - 1]]
                && values[order[i]] == values[order[i - 1]];
        if (!again) {
          out.at(times[order[i]], values[order[i]]);
        }
      }
    }
  }

  /** The greatest value, {@code otherwise} if there is none. */
  double greatest(double otherwise) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int column = 0; column < taken.length; column++) {
      if (taken[column]) {
        greatest = Math.max(greatest, values[column * KEPT + GREATEST]);
      }
    }
    return greatest == Double.NEGATIVE_INFINITY ? otherwise : greatest;
  }

  /** The least value, {@code otherwise} if there is none. */
  double least(double otherwise) {
    double least = Double.POSITIVE_INFINITY;
    for (int column = 0; column < taken.length; column++) {
      if (taken[column]) {
        least = Math.min(least, values[column * KEPT + LEAST]);
      }
    }
    return least == Double.POSITIVE_INFINITY ? otherwise : least;
  }
}
