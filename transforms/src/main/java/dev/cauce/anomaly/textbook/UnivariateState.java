package dev.cauce.anomaly.textbook;

/**
 * What is known of a series of single values. The fields below {@link #seen} are of the last
 * reading alone, for its finding, and are not kept.
 */
abstract class UnivariateState {
  /** How many readings were not judged, up to the detector's warm-up. */
  int seen;

  double value;

  /** As the detector's source defines it; NaN if it is undefined. */
  double statistic;

  boolean isWarmingUp;

  /** The value that was expected; NaN if none was. */
  double expected = Double.NaN;

  /** Below it, a value lies {@code statistic x spread} away from it. */
  double from = Double.NaN;

  /** Above it, a value lies {@code statistic x spread} away from it. */
  double to = Double.NaN;

  /** The unit of the statistic; NaN if it is unknown. */
  double spread = Double.NaN;

  /** Keeps what the last reading was measured against. */
  final void expect(double centre, double unit) {
    expect(centre, centre, centre, unit);
  }

  /** Keeps what the last reading was measured against. */
  final void expect(double centre, double low, double high, double unit) {
    expected = centre;
    from = low;
    to = high;
    spread = unit;
  }
}
