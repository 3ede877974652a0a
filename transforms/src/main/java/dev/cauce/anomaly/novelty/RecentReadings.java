package dev.cauce.anomaly.novelty;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * The last readings of a series and what they amount to over the last 4, 8, 16, 32 and 64: mean,
 * standard deviation, and how much the mean differs from that of as many readings before. Before
 * there are so many, the first reading stands for those that are missing.
 *
 * <p>All is computed from the readings themselves each time, so nothing is left of a huge one once
 * it is out of the window, as something would be of running sums.
 */
final class RecentReadings {
  /** How many windows there are. */
  static final int SCALES = 5;

  private static final int SIZE = 128;

  private final double[] ring = new double[SIZE];
  private final double[] sums = new double[SCALES + 1];
  private final double[] squares = new double[SCALES];
  private int next;
  private boolean isEmpty = true;
  private double last;

  /** How many readings window {@code scale} has. */
  static int width(int scale) {
    return 4 << scale;
  }

  void add(double x) {
    if (isEmpty) {
      Arrays.fill(ring, x);
      isEmpty = false;
    }
    ring[next] = x;
    last = x;
    sum();
    next = (next + 1) & (SIZE - 1);
  }

  /** Sums up the differences from the last reading: a large level does not drown small changes. */
  private void sum() {
    double sum = 0;
    double square = 0;
    int age = 0;
    for (int scale = 0; scale < SCALES; scale++) {
      for (int end = width(scale); age < end; age++) {
        double difference = ring[(next - age) & (SIZE - 1)] - last;
        sum += difference;
        square += difference * difference;
      }
      sums[scale] = sum;
      squares[scale] = square;
    }
    for (; age < SIZE; age++) {
      sum += ring[(next - age) & (SIZE - 1)] - last;
    }
    sums[SCALES] = sum;
  }

  /** The mean over window {@code scale}. */
  double mean(int scale) {
    return last + sums[scale] / width(scale);
  }

  /** The standard deviation over window {@code scale}. */
  double deviation(int scale) {
    double mean = sums[scale] / width(scale);
    double variance = squares[scale] / width(scale) - mean * mean;
    return variance > 0 ? Math.sqrt(variance) : 0;
  }

  /** The mean over window {@code scale} less the mean over the window before it. */
  double change(int scale) {
    return (2 * sums[scale] - sums[scale + 1]) / width(scale);
  }

  /** The last reading; 0 if there is none. */
  double last() {
    return last;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeBoolean(isEmpty);
    out.writeByte(next);
    if (!isEmpty) {
      for (double x : ring) {
        out.writeDouble(x);
      }
    }
  }

  void read(DataInputStream in) throws IOException {
    isEmpty = in.readBoolean();
    next = in.readUnsignedByte();
    if (!isEmpty) {
      for (int i = 0; i < SIZE; i++) {
        ring[i] = in.readDouble();
      }
      next = (next - 1) & (SIZE - 1);
      last = ring[next];
      sum();
      next = (next + 1) & (SIZE - 1);
    }
  }
}
