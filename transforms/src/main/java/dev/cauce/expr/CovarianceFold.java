package dev.cauce.expr;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** Covariance and correlation of pairs, in one pass; pairs with a null are left out. */
final class CovarianceFold extends Fold<double[]> {
  enum Kind {
    COVAR_POP,
    COVAR_SAMP,
    CORR
  }

  private static final int SIZE = 6; // n, mean x, mean y, cross, squares x, squares y
  private final Kind kind;
  private final Expr first;
  private final Expr second;

  CovarianceFold(Kind kind, Expr first, Expr second) {
    super(Type.DOUBLE, true);
    this.kind = kind;
    this.first = first;
    this.second = second;
  }

  @Override
  public double[] createAccumulator() {
    return new double[SIZE];
  }

  @Override
  public double[] addInput(double[] a, Row row) {
    Object left = first.eval(row);
    Object right = second.eval(row);
    if (left == null || right == null) {
      return a;
    }
    double x = ((Number) left).doubleValue();
    double y = ((Number) right).doubleValue();
    double n = ++a[0];
    double dx = x - a[1];
    double dy = y - a[2];
    a[1] += dx / n;
    a[2] += dy / n;
    a[3] += dx * (y - a[2]);
    a[4] += dx * (x - a[1]);
    a[5] += dy * (y - a[2]);
    return a;
  }

  @Override
  double[] merge(double[] a, double[] b) {
    if (b[0] == 0) {
      return a;
    }
    double n = a[0] + b[0];
    double dx = b[1] - a[1];
    double dy = b[2] - a[2];
    double weight = a[0] * b[0] / n;
    a[3] += b[3] + dx * dy * weight;
    a[4] += b[4] + dx * dx * weight;
    a[5] += b[5] + dy * dy * weight;
    a[1] += dx * b[0] / n;
    a[2] += dy * b[0] / n;
    a[0] = n;
    return a;
  }

  @Override
  public @Nullable Object extractOutput(double[] a) {
    double n = a[0];
    if (n == 0) {
      return null;
    }
    switch (kind) {
      case COVAR_POP:
        return a[3] / n;
      case COVAR_SAMP:
        return n == 1 ? null : (Object) (a[3] / (n - 1));
      default:
        double both = Math.sqrt(a[4] * a[5]);
        return both == 0 ? null : (Object) (a[3] / both);
    }
  }

  @Override
  void write(double[] a, DataOutputStream out) throws IOException {
    for (double each : a) {
      out.writeDouble(each);
    }
  }

  @Override
  double[] read(DataInputStream in) throws IOException {
    double[] a = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      a[i] = in.readDouble();
    }
    return a;
  }

  @Override
  Object format() {
    return SIZE;
  }
}
