package dev.cauce.expr;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** Sum and average of decimals; an average has four digits more behind its point. */
final class DecimalFold extends Fold<DecimalFold.Sum> {
  private static final int MORE_DIGITS = 4;
  private final Expr argument;
  private final boolean average;

  /** How many, and their sum. */
  static final class Sum {
    private long count;
    private BigDecimal sum = BigDecimal.ZERO;
  }

  DecimalFold(Expr argument, boolean average) {
    super(Type.DECIMAL, true);
    this.argument = argument;
    this.average = average;
  }

  @Override
  public Sum createAccumulator() {
    return new Sum();
  }

  @Override
  public Sum addInput(Sum a, Row row) {
    Object value = argument.eval(row);
    if (value != null) {
      a.sum = Numbers.fit(a.sum.add((BigDecimal) value));
      a.count++;
    }
    return a;
  }

  @Override
  Sum merge(Sum into, Sum from) {
    into.sum = Numbers.fit(into.sum.add(from.sum));
    into.count += from.count;
    return into;
  }

  @Override
  public @Nullable Object extractOutput(Sum a) {
    if (a.count == 0) {
      return null;
    }
    int scale = a.sum.scale() + MORE_DIGITS;
    return average
        ? Numbers.fit(a.sum.divide(BigDecimal.valueOf(a.count), scale, RoundingMode.HALF_UP))
        : a.sum;
  }

  @Override
  void write(Sum a, DataOutputStream out) throws IOException {
    VarInt.encode(a.count, out);
    VarInt.encode(a.sum.scale(), out); // with its zeros: they say how many digits to show
    byte[] digits = a.sum.unscaledValue().toByteArray();
    VarInt.encode(digits.length, out);
    out.write(digits);
  }

  @Override
  Sum read(DataInputStream in) throws IOException {
    Sum a = new Sum();
    a.count = VarInt.decodeLong(in);
    int scale = VarInt.decodeInt(in);
    a.sum = new BigDecimal(new BigInteger(in.readNBytes(VarInt.decodeInt(in))), scale);
    return a;
  }

  @Override
  Object format() {
    return average;
  }
}
