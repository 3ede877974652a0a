package dev.cauce.expr;

import static dev.cauce.expr.Numbers.byZero;
import static dev.cauce.expr.Numbers.fit;
import static dev.cauce.expr.Numbers.overflow;

import dev.cauce.expr.Lift.F2;
import dev.cauce.expr.Type.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** + - * / % and div, with the result types of Spark; overflow and division by zero fail. */
final class Arithmetic {
  private Arithmetic() {}

  static List<Function> all() {
    return List.of(
        operator("+"),
        operator("-"),
        operator("*"),
        operator("/"),
        operator("%"),
        operator("%").named("mod"),
        operator("pmod"),
        operator("div"),
        tried("try_add", "+"),
        tried("try_subtract", "-"),
        tried("try_multiply", "*"),
        tried("try_divide", "/"),
        tried("try_mod", "%"),
        new Function("positive", 1, 1, args -> number("+", args.get(0))),
        new Function("negative", 1, 1, Arithmetic::negate));
  }

  private static Function operator(String sign) {
    boolean unary = sign.equals("-");
    return new Function(
        sign,
        unary ? 1 : 2,
        2,
        args -> args.size() == 1 ? negate(args) : make(sign, args.get(0), args.get(1)));
  }

  private static Function tried(String name, String sign) {
    return new Function(
        name,
        2,
        2,
        args -> {
          Typed made = make(sign, args.get(0), args.get(1));
          Op op = made.op();
          Op safe =
              row -> {
                try {
                  return op.eval(row);
                } catch (ExpressionException bad) {
                  return null;
                }
              };
          return new Typed(made.type(), true, safe, made.constant());
        });
  }

  private static Typed number(String sign, Typed value) {
    if (value.type().numeric() || value.type().is(Kind.INTERVAL)) {
      return value;
    }
    Typed cast = Coercion.implicitly(value, Type.DOUBLE);
    if (cast == null) {
      throw new SyntaxException("\"" + sign + "\" wants numbers, but was given " + value.type());
    }
    return cast;
  }

  private static Typed negate(List<Typed> args) {
    Typed value = number("-", args.get(0));
    if (value.type().is(Kind.INTERVAL)) {
      return Lift.lift(Type.INTERVAL, false, value, a -> ((Interval) a).negated());
    }
    F2 minus = function("-", value.type());
    Object zero =
        switch (value.type().kind()) {
          case INT -> (Object) 0;
          case BIGINT -> 0L;
          case DECIMAL -> BigDecimal.ZERO;
          case FLOAT -> -0.0f; // so that -(0.0) is -0.0
          default -> -0.0;
        };
    return Lift.lift(value.type(), false, value, a -> minus.of(zero, a)).folded();
  }

  private static Typed make(String sign, Typed a, Typed b) {
    Typed moved = Dates.moved(sign, a, b);
    if (moved != null) {
      return moved;
    }
    Type type = a.isNull() && b.isNull() ? Type.DOUBLE : common(sign, a, b);
    boolean quotient = sign.equals("/") && type.integral();
    Type inside = quotient || (sign.equals("/") && type.is(Kind.FLOAT)) ? Type.DOUBLE : type;
    Typed left = Coercion.to(a, inside);
    Typed right = Coercion.to(b, inside);
    Type result = sign.equals("div") ? Type.LONG : inside;
    return Lift.lift(result, false, left, right, function(sign, inside)).folded();
  }

  private static Type common(String sign, Typed a, Typed b) {
    Type type = Coercion.common(a.type(), b.type());
    if (type != null && type.is(Kind.STRING)) {
      type = Type.DOUBLE;
    }
    boolean stringAndNumber =
        type != null && type.integral() && (a.type().is(Kind.STRING) || b.type().is(Kind.STRING));
    if (type == null || !type.numeric()) {
      throw new SyntaxException(
          "\"" + sign + "\" wants numbers, but was given " + a.type() + " and " + b.type());
    }
    return stringAndNumber ? Type.LONG : type;
  }

  private static F2 function(String sign, Type type) {
    return switch (type.kind()) {
      case INT -> ints(sign);
      case BIGINT -> longs(sign);
      case DECIMAL -> decimals(sign);
      case FLOAT -> floats(sign);
      default -> doubles(sign);
    };
  }

  private static F2 ints(String sign) {
    F2 wide = longs(sign);
    if (sign.equals("div")) {
      return (a, b) -> wide.of((long) (Integer) a, (long) (Integer) b);
    }
    return (a, b) -> {
      long result =
          (Long) java.util.Objects.requireNonNull(wide.of((long) (Integer) a, (long) (Integer) b));
      if (result != (int) result) {
        throw overflow("int", a, sign, b);
      }
      return (int) result;
    };
  }

  private static F2 longs(String sign) {
    switch (sign) {
      case "+":
        return (a, b) -> {
          long x = (Long) a;
          long y = (Long) b;
          long sum = x + y;
          if (((x ^ sum) & (y ^ sum)) < 0) {
            throw overflow("bigint", a, sign, b);
          }
          return sum;
        };
      case "-":
        return (a, b) -> {
          long x = (Long) a;
          long y = (Long) b;
          long difference = x - y;
          if (((x ^ y) & (x ^ difference)) < 0) {
            throw overflow("bigint", a, sign, b);
          }
          return difference;
        };
      case "*":
        return (a, b) -> {
          try {
            return Math.multiplyExact((Long) a, (Long) b);
          } catch (ArithmeticException tooLarge) {
            throw overflow("bigint", a, sign, b);
          }
        };
      case "div":
        return (a, b) -> {
          if ((Long) b == 0) {
            throw byZero(a);
          }
          if ((Long) a == Long.MIN_VALUE && (Long) b == -1) {
            throw overflow("bigint", a, sign, b);
          }
          return (Long) a / (Long) b;
        };
      default:
        return (a, b) -> {
          if ((Long) b == 0) {
            throw byZero(a);
          }
          long rest = (Long) a % (Long) b;
          return sign.equals("pmod") && rest < 0 ? (rest + (Long) b) % (Long) b : rest;
        };
    }
  }

  private static F2 doubles(String sign) {
    return switch (sign) {
      case "+" -> (a, b) -> (Double) a + (Double) b;
      case "-" -> (a, b) -> (Double) a - (Double) b;
      case "*" -> (a, b) -> (Double) a * (Double) b;
      case "/" -> (a, b) -> (Double) a / nonZero(a, (Double) b);
      case "div" -> (a, b) -> (long) ((Double) a / nonZero(a, (Double) b));
      default ->
          (a, b) -> {
            double rest = (Double) a % nonZero(a, (Double) b);
            return sign.equals("pmod") && rest < 0 ? (rest + (Double) b) % (Double) b : rest;
          };
    };
  }

  private static double nonZero(Object a, double b) {
    if (b == 0) {
      throw byZero(a);
    }
    return b;
  }

  private static F2 floats(String sign) {
    F2 wide = doubles(sign);
    if (sign.equals("div")) {
      return (a, b) -> wide.of((double) (Float) a, (double) (Float) b);
    }
    return (a, b) ->
        (float)
            (double)
                (Double)
                    java.util.Objects.requireNonNull(
                        wide.of((double) (Float) a, (double) (Float) b));
  }

  private static F2 decimals(String sign) {
    return switch (sign) {
      case "+" -> (a, b) -> fit(((BigDecimal) a).add((BigDecimal) b));
      case "-" -> (a, b) -> fit(((BigDecimal) a).subtract((BigDecimal) b));
      case "*" -> (a, b) -> fit(((BigDecimal) a).multiply((BigDecimal) b));
      case "/" -> (a, b) -> Numbers.divide((BigDecimal) a, nonZero(a, (BigDecimal) b));
      case "div" -> (a, b) -> quotient((BigDecimal) a, nonZero(a, (BigDecimal) b));
      default ->
          (a, b) -> {
            BigDecimal divisor = nonZero(a, (BigDecimal) b);
            BigDecimal rest = ((BigDecimal) a).remainder(divisor);
            return sign.equals("pmod") && rest.signum() < 0
                ? rest.add(divisor).remainder(divisor)
                : rest;
          };
    };
  }

  private static Object quotient(BigDecimal a, BigDecimal b) {
    try {
      return a.divide(b, 0, RoundingMode.DOWN).longValueExact();
    } catch (ArithmeticException tooLarge) {
      throw overflow("bigint", a, "div", b);
    }
  }

  private static BigDecimal nonZero(Object a, BigDecimal b) {
    if (b.signum() == 0) {
      throw byZero(a);
    }
    return b;
  }

  /** Times and dates moved by an interval or by days. */
  private static final class Dates {
    private Dates() {}

    static @org.jspecify.annotations.Nullable Typed moved(String sign, Typed a, Typed b) {
      boolean plus = sign.equals("+");
      if (!plus && !sign.equals("-")) {
        return null;
      }
      if (plus && a.type().is(Kind.INTERVAL) && !b.type().is(Kind.INTERVAL)) {
        return moved(sign, b, a);
      }
      if (a.type().is(Kind.DATE) && b.type().is(Kind.DATE) && !plus) {
        throw new SyntaxException("the days between two dates are datediff(end, start)");
      }
      if (a.type().is(Kind.DATE) && b.type().integral()) {
        Typed days = Coercion.to(b, Type.LONG);
        return Lift.lift(
            Type.DATE,
            false,
            a,
            days,
            (d, n) -> checked(() -> ((LocalDate) d).plusDays(plus ? (Long) n : -(Long) n)));
      }
      if (!b.type().is(Kind.INTERVAL)) {
        return null;
      }
      if (a.type().is(Kind.INTERVAL)) {
        return Lift.lift(
            Type.INTERVAL,
            false,
            a,
            b,
            (x, y) -> ((Interval) x).plus(plus ? (Interval) y : ((Interval) y).negated()));
      }
      Typed time = a.type().is(Kind.STRING) ? Coercion.to(a, Type.TIMESTAMP) : a;
      boolean wholeDays = b.constant() && b.value() instanceof Interval step && step.wholeDays();
      if (a.type().is(Kind.DATE) && wholeDays) {
        return Lift.lift(
            Type.DATE,
            false,
            a,
            b,
            (d, step) -> checked(() -> signed(plus, step).addTo((LocalDate) d)));
      }
      time = time.type().is(Kind.DATE) ? Coercion.to(time, Type.TIMESTAMP) : time;
      if (!time.type().is(Kind.TIMESTAMP)) {
        throw new SyntaxException(
            "\"" + sign + "\" can move a timestamp by an interval, but was given " + a.type());
      }
      return Lift.lift(
          Type.TIMESTAMP,
          false,
          time,
          b,
          (t, step) -> checked(() -> signed(plus, step).addTo((Instant) t)));
    }

    private static Interval signed(boolean plus, Object step) {
      return plus ? (Interval) step : ((Interval) step).negated();
    }

    private static Object checked(java.util.function.Supplier<Object> sum) {
      try {
        return sum.get();
      } catch (DateTimeException | ArithmeticException outOfRange) {
        throw new ExpressionException("the time moved out of the calendar");
      }
    }
  }
}
