package dev.cauce.expr;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Arithmetic that fails instead of giving a wrong number. */
final class Numbers {
  /** As many digits as SQL's decimals may have. */
  static final int DIGITS = 38;

  private Numbers() {}

  /** {@code -5} as a literal; -2147483648 is an int although 2147483648 is none. */
  static Node.Literal negated(Node.Literal literal) {
    Object value = literal.value();
    String shown = "-" + literal.shown();
    if (value instanceof Integer x && x != Integer.MIN_VALUE) {
      return new Node.Literal(Type.INT, -x, shown);
    }
    if (value instanceof Long x && x != Long.MIN_VALUE) {
      return x == 1L << 31
          ? new Node.Literal(Type.INT, Integer.MIN_VALUE, shown)
          : new Node.Literal(Type.LONG, -x, shown);
    }
    if (value instanceof Double x) {
      return new Node.Literal(Type.DOUBLE, -x, shown);
    }
    if (value instanceof Float x) {
      return new Node.Literal(Type.FLOAT, -x, shown);
    }
    if (value instanceof BigDecimal x) {
      BigDecimal negative = x.negate();
      return x.scale() == 0 && negative.equals(BigDecimal.valueOf(Long.MIN_VALUE))
          ? new Node.Literal(Type.LONG, Long.MIN_VALUE, shown)
          : new Node.Literal(Type.DECIMAL, negative, shown);
    }
    if (value instanceof Interval x) {
      return new Node.Literal(Type.INTERVAL, x.negated(), shown);
    }
    throw new SyntaxException("\"" + shown + "\" is no number");
  }

  /** A decimal of at most 38 digits: first its fraction is rounded, then it fails. */
  static BigDecimal fit(BigDecimal value) {
    int over = value.precision() - DIGITS;
    if (over <= 0) {
      return value;
    }
    if (value.scale() - over >= Math.min(value.scale(), 6)) {
      return value.setScale(value.scale() - over, RoundingMode.HALF_UP);
    }
    BigDecimal rounded = value.setScale(Math.min(value.scale(), 6), RoundingMode.HALF_UP);
    if (rounded.precision() > DIGITS) {
      throw new ExpressionException(
          "decimal overflow: "
              + value.round(new java.math.MathContext(20))
              + " has more than 38 digits");
    }
    return rounded;
  }

  static BigDecimal divide(BigDecimal a, BigDecimal b) {
    int scale = Math.max(6, a.scale() + b.precision() + 1);
    int whole = Math.max(1, a.precision() - a.scale() + b.scale());
    scale = Math.max(6, Math.min(scale, DIGITS - whole));
    return fit(a.divide(b, scale, RoundingMode.HALF_UP));
  }

  static ExpressionException overflow(String type, Object a, String sign, Object b) {
    return new ExpressionException(type + " overflow: " + a + " " + sign + " " + b);
  }

  static ExpressionException byZero(Object a) {
    return new ExpressionException("division by zero: " + a + " / 0");
  }

  /** Half away from zero at {@code places} after the point, or before it if negative. */
  static Object round(Object value, int places, RoundingMode mode) {
    if (value instanceof Double x) {
      if (x.isNaN() || x.isInfinite()) {
        return x;
      }
      return new BigDecimal(x.toString()).setScale(places, mode).doubleValue();
    }
    if (value instanceof Float x) {
      if (x.isNaN() || x.isInfinite()) {
        return x;
      }
      return new BigDecimal(x.toString()).setScale(places, mode).floatValue();
    }
    if (value instanceof BigDecimal x) {
      return places >= x.scale() ? x : scaleUp(x.setScale(places, mode));
    }
    if (places >= 0) {
      return value;
    }
    BigDecimal rounded = BigDecimal.valueOf(((Number) value).longValue()).setScale(places, mode);
    try {
      return value instanceof Integer ? rounded.intValueExact() : (Object) rounded.longValueExact();
    } catch (ArithmeticException tooLarge) {
      throw new ExpressionException("overflow: round(" + value + ", " + places + ")");
    }
  }

  /** 1E+2 is written 100 in SQL. */
  private static BigDecimal scaleUp(BigDecimal value) {
    return value.scale() < 0 ? value.setScale(0) : value;
  }
}
