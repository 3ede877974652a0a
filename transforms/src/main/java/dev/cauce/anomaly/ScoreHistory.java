package dev.cauce.anomaly;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The scores that a series has had, as a histogram of their odds {@code s / (1 - s)} in steps of a
 * quarter of a power of 2, from 2^-16 to 2^16. Once it has seen twice {@code memory} scores it
 * halves all counts, so it follows a series that changes.
 */
final class ScoreHistory {
  private static final int STEPS = 4;
  private static final int BINS = 32 * STEPS;

  private final float[] bins = new float[BINS];
  private double total;
  private double highest; // the highest odds there were of late

  /** How many scores it knows; fewer once it has forgotten. */
  double total() {
    return total;
  }

  /**
   * The share of scores that are as high or higher, with the one judged as one of them: 1 of n + 1
   * if it is the highest. Beyond the highest it falls with the odds, as in a Pareto tail.
   */
  double tail(double score) {
    double odds = odds(score);
    double place = place(odds);
    int bin = (int) place;
    double above = 0;
    for (int i = BINS - 1; i > bin; i--) {
      above += bins[i];
    }
    above += bins[bin] * (bin + 1 - place);
    double tail = (above + 1) / (total + 1);
    return odds > highest && highest > 0 ? tail * highest / odds : tail;
  }

  void learn(double score, int memory) {
    double odds = odds(score);
    bins[(int) place(odds)]++;
    highest = Math.max(highest, odds);
    total++;
    if (total >= 2.0 * memory) {
      age();
    }
  }

  private void age() {
    total = 0;
    int top = 0;
    for (int i = 0; i < BINS; i++) {
      bins[i] = bins[i] < 1 ? 0 : bins[i] / 2;
      total += bins[i];
      top = bins[i] > 0 ? i : top;
    }
    highest = Math.min(highest, odds(top + 1));
  }

  private static double odds(double score) {
    double odds = score / (1 - score);
    return Math.max(0x1p-16, Math.min(0x1p15, odds));
  }

  /** The odds at which bin {@code i} begins. */
  private static double odds(int i) {
    double power = Math.scalb(1.0, i / STEPS - 16);
    return power * (1 + (double) (i % STEPS) / STEPS);
  }

  /** Logarithm to base 2 in steps, a straight line between powers of 2: the same everywhere. */
  private static double place(double odds) {
    long bits = Double.doubleToRawLongBits(odds);
    double log = (bits >>> 52) - 1023 + (bits & 0xF_FFFF_FFFF_FFFFL) * 0x1p-52;
    return (log + 16) * STEPS;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeDouble(total);
    out.writeDouble(highest);
    for (float bin : bins) {
      out.writeFloat(bin);
    }
  }

  void read(DataInputStream in) throws IOException {
    total = in.readDouble();
    highest = in.readDouble();
    for (int i = 0; i < BINS; i++) {
      bins[i] = in.readFloat();
    }
  }
}
