package dev.cauce.anomaly.textbook;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.Detectors;

/** The statistics that detectors give to a series, as their sources define them. */
final class Statistics {
  private static final long MINUTE = 60_000_000L;

  private Statistics() {}

  /** The statistic of each reading, taken a minute apart; NaN where there is none. */
  static double[] of(String detector, double... values) {
    @SuppressWarnings("unchecked")
    AnomalyDetector<Object> by = (AnomalyDetector<Object>) Detectors.parse(detector);
    Object state = by.start();
    double[] statistics = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      by.score(state, i * MINUTE, new double[] {values[i]});
      statistics[i] = by.finding(state).statistic();
    }
    return statistics;
  }

  /** The score of each reading, taken a minute apart. */
  static double[] scores(String detector, double... values) {
    @SuppressWarnings("unchecked")
    AnomalyDetector<Object> by = (AnomalyDetector<Object>) Detectors.parse(detector);
    Object state = by.start();
    double[] scores = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      scores[i] = by.score(state, i * MINUTE, new double[] {values[i]});
    }
    return scores;
  }

  /**
   * 2500 readings that any language makes alike: an integer generator's noise from 0 to 100, a
   * slope, and a spike each 611 readings.
   */
  static double[] congruential() {
    long state = 1;
    double[] values = new double[2500];
    for (int i = 0; i < values.length; i++) {
      state = (state * 1103515245 + 12345) % 2147483648L;
      values[i] = (state >> 8) % 1000 / 10.0 + (i % 611 == 610 ? 50 : 0) + i / 100;
    }
    return values;
  }

  /** The sum of those that are there. */
  static double sum(double[] statistics) {
    double sum = 0;
    for (double each : statistics) {
      sum += Double.isNaN(each) ? 0 : each;
    }
    return sum;
  }
}
