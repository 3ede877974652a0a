package dev.cauce.anomaly;

import java.util.List;

/**
 * What a score was made of.
 *
 * @param expected the value that was expected; NaN if the detector expects none
 * @param lower the least value that would have been no anomaly, as far as one value can tell; NaN
 *     if unknown
 * @param upper the greatest such value; NaN if unknown
 * @param statistic the score as the detector's source publishes it; NaN if there is none
 * @param direction where the reading lies from what was expected
 * @param isWarmingUp whether too little was seen to judge
 * @param isSuppressed whether it would have been an alert, had there not just been one
 * @param reasons the evidence, the strongest first; may be empty
 */
public record Finding(
    double expected,
    double lower,
    double upper,
    double statistic,
    Direction direction,
    boolean isWarmingUp,
    boolean isSuppressed,
    List<Reason> reasons) {
  /** Nothing is known but that it is too early to judge. */
  public static final Finding WARMING_UP =
      new Finding(
          Double.NaN, Double.NaN, Double.NaN, Double.NaN, Direction.NONE, true, false, List.of());

  /** The reasons are copied. */
  public Finding {
    reasons = List.copyOf(reasons);
  }

  /** This finding, of a reading that is not to be an alert because there has just been one. */
  public Finding suppressed() {
    return new Finding(expected, lower, upper, statistic, direction, isWarmingUp, true, reasons);
  }

  /** Where a reading lies from what was expected. */
  public enum Direction {
    /** Above it. */
    UP,
    /** Below it. */
    DOWN,
    /** Neither, or it cannot be said. */
    NONE;

    /** The direction from {@code expected} to {@code value}. */
    public static Direction of(double value, double expected) {
      return value > expected ? UP : value < expected ? DOWN : NONE;
    }
  }

  /**
   * A piece of evidence.
   *
   * @param evidence what is unusual: {@code "mean and deviation"}, {@code "value"}
   * @param scale over what: {@code "16 readings"}; empty if there is no scale
   * @param amount how much of the score it is, or how far out it lies, as the detector documents
   */
  public record Reason(String evidence, String scale, double amount) {
    @Override
    public String toString() {
      String where = scale.isEmpty() ? evidence : evidence + " over " + scale;
      return where + " " + Numerals.shown(amount);
    }
  }
}
