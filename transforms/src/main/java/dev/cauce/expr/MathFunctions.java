package dev.cauce.expr;

import static dev.cauce.expr.Type.DOUBLE;
import static dev.cauce.expr.Type.INT;
import static dev.cauce.expr.Type.LONG;

import dev.cauce.expr.Type.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Functions of numbers. */
final class MathFunctions {
  private MathFunctions() {}

  static List<Function> all() {
    List<Function> all = new ArrayList<>();
    all.add(new Function("abs", 1, 1, MathFunctions::abs));
    all.add(new Function("round", 1, 2, args -> round("round", args, RoundingMode.HALF_UP)));
    all.add(new Function("bround", 1, 2, args -> round("bround", args, RoundingMode.HALF_EVEN)));
    all.add(new Function("floor", 1, 1, args -> whole("floor", args, RoundingMode.FLOOR)));
    Function ceil = new Function("ceil", 1, 1, args -> whole("ceil", args, RoundingMode.CEILING));
    all.addAll(List.of(ceil, ceil.named("ceiling")));
    all.add(real("sqrt", Math::sqrt));
    all.add(real("cbrt", Math::cbrt));
    all.add(real("exp", Math::exp));
    all.add(real("sin", Math::sin));
    all.add(real("cos", Math::cos));
    all.add(real("tan", Math::tan));
    all.add(real("asin", Math::asin));
    all.add(real("acos", Math::acos));
    all.add(real("atan", Math::atan));
    all.add(real("degrees", Math::toDegrees));
    all.add(real("radians", Math::toRadians));
    all.add(real("sign", Math::signum));
    all.add(real("signum", Math::signum));
    all.add(logarithm("ln", Math::log));
    all.add(logarithm("log10", Math::log10));
    all.add(logarithm("log2", x -> Math.log(x) / Math.log(2)));
    all.add(new Function("log", 1, 2, MathFunctions::log));
    Function pow = Function.of("pow", DOUBLE, DOUBLE, DOUBLE, (a, b) -> Math.pow(d(a), d(b)));
    all.addAll(List.of(pow, pow.named("power")));
    all.add(Function.of("atan2", DOUBLE, DOUBLE, DOUBLE, (a, b) -> Math.atan2(d(a), d(b))));
    all.add(Function.of("hypot", DOUBLE, DOUBLE, DOUBLE, (a, b) -> Math.hypot(d(a), d(b))));
    all.add(new Function("pi", 0, 0, args -> Typed.constant(DOUBLE, Math.PI)));
    all.add(bits("&"));
    all.add(bits("|"));
    all.add(bits("^"));
    return all;
  }

  private static double d(Object value) {
    return (Double) value;
  }

  private static Function real(String name, DoubleUnaryOperator f) {
    return Function.of(name, DOUBLE, DOUBLE, a -> f.applyAsDouble(d(a)));
  }

  /** Null, not NaN, where there is no logarithm: as Spark and Hive. */
  private static Function logarithm(String name, DoubleUnaryOperator f) {
    return Function.of(name, DOUBLE, DOUBLE, a -> d(a) <= 0 ? null : (Object) f.applyAsDouble(d(a)))
        .nullable();
  }

  private static Typed log(List<Typed> args) {
    if (args.size() == 1) {
      return logarithm("log", Math::log).maker().make(args);
    }
    return Lift.lift(
        DOUBLE,
        true,
        Function.arg("log", args, 0, DOUBLE),
        Function.arg("log", args, 1, DOUBLE),
        (base, x) ->
            d(base) <= 0 || d(x) <= 0 ? null : (Object) (Math.log(d(x)) / Math.log(d(base))));
  }

  private static Typed number(String name, List<Typed> args) {
    Typed value = args.get(0);
    return value.type().numeric() ? value : Function.arg(name, args, 0, DOUBLE);
  }

  private static Typed abs(List<Typed> args) {
    Typed value = number("abs", args);
    return Lift.lift(value.type(), false, value, MathFunctions::abs);
  }

  private static Object abs(Object value) {
    if (value instanceof Integer x && x != Integer.MIN_VALUE) {
      return Math.abs(x);
    }
    if (value instanceof Long x && x != Long.MIN_VALUE) {
      return Math.abs(x);
    }
    if (value instanceof Double x) {
      return Math.abs(x);
    }
    if (value instanceof Float x) {
      return Math.abs(x);
    }
    if (value instanceof BigDecimal x) {
      return x.abs();
    }
    throw new ExpressionException("overflow: abs(" + value + ")");
  }

  private static Typed round(String name, List<Typed> args, RoundingMode mode) {
    Typed value = number(name, args);
    Typed places = args.size() == 1 ? Typed.constant(INT, 0) : Function.arg(name, args, 1, INT);
    return Lift.lift(
        value.type(),
        false,
        value,
        places,
        (a, n) -> Numbers.round(a, Math.max(-400, Math.min(400, (Integer) n)), mode));
  }

  private static Typed whole(String name, List<Typed> args, RoundingMode mode) {
    Typed value = number(name, args);
    if (value.type().is(Kind.DECIMAL)) {
      return Lift.lift(value.type(), false, value, a -> ((BigDecimal) a).setScale(0, mode));
    }
    if (value.type().integral()) {
      return Coercion.to(value, LONG);
    }
    boolean down = mode == RoundingMode.FLOOR;
    Typed real = Coercion.to(value, DOUBLE);
    // As in Spark: what is too large becomes the largest, NaN becomes 0.
    return Lift.lift(LONG, false, real, a -> (long) (down ? Math.floor(d(a)) : Math.ceil(d(a))));
  }

  private static Function bits(String sign) {
    return Function.of(
        sign,
        LONG,
        LONG,
        LONG,
        (a, b) ->
            switch (sign) {
              case "&" -> (Long) a & (Long) b;
              case "|" -> (Long) a | (Long) b;
              default -> (Long) a ^ (Long) b;
            });
  }
}
