package dev.cauce.expr;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates that need every different value, and how often it came: collect_set, mode, median and
 * percentiles (exact). The state grows with the number of different values. Values are kept in
 * order, so that sets come out sorted and equal states have equal bytes.
 */
final class CountsFold extends Fold<TreeMap<Object, Long>> {
  enum Kind {
    SET,
    MODE,
    PERCENTILE,
    DISCRETE
  }

  private final Kind kind;
  private final Expr argument;
  private final double share;

  CountsFold(Kind kind, Expr argument, double share) {
    super(result(kind, argument.typed().type()), kind != Kind.SET);
    this.kind = kind;
    this.argument = argument;
    this.share = share;
  }

  private static Type result(Kind kind, Type value) {
    return switch (kind) {
      case SET -> Type.array(value);
      case PERCENTILE -> Type.DOUBLE;
      default -> value;
    };
  }

  @Override
  public TreeMap<Object, Long> createAccumulator() {
    return new TreeMap<>(Order.VALUES);
  }

  @Override
  public TreeMap<Object, Long> addInput(TreeMap<Object, Long> a, Row row) {
    Object value = argument.eval(row);
    if (value != null) {
      a.merge(value, 1L, kind == Kind.SET ? (x, y) -> x : Long::sum);
    }
    return a;
  }

  @Override
  TreeMap<Object, Long> merge(TreeMap<Object, Long> into, TreeMap<Object, Long> from) {
    from.forEach((value, n) -> into.merge(value, n, kind == Kind.SET ? (x, y) -> x : Long::sum));
    return into;
  }

  @Override
  public @Nullable Object extractOutput(TreeMap<Object, Long> a) {
    if (kind == Kind.SET) {
      return new ArrayList<>(a.keySet());
    }
    if (a.isEmpty()) {
      return null;
    }
    if (kind == Kind.MODE) {
      return mode(a);
    }
    long n = 0;
    for (long each : a.values()) {
      n += each;
    }
    if (kind == Kind.DISCRETE) {
      return at(a, Math.max(0, (long) Math.ceil(share * n) - 1));
    }
    double place = share * (n - 1);
    long below = (long) Math.floor(place);
    double low = ((Number) at(a, below)).doubleValue();
    double high = ((Number) at(a, Math.min(n - 1, below + 1))).doubleValue();
    double part = place - below;
    return part == 0 || low == high ? low : (1 - part) * low + part * high;
  }

  /** The most frequent; of several, the least. */
  private static Object mode(TreeMap<Object, Long> a) {
    Object best = a.firstKey();
    long most = 0;
    for (Map.Entry<Object, Long> each : a.entrySet()) {
      if (each.getValue() > most) {
        most = each.getValue();
        best = each.getKey();
      }
    }
    return best;
  }

  private static Object at(TreeMap<Object, Long> a, long index) {
    long seen = 0;
    for (Map.Entry<Object, Long> each : a.entrySet()) {
      seen += each.getValue();
      if (seen > index) {
        return each.getKey();
      }
    }
    return a.lastKey();
  }

  @Override
  void write(TreeMap<Object, Long> a, DataOutputStream out) throws IOException {
    VarInt.encode(a.size(), out);
    for (Map.Entry<Object, Long> each : a.entrySet()) {
      ValueCodec.write(argument.typed().type(), each.getKey(), out);
      if (kind != Kind.SET) {
        VarInt.encode(each.getValue(), out);
      }
    }
  }

  @Override
  TreeMap<Object, Long> read(DataInputStream in) throws IOException {
    TreeMap<Object, Long> a = createAccumulator();
    int size = VarInt.decodeInt(in);
    for (int i = 0; i < size; i++) {
      Object value = ValueCodec.read(argument.typed().type(), in);
      long n = kind == Kind.SET ? 1 : VarInt.decodeLong(in);
      if (value != null) {
        a.put(value, n);
      }
    }
    return a;
  }

  @Override
  Object format() {
    return List.of(kind == Kind.SET, argument.typed().type());
  }
}
