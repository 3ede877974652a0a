package dev.cauce.expr;

import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** Makes functions of values into functions of expressions: null when any argument is null. */
final class Lift {
  private Lift() {}

  @FunctionalInterface
  interface F1 {
    @Nullable Object of(Object a);
  }

  @FunctionalInterface
  interface F2 {
    @Nullable Object of(Object a, Object b);
  }

  @FunctionalInterface
  interface F3 {
    @Nullable Object of(Object a, Object b, Object c);
  }

  static Typed lift(Type result, boolean nullable, Typed a, F1 f) {
    Op x = a.op();
    Op op =
        row -> {
          Object v = x.eval(row);
          return v == null ? null : f.of(v);
        };
    return new Typed(result, nullable || a.nullable(), op, a.constant());
  }

  static Typed lift(Type result, boolean nullable, Typed a, Typed b, F2 f) {
    Op x = a.op();
    Op y = b.op();
    Op op = b.constant() ? withConstant(a, b, f) : row -> both(x, y, row, f);
    return new Typed(
        result, nullable || a.nullable() || b.nullable(), op, a.constant() && b.constant());
  }

  /** The common {@code column > 5}: its second argument is not asked for again and again. */
  private static Op withConstant(Typed a, Typed b, F2 f) {
    Typed folded = b.folded();
    Op x = a.op();
    Op y = folded.op();
    if (folded == b) {
      return row -> both(x, y, row, f);
    }
    Object right = folded.value();
    if (right == null) {
      return row -> null;
    }
    return row -> {
      Object left = x.eval(row);
      return left == null ? null : f.of(left, right);
    };
  }

  private static @Nullable Object both(Op x, Op y, Row row, F2 f) {
    Object left = x.eval(row);
    if (left == null) {
      return null;
    }
    Object right = y.eval(row);
    return right == null ? null : f.of(left, right);
  }

  static Typed lift(Type result, boolean nullable, Typed a, Typed b, Typed c, F3 f) {
    Op x = a.op();
    Op y = b.op();
    Op z = c.op();
    Op op =
        row -> {
          Object first = x.eval(row);
          Object second = first == null ? null : y.eval(row);
          Object third = second == null ? null : z.eval(row);
          return first == null || second == null || third == null
              ? null
              : f.of(first, second, third);
        };
    boolean constant = a.constant() && b.constant() && c.constant();
    boolean any = nullable || a.nullable() || b.nullable() || c.nullable();
    return new Typed(result, any, op, constant);
  }

  static boolean anyNullable(List<Typed> arguments) {
    return arguments.stream().anyMatch(Typed::nullable);
  }

  static boolean allConstant(List<Typed> arguments) {
    return arguments.stream().allMatch(Typed::constant);
  }

  static Op[] ops(List<Typed> arguments) {
    return arguments.stream().map(Typed::op).toArray(Op[]::new);
  }
}
