package dev.cauce.anomaly.textbook;

/**
 * Random trees that halve a space again and again, made before any data is seen: all they need is
 * how many values a point has, each about from 0 to 1. Nodes are numbered from the root, 0, so that
 * those below node {@code i} are {@code 2 i + 1} and {@code 2 i + 2}. The same for the same seed.
 */
final class HalfSpaces {
  private final int values;
  private final int depth;

  /** By tree and inner node: which value decides. */
  private final byte[][] dimensions;

  /** By tree and inner node: where the space is halved. */
  private final float[][] middles;

  private long random;

  HalfSpaces(int values, int trees, int depth, long seed) {
    this.values = values;
    this.depth = depth;
    int inner = (1 << depth) - 1;
    this.dimensions = new byte[trees][inner];
    this.middles = new float[trees][inner];
    for (int tree = 0; tree < trees; tree++) {
      this.random = seed * 1_000_003 + tree;
      double[] low = new double[values];
      double[] high = new double[values];
      for (int i = 0; i < values; i++) {
        double centre = uniform();
        double reach = 2 * Math.max(centre, 1 - centre);
        low[i] = centre - reach;
        high[i] = centre + reach;
      }
      halve(tree, 0, 0, low, high);
    }
  }

  private void halve(int tree, int node, int level, double[] low, double[] high) {
    if (level == depth) {
      return;
    }
    int dimension = (int) (uniform() * values);
    double from = low[dimension];
    double to = high[dimension];
    double middle = (from + to) / 2;
    dimensions[tree][node] = (byte) dimension;
    middles[tree][node] = (float) middle;
    high[dimension] = middle;
    halve(tree, 2 * node + 1, level + 1, low, high);
    high[dimension] = to;
    low[dimension] = middle;
    halve(tree, 2 * node + 2, level + 1, low, high);
    low[dimension] = from;
  }

  /** From 0 to 1: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), so that it is the same anywhere. */
  private double uniform() {
    random += 0x9E3779B97F4A7C15L;
    long mixed = random;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    mixed = mixed ^ (mixed >>> 31);
    return (mixed >>> 11) * 0x1p-53;
  }

  /** How many values its points have. */
  int values() {
    return values;
  }

  /** The node below {@code node} on the way to {@code point}. */
  int next(int tree, int node, double[] point) {
    return 2 * node + (point[dimensions[tree][node]] < middles[tree][node] ? 1 : 2);
  }
}
