package dev.cauce.benchmarks.run;

import java.util.HashSet;
import java.util.Set;

/**
 * Which readings are alerts by the running z-score: from the 31st of a sensor on those that are 3
 * or more standard deviations of the sample from the mean of all before (Welford, Technometrics
 * 4(3), 1962).
 */
final class ScoreTruth implements Readings.Sink {
  private static final int WARM_UP = 30;
  private static final double CUT_OFF = 3;

  private final int[] counts;
  private final double[] means;
  private final double[] squares;
  private final Set<String> alerts = new HashSet<>();

  ScoreTruth(int sensors) {
    counts = new int[sensors];
    means = new double[sensors];
    squares = new double[sensors];
  }

  @Override
  public void reading(int sensor, long millis, long thousandths) {
    double value = thousandths / 1e3;
    double before = value - means[sensor];
    double deviation = Math.sqrt(squares[sensor] / (counts[sensor] - 1));
    if (counts[sensor] >= WARM_UP && Math.abs(before) >= CUT_OFF * deviation) {
      alerts.add(alert(Readings.name(sensor), millis));
    }
    counts[sensor]++;
    means[sensor] += before / counts[sensor];
    squares[sensor] += before * (value - means[sensor]);
  }

  /** The alerts, as {@link #alert} has them. */
  Set<String> alerts() {
    return alerts;
  }

  static String alert(String sensor, long millis) {
    return sensor + "," + millis;
  }
}
