package dev.cauce.anomaly.novelty;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Estimates three quantiles of the numbers that it is given, out of five markers and without
 * keeping the numbers: the P² algorithm of R. Jain and I. Chlamtac, "The P² Algorithm for Dynamic
 * Calculation of Quantiles and Histograms Without Storing Observations", Communications of the ACM
 * 28 (10), 1985. The outer markers are the least and the greatest number.
 *
 * <p>It can {@link #age forget}, which the paper's does not: then what comes counts for more, and
 * the markers follow a stream that has changed.
 *
 * <p>Numbers are to be finite and so small that their differences are as well. Not thread-safe.
 */
final class PSquare {
  private static final int MARKERS = 5;

  private final double[] fractions;
  private final double[] heights = new double[MARKERS];
  private final double[] positions = {1, 2, 3, 4, 5};
  private double count;

  /** The quantiles {@code low}, {@code middle} and {@code high}: rising, between 0 and 1. */
  PSquare(double low, double middle, double high) {
    if (!(0 < low && low < middle && middle < high && high < 1)) {
      throw new IllegalArgumentException(
          "Quantiles must rise from 0 to 1: " + low + ", " + middle + ", " + high);
    }
    fractions = new double[] {0, low, middle, high, 1};
  }

  /** One quantile, as in the paper: the markers beside it are half-way to the ends. */
  static PSquare of(double quantile) {
    return new PSquare(quantile / 2, quantile, (1 + quantile) / 2);
  }

  void add(double x) {
    if (count < MARKERS) {
      insert(x);
      return;
    }
    double[] h = heights;
    double[] n = positions;
    if (x < h[2]) {
      if (x < h[1]) {
        h[0] = Math.min(h[0], x);
        n[1]++;
      }
      n[2]++;
      n[3]++;
    } else if (x < h[3]) {
      n[3]++;
    } else {
      h[4] = Math.max(h[4], x);
    }
    n[4]++;
    count++;
    for (int i = 1; i < MARKERS - 1; i++) {
      double behind = 1 + (count - 1) * fractions[i] - n[i];
      if (behind >= 1 && n[i + 1] - n[i] > 1) {
        move(i, 1);
      } else if (behind <= -1 && n[i - 1] - n[i] < -1) {
        move(i, -1);
      }
    }
  }

  /** The first five numbers are kept in order. */
  private void insert(double x) {
    int i = (int) count;
    while (i > 0 && heights[i - 1] > x) {
      heights[i] = heights[i - 1];
      i--;
    }
    heights[i] = x;
    count++;
  }

  /** Moves marker {@code i} one position, along a parabola through its neighbours if that fits. */
  private void move(int i, int step) {
    double[] h = heights;
    double[] n = positions;
    double parabolic =
        h[i]
            + step
                / (n[i + 1] - n[i - 1])
                * ((n[i] - n[i - 1] + step) * (h[i + 1] - h[i]) / (n[i + 1] - n[i])
                    + (n[i + 1] - n[i] - step) * (h[i] - h[i - 1]) / (n[i] - n[i - 1]));
    if (h[i - 1] < parabolic && parabolic < h[i + 1]) {
      h[i] = parabolic;
    } else {
      h[i] += step * (h[i + step] - h[i]) / (n[i + step] - n[i]);
    }
    n[i] += step;
  }

  /** Quantile {@code i}: 0, 1 or 2. Of fewer than five numbers it is one of them; 0 of none. */
  double quantile(int i) {
    if (count >= MARKERS) {
      return heights[i + 1];
    }
    int known = (int) count;
    return known == 0 ? 0 : heights[(int) (fractions[i + 1] * (known - 1) + 0.5)];
  }

  /** The middle quantile. */
  double middle() {
    return quantile(1);
  }

  /** From the low to the high quantile. */
  double spread() {
    return quantile(2) - quantile(0);
  }

  /** How many numbers it has seen; fewer once it has forgotten. */
  double count() {
    return count;
  }

  /**
   * Halves the weight of all that was seen, and brings the least and the greatest number half-way
   * to the quantiles beside them.
   */
  void age() {
    if (count < 4 * MARKERS) {
      return;
    }
    count = (count + 1) / 2;
    for (int i = 1; i < MARKERS; i++) {
      positions[i] = (positions[i] + 1) / 2;
    }
    // P² needs at least one position from marker to marker
    for (int i = 1; i < MARKERS; i++) {
      positions[i] = Math.max(positions[i], positions[i - 1] + 1);
    }
    count = Math.max(count, positions[MARKERS - 1]);
    heights[0] += (heights[1] - heights[0]) / 2;
    heights[4] += (heights[3] - heights[4]) / 2;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeDouble(count);
    for (int i = 0; i < MARKERS; i++) {
      out.writeDouble(heights[i]);
    }
    for (int i = 1; i < MARKERS; i++) {
      out.writeDouble(positions[i]);
    }
  }

  void read(DataInputStream in) throws IOException {
    count = in.readDouble();
    for (int i = 0; i < MARKERS; i++) {
      heights[i] = in.readDouble();
    }
    for (int i = 1; i < MARKERS; i++) {
      positions[i] = in.readDouble();
    }
  }
}
