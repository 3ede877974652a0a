package dev.cauce.expr;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** Aggregates that are a few whole numbers: how many there were, and what they came to. */
final class LongFold extends Fold<long[]> {
  enum Kind {
    ROWS,
    COUNT,
    COUNT_IF,
    SUM,
    BIT_AND,
    BIT_OR,
    BIT_XOR
  }

  private final Kind kind;
  private final List<Expr> arguments;

  LongFold(Kind kind, List<Expr> arguments) {
    super(Type.LONG, kind.compareTo(Kind.SUM) >= 0);
    this.kind = kind;
    this.arguments = arguments;
  }

  @Override
  public long[] createAccumulator() {
    return new long[] {0, kind == Kind.BIT_AND ? -1 : 0};
  }

  @Override
  public long[] addInput(long[] a, Row row) {
    if (kind == Kind.ROWS) {
      a[0]++;
      return a;
    }
    if (kind == Kind.COUNT_IF) {
      a[0] += arguments.get(0).test(row) ? 1 : 0;
      return a;
    }
    if (kind == Kind.COUNT) {
      for (int i = 0; i < arguments.size(); i++) {
        if (arguments.get(i).eval(row) == null) {
          return a;
        }
      }
      a[0]++;
      return a;
    }
    Object value = arguments.get(0).eval(row);
    if (value != null) {
      a[1] = combine(a[1], ((Number) value).longValue());
      a[0]++;
    }
    return a;
  }

  private long combine(long a, long b) {
    switch (kind) {
      case BIT_AND:
        return a & b;
      case BIT_OR:
        return a | b;
      case BIT_XOR:
        return a ^ b;
      default:
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
          throw Numbers.overflow("bigint", a, "+", b);
        }
        return sum;
    }
  }

  @Override
  long[] merge(long[] into, long[] from) {
    into[1] = combine(into[1], from[1]);
    into[0] += from[0];
    return into;
  }

  @Override
  public @Nullable Object extractOutput(long[] a) {
    return kind.compareTo(Kind.SUM) < 0 ? (Object) a[0] : a[0] == 0 ? null : (Object) a[1];
  }

  @Override
  void write(long[] a, DataOutputStream out) throws IOException {
    VarInt.encode(a[0], out);
    if (nullable()) {
      out.writeLong(a[1]);
    }
  }

  @Override
  long[] read(DataInputStream in) throws IOException {
    return new long[] {VarInt.decodeLong(in), nullable() ? in.readLong() : 0};
  }

  @Override
  Object format() {
    return kind;
  }
}
