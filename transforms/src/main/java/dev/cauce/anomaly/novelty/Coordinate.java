package dev.cauce.anomaly.novelty;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Where a number lies among all such before: relative to their median and spread, near the median
 * in proportion, far from it on a logarithmic scale.
 *
 * <p>The spread is that from the 5 % to the 95 % quantile, and not less than the mean distance from
 * the median: where numbers are nearly always the same, the quantiles are drawn together more and
 * more, and what happens once a day would wander across the scale.
 */
final class Coordinate {
  private static final double LONGEST = 25_000; // the mean distance is that of so many, about
  private static final double OUTLIER = 100; // distances count up to so many times their mean
  private static final double LEAST = 1e-9; // of the median: what is nearer is rounding
  private static final double TINY = 1e-299;

  private final PSquare quantiles = new PSquare(0.05, 0.5, 0.95);
  private double distance;
  private double count;

  /** Where {@code x} lies; then it is one of those before. */
  double place(double x) {
    double middle = quantiles.middle();
    double spread = quantiles.spread();
    double difference = x - middle;
    learn(Math.abs(difference), spread);
    quantiles.add(x);
    if (difference == 0) {
      return 0;
    }
    spread = Math.max(Math.max(spread, distance), Math.max(LEAST * Math.abs(middle), TINY));
    return logarithmic(2 * difference / spread);
  }

  private void learn(double size, double spread) {
    double most = distance == 0 ? size : Math.max(spread, OUTLIER * distance);
    count = Math.min(count + 1, LONGEST);
    distance += (Math.min(size, most) - distance) / count;
  }

  /**
   * The logarithm to base 2 of 1 more than the size, with the sign. Between powers of 2 it is a
   * straight line, so it is quick and the same on every machine.
   */
  static double logarithmic(double x) {
    long bits = Double.doubleToRawLongBits(Math.abs(x) + 1);
    double size = (bits >>> 52) - 1023 + (bits & 0xF_FFFF_FFFF_FFFFL) * 0x1p-52;
    return x < 0 ? -size : size;
  }

  void age() {
    quantiles.age();
  }

  void write(DataOutputStream out) throws IOException {
    out.writeDouble(distance);
    out.writeDouble(count);
    quantiles.write(out);
  }

  void read(DataInputStream in) throws IOException {
    distance = in.readDouble();
    count = in.readDouble();
    quantiles.read(in);
  }
}
