package dev.cauce.anomaly.textbook;

/**
 * The generalized Pareto distribution of excesses, fitted to a sample by the greatest likelihood:
 * {@code P(Y > y) = (1 + shape y / scale)^(-1 / shape)}, and {@code exp(-y / scale)} for a shape of
 * 0.
 *
 * <p>The likelihood is searched in one variable, {@code x = shape / scale}, after Grimshaw
 * (Technometrics 35(2), 1993): its stationary points are the roots of {@code u(x) v(x) = 1}, where
 * {@code u} is the mean of {@code 1 / (1 + x y)} and {@code v} is 1 + the mean of {@code log(1 + x
 * y)}; they lie above {@code -1 / max(y)} and below {@code 2 (mean(y) - min(y)) / min(y)^2}. The
 * root 0, always there, is the exponential distribution. The most likely one is taken.
 *
 * @param shape below 0 if the tail ends somewhere, above 0 if it is heavy
 * @param scale in the unit of the excesses; 0 if there are none above 0
 */
record Pareto(double shape, double scale) {
  /** Fewer excesses are taken as exponential: they say nothing about a shape. */
  private static final int FEW = 10;

  private static final double NEXT = 3;
  private static final double LEAST = 1e-3;
  private static final double MOST = 1e4;
  private static final int STEPS = 60;
  private static final int IN_A_ROW = 8;

  /** The most likely one for the first {@code count} excesses, which are above 0. */
  static Pareto fit(double[] excesses, int count) {
    double sum = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (int i = 0; i < count; i++) {
      sum += excesses[i];
      least = Math.min(least, excesses[i]);
      most = Math.max(most, excesses[i]);
    }
    double mean = sum / count;
    if (count < FEW || !(mean > Double.MIN_NORMAL) || most - least <= 1e-9 * most) {
      return new Pareto(0, count == 0 ? 0 : mean);
    }
    // In units of the mean; there, the exponential's scale is 1 and its likelihood -1.
    Search search = new Search(excesses, count, mean);
    double end = -mean / most;
    double previous = end * (1 - 1e-6);
    double valueThere = search.at(previous);
    for (double rest = 1e-4; rest < 1; rest = rest < 0.05 ? rest * 5 : rest + 0.1) {
      double x = end * (1 - rest);
      double value = search.at(x);
      search.between(previous, valueThere, x, value);
      previous = x;
      valueThere = value;
    }
    double top = Math.min(MOST, 2 * (mean - least) * mean / (least * least));
    previous = LEAST;
    valueThere = search.at(previous);
    for (double x = LEAST * NEXT; previous < top; x *= NEXT) {
      double value = search.at(x);
      search.between(previous, valueThere, x, value);
      previous = x;
      valueThere = value;
    }
    return new Pareto(search.shape, search.scale * mean);
  }

  /** The logarithm of the share of excesses that are above {@code excess}. */
  double logTail(double excess) {
    if (!(scale > 0)) {
      return excess > 0 ? Double.NEGATIVE_INFINITY : 0;
    }
    double y = excess / scale;
    if (shape == 0) {
      return -y;
    }
    double base = shape * y;
    return base <= -1 ? Double.NEGATIVE_INFINITY : -Math.log1p(base) / shape;
  }

  /** The excess that a share with the logarithm {@code logShare} is above; 0 for shares over 1. */
  double excessAt(double logShare) {
    if (logShare >= 0) {
      return 0;
    }
    return shape == 0 ? -scale * logShare : scale / shape * Math.expm1(-shape * logShare);
  }

  /** Looks for the most likely root. */
  private static final class Search {
    private final double[] excesses;
    private final int count;
    private final double unit;
    private double shape;
    private double scale = 1;
    private double likelihood = -1;
    private double meanLog;

    Search(double[] excesses, int count, double unit) {
      this.excesses = excesses;
      this.count = count;
      this.unit = unit;
    }

    /** {@code u(x) v(x) - 1}; leaves the mean of {@code log(1 + x y)}. */
    double at(double x) {
      double factor = x / unit;
      double inverses = 0;
      double logs = 0;
      // The logarithm of a product of a few is cheaper than a few logarithms.
      for (int from = 0; from < count; from += IN_A_ROW) {
        int to = Math.min(count, from + IN_A_ROW);
        double product = 1;
        for (int i = from; i < to; i++) {
          double term = 1 + factor * excesses[i];
          product *= term;
          inverses += 1 / term;
        }
        logs += Math.log(product);
      }
      meanLog = logs / count;
      return inverses / count * (1 + meanLog) - 1;
    }

    /** Takes the root between two points, if there is one and it is more likely. */
    void between(double low, double valueLow, double high, double valueHigh) {
      if (!(valueLow * valueHigh < 0)) {
        return;
      }
      double root = root(low, valueLow, high, valueHigh);
      at(root);
      double shapeThere = meanLog;
      double scaleThere = shapeThere / root;
      double likelihoodThere = -Math.log(scaleThere) - shapeThere - 1;
      if (scaleThere > 0 && likelihoodThere > likelihood) {
        shape = shapeThere;
        scale = scaleThere;
        likelihood = likelihoodThere;
      }
    }

    /** The Illinois form of the rule of false position (Dowell and Jarratt, BIT 11, 1971). */
    private double root(double low, double valueLow, double high, double valueHigh) {
      double a = low;
      double fa = valueLow;
      double b = high;
      double fb = valueHigh;
      for (int i = 0; i < STEPS && Math.abs(b - a) > 1e-11 * Math.abs(b); i++) {
        double c = (a * fb - b * fa) / (fb - fa);
        double fc = at(c);
        if (fc == 0) {
          return c;
        }
        if (fc * fb < 0) {
          a = b;
          fa = fb;
        } else {
          fa /= 2;
        }
        b = c;
        fb = fc;
      }
      return b;
    }
  }
}
