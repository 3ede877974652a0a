package dev.cauce.plot;

/**
 * Lower and upper bounds made small enough to be drawn: for each column of pixels the least lower
 * and the greatest upper one.
 */
final class Band {
  private final long from;
  private final double perColumn;
  private final long[] first;
  private final long[] last;
  private final double[] lower;
  private final double[] upper;
  private final boolean[] taken;

  /** See {@link Extremes}. */
  Band(long from, long to, int columns) {
    this.from = from;
    this.perColumn = ((double) to - from) / columns;
    this.first = new long[columns];
    this.last = new long[columns];
    this.lower = new double[columns];
    this.upper = new double[columns];
    this.taken = new boolean[columns];
  }

  /** Takes the bounds of a reading; those of which one is NaN are none. */
  void add(long micros, double low, double high) {
    if (!(low <= high)) {
      return;
    }
    int at = perColumn > 0 ? (int) Math.min((micros - from) / perColumn, taken.length - 1) : 0;
    first[at] = taken[at] ? Math.min(first[at], micros) : micros;
    last[at] = taken[at] ? Math.max(last[at], micros) : micros;
    lower[at] = taken[at] ? Math.min(lower[at], low) : low;
    upper[at] = taken[at] ? Math.max(upper[at], high) : high;
    taken[at] = true;
  }

  /** Takes bounds at a time. */
  interface Edge {
    void at(long micros, double lower, double upper);
  }

  /** Hands out the bounds of each column that has any, at its first and its last reading. */
  void edges(Edge out) {
    for (int at = 0; at < taken.length; at++) {
      if (taken[at]) {
        out.at(first[at], lower[at], upper[at]);
        if (last[at] > first[at]) {
          out.at(last[at], lower[at], upper[at]);
        }
      }
    }
  }
}
