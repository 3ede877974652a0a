package dev.cauce.expr;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Variance and its kin in one pass: count, mean and the sums of the powers of the distance to it,
 * updated and merged without loss of digits (Welford, Chan, Pebay).
 */
final class MomentsFold extends Fold<double[]> {
  enum Kind {
    VAR_POP,
    VAR_SAMP,
    STDDEV_POP,
    STDDEV_SAMP,
    SKEWNESS,
    KURTOSIS
  }

  private final Kind kind;
  private final Expr argument;
  private final int size;

  MomentsFold(Kind kind, Expr argument) {
    super(Type.DOUBLE, true);
    this.kind = kind;
    this.argument = argument;
    this.size = kind == Kind.KURTOSIS ? 5 : kind == Kind.SKEWNESS ? 4 : 3;
  }

  @Override
  public double[] createAccumulator() {
    return new double[size];
  }

  @Override
  public double[] addInput(double[] a, Row row) {
    Object value = argument.eval(row);
    if (value == null) {
      return a;
    }
    double x = ((Number) value).doubleValue();
    if (size > 3) {
      double[] one = new double[size];
      one[0] = 1;
      one[1] = x;
      return merge(a, one);
    }
    double n = ++a[0];
    double delta = x - a[1];
    a[1] += delta / n;
    a[2] += delta * (x - a[1]);
    return a;
  }

  @Override
  double[] merge(double[] a, double[] b) {
    if (b[0] == 0) {
      return a;
    }
    double n = a[0] + b[0];
    double delta = b[1] - a[1];
    double step = delta / n;
    double cross = delta * step * a[0] * b[0];
    if (size > 4) {
      a[4] +=
          b[4]
              + cross * step * step * (a[0] * a[0] - a[0] * b[0] + b[0] * b[0])
              + 6 * step * step * (a[0] * a[0] * b[2] + b[0] * b[0] * a[2])
              + 4 * step * (a[0] * b[3] - b[0] * a[3]);
    }
    if (size > 3) {
      a[3] += b[3] + cross * step * (a[0] - b[0]) + 3 * step * (a[0] * b[2] - b[0] * a[2]);
    }
    a[2] += b[2] + cross;
    a[1] = a[0] == 0 ? b[1] : a[1] + step * b[0];
    a[0] = n;
    return a;
  }

  @Override
  public @Nullable Object extractOutput(double[] a) {
    double n = a[0];
    double m2 = a[2];
    if (n == 0) {
      return null;
    }
    switch (kind) {
      case VAR_POP:
        return m2 / n;
      case STDDEV_POP:
        return Math.sqrt(m2 / n);
      case VAR_SAMP:
        return n == 1 ? null : (Object) (m2 / (n - 1));
      case STDDEV_SAMP:
        return n == 1 ? null : (Object) Math.sqrt(m2 / (n - 1));
      case SKEWNESS:
        return m2 == 0 ? null : (Object) (Math.sqrt(n) * a[3] / Math.sqrt(m2 * m2 * m2));
      default:
        return m2 == 0 ? null : (Object) (n * a[4] / (m2 * m2) - 3);
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
    double[] a = new double[size];
    for (int i = 0; i < size; i++) {
      a[i] = in.readDouble();
    }
    return a;
  }

  @Override
  Object format() {
    return size;
  }
}
