package dev.cauce.benchmarks.text;

import java.util.SplittableRandom;

/**
 * Ranks from 0 on, as often as words of natural text: rank r with weight {@code 1 / (r + 2.7)}
 * (Mandelbrot, An informational theory of the statistical structure of language, 1953). Drawn by
 * the alias method (Walker, ACM TOMS 3(3), 1977; tables as in Vose, IEEE TSE 17(9), 1991).
 */
public final class Zipf {
  private static final double SHIFT = 2.7;

  private final double[] keep;
  private final int[] other;

  /** Ranks below {@code ranks}. */
  public Zipf(int ranks) {
    keep = new double[ranks];
    other = new int[ranks];
    double sum = 0;
    for (int r = 0; r < ranks; r++) {
      keep[r] = 1 / (r + 1 + SHIFT);
      sum += keep[r];
    }
    int[] small = new int[ranks];
    int[] large = new int[ranks];
    int smalls = 0;
    int larges = 0;
    for (int r = 0; r < ranks; r++) {
      keep[r] *= ranks / sum;
      if (keep[r] < 1) {
        small[smalls++] = r;
      } else {
        large[larges++] = r;
      }
    }
    while (smalls > 0 && larges > 0) {
      int less = small[--smalls];
      int more = large[larges - 1];
      other[less] = more;
      keep[more] -= 1 - keep[less];
      if (keep[more] < 1) {
        larges--;
        small[smalls++] = more;
      }
    }
    // What is left is 1 but for rounding.
    while (smalls > 0) {
      keep[small[--smalls]] = 1;
    }
    while (larges > 0) {
      keep[large[--larges]] = 1;
    }
  }

  /** Draws a rank. */
  public int next(SplittableRandom random) {
    int rank = random.nextInt(keep.length);
    return random.nextDouble() < keep[rank] ? rank : other[rank];
  }
}
