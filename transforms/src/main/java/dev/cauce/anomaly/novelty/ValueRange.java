package dev.cauce.anomaly.novelty;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The least and the greatest reading of late: of this period and the one before, so that an extreme
 * is forgotten after at most two.
 */
final class ValueRange {
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;
  private double leastBefore = Double.POSITIVE_INFINITY;
  private double greatestBefore = Double.NEGATIVE_INFINITY;

  /**
   * How far {@code x} lies outside, as a share of the range: 0 within it, infinity if there is no
   * range yet.
   */
  double beyond(double x) {
    double low = Math.min(least, leastBefore);
    double high = Math.max(greatest, greatestBefore);
    if (low > high) {
      return 0;
    }
    double outside = Math.max(x - high, low - x);
    return outside > 0 ? outside / (high - low) : 0;
  }

  void add(double x) {
    least = Math.min(least, x);
    greatest = Math.max(greatest, x);
  }

  /** A period is over. */
  void age() {
    leastBefore = least;
    greatestBefore = greatest;
    least = Double.POSITIVE_INFINITY;
    greatest = Double.NEGATIVE_INFINITY;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeDouble(least);
    out.writeDouble(greatest);
    out.writeDouble(leastBefore);
    out.writeDouble(greatestBefore);
  }

  void read(DataInputStream in) throws IOException {
    least = in.readDouble();
    greatest = in.readDouble();
    leastBefore = in.readDouble();
    greatestBefore = in.readDouble();
  }
}
