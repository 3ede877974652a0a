package dev.cauce.expr;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Sum, average and product of real numbers: how many, and what they came to. Sums carry the error
 * of each addition along (Neumaier), so that they hardly depend on the order of the rows.
 */
final class DoubleFold extends Fold<double[]> {
  enum Kind {
    SUM,
    AVG,
    PRODUCT
  }

  private final Kind kind;
  private final Expr argument;

  DoubleFold(Kind kind, Expr argument) {
    super(Type.DOUBLE, true);
    this.kind = kind;
    this.argument = argument;
  }

  @Override
  public double[] createAccumulator() {
    return new double[] {0, kind == Kind.PRODUCT ? 1 : 0, 0};
  }

  @Override
  public double[] addInput(double[] a, Row row) {
    Object value = argument.eval(row);
    if (value != null) {
      a[0]++;
      add(a, ((Number) value).doubleValue());
    }
    return a;
  }

  private void add(double[] a, double x) {
    if (kind == Kind.PRODUCT) {
      a[1] *= x;
      return;
    }
    double sum = a[1] + x;
    double lost = Math.abs(a[1]) >= Math.abs(x) ? (a[1] - sum) + x : (x - sum) + a[1];
    a[1] = sum;
    a[2] += lost;
  }

  @Override
  double[] merge(double[] into, double[] from) {
    into[0] += from[0];
    add(into, from[1]);
    into[2] += from[2];
    return into;
  }

  @Override
  public @Nullable Object extractOutput(double[] a) {
    if (a[0] == 0) {
      return null;
    }
    // Infinity less itself is no number: then the plain sum is right.
    double sum = Double.isFinite(a[2]) ? a[1] + a[2] : a[1];
    return kind == Kind.AVG ? sum / a[0] : sum;
  }

  @Override
  void write(double[] a, DataOutputStream out) throws IOException {
    for (double each : a) {
      out.writeDouble(each);
    }
  }

  @Override
  double[] read(DataInputStream in) throws IOException {
    return new double[] {in.readDouble(), in.readDouble(), in.readDouble()};
  }

  @Override
  Object format() {
    return kind;
  }
}
