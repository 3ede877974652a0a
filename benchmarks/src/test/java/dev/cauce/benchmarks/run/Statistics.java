package dev.cauce.benchmarks.run;

import java.util.List;

/** Figures of several runs. */
final class Statistics {
  private Statistics() {}

  /** The one in the middle, or the mean of the two there; NaN of none. */
  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /**
   * The least value that {@code share} of all values do not exceed (the nearest rank); NaN of none.
   */
  static double quantile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
  }

  static double least(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }

  static double greatest(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
  }

  /** What one row more costs, in microseconds, between two points of seconds against rows. */
  static double microsPerRow(double seconds, long rows, double moreSeconds, long moreRows) {
    return 1e6 * (moreSeconds - seconds) / (moreRows - rows);
  }
}
