package dev.cauce.anomaly.novelty;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What a person would expect the next reading to be, for plots and alerts: the last reading, the
 * mean of the last few, or what is usual at this time, whichever has been closest of late; and
 * bounds between which 99 % of the readings lay, as far from it as they did.
 */
final class Forecast {
  private static final int WAYS = 3;
  private static final double WEIGHT = 0.002;
  private static final int ENOUGH = 100;

  private final double[] errors = new double[WAYS];
  private final PSquare misses = new PSquare(0.005, 0.5, 0.995);
  private int compared;

  // what was said before the last reading: asked for right after it, so not written down
  private double expected = Double.NaN;
  private double lower = Double.NaN;
  private double upper = Double.NaN;

  /** Says what is expected, one of the three ways, then learns that it was {@code x}. */
  void judge(double last, double mean, double season, double x) {
    int best = errors[1] < errors[0] ? 1 : 0;
    best = errors[2] < errors[best] ? 2 : best;
    expected = way(best, last, mean, season);
    if (misses.count() >= ENOUGH) {
      lower = expected + Math.min(0, misses.quantile(0));
      upper = expected + Math.max(0, misses.quantile(2));
    }
    misses.add(x - expected);
    compared = Math.min(compared + 1, Integer.MAX_VALUE - 1);
    double weight = Math.max(1.0 / compared, WEIGHT);
    for (int i = 0; i < WAYS; i++) {
      errors[i] += weight * (Math.abs(x - way(i, last, mean, season)) - errors[i]);
    }
  }

  private static double way(int i, double last, double mean, double season) {
    return i == 0 ? last : i == 1 ? mean : season;
  }

  void age() {
    misses.age();
  }

  /** What was expected of the last reading; NaN if nothing was. */
  double expected() {
    return expected;
  }

  /** The least it could be expected to be; NaN if not known yet. */
  double lower() {
    return lower;
  }

  /** The most it could be expected to be; NaN if not known yet. */
  double upper() {
    return upper;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(compared);
    for (double error : errors) {
      out.writeDouble(error);
    }
    misses.write(out);
  }

  void read(DataInputStream in) throws IOException {
    compared = in.readInt();
    for (int i = 0; i < WAYS; i++) {
      errors[i] = in.readDouble();
    }
    misses.read(in);
  }
}
