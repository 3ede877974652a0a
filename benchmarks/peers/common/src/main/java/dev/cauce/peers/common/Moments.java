package dev.cauce.peers.common;

/**
 * What is known of one sensor, and when a reading of it is an alert: 3 or more standard deviations
 * from the mean of all readings before it, but not among the first 30, and not in the cool-down
 * after an alert, which is 4 % of the readings so far, at least 30 and at most 500. That is {@code
 * cauce anomalies --detector z-score:window=0}, with its default cool-down.
 *
 * <p>Mean and deviation by Welford's recurrence (Technometrics 4(3), 1962). Fields are public and
 * there is a constructor without arguments because the engines' own fast serializers ask for that.
 */
public final class Moments {
  public long count;
  public double mean;
  public double squares;
  public int cooling;

  /** Of a sensor not seen yet. */
  public Moments() {}

  /** Another of the same. */
  public Moments copy() {
    Moments copy = new Moments();
    copy.count = count;
    copy.mean = mean;
    copy.squares = squares;
    copy.cooling = cooling;
    return copy;
  }

  /**
   * Judges a reading by those before it, then learns it.
   *
   * @return how many standard deviations it is off if it is an alert, else NaN
   */
  public double judge(double value) {
    double deviation = count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1));
    double off = Math.abs(value - mean);
    double statistic = deviation <= 1e-12 * Math.abs(mean) ? 0 : off / deviation;
    boolean isJudged = count >= 30;
    count++;
    double before = value - mean;
    mean += before / count;
    squares += before * (value - mean);
    if (cooling > 0) {
      cooling--;
      return Double.NaN;
    }
    if (isJudged && statistic / 3 >= 1) {
      cooling = (int) Math.min(500, Math.max(30, 0.04 * count));
      return statistic;
    }
    return Double.NaN;
  }
}
