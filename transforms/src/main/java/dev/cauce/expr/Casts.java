package dev.cauce.expr;

import dev.cauce.expr.Lift.F1;
import dev.cauce.expr.Type.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** CAST and TRY_CAST: a value that cannot be cast fails, or is null. */
final class Casts {
  private static final Set<String> TRUE = Set.of("t", "true", "y", "yes", "1");
  private static final Set<String> FALSE = Set.of("f", "false", "n", "no", "0");

  private Casts() {}

  static Typed cast(Typed value, Type target, int precision, int scale, boolean tried) {
    Type from = value.type();
    if (from.is(Kind.NULL)) {
      return value.as(target);
    }
    if (from.equals(target) && precision < 0) {
      return value;
    }
    F1 converter = converter(from, target);
    if (converter == null) {
      throw new SyntaxException("a value of type " + from + " cannot be cast to " + target);
    }
    F1 exact = precision < 0 ? converter : a -> fit(converter.of(a), precision, scale);
    return Lift.lift(target, tried, value, tried ? tried(exact) : exact).folded();
  }

  private static F1 tried(F1 converter) {
    return a -> {
      try {
        return converter.of(a);
      } catch (ExpressionException bad) {
        return null;
      }
    };
  }

  private static @Nullable Object fit(@Nullable Object value, int precision, int scale) {
    if (!(value instanceof BigDecimal number)) {
      return value;
    }
    BigDecimal rounded = number.setScale(scale, RoundingMode.HALF_UP);
    if (rounded.precision() > precision) {
      throw new ExpressionException(
          number.toPlainString() + " does not fit in decimal(" + precision + "," + scale + ")");
    }
    return rounded;
  }

  private static @Nullable F1 converter(Type from, Type to) {
    switch (to.kind()) {
      case STRING:
        return from.is(Kind.OTHER) ? null : Casts::text;
      case BOOLEAN:
        return from.is(Kind.STRING)
            ? Casts::bool
            : from.numeric() ? a -> ((Number) a).doubleValue() != 0 : null;
      case INT:
        return isNumberLike(from)
            ? a -> whole(a, Integer.MIN_VALUE, Integer.MAX_VALUE, "int")
            : null;
      case BIGINT:
        return isNumberLike(from) || from.is(Kind.TIMESTAMP)
            ? a -> whole(a, Long.MIN_VALUE, Long.MAX_VALUE, "bigint")
            : null;
      case DOUBLE:
        return isNumberLike(from) || from.is(Kind.TIMESTAMP) ? Casts::real : null;
      case FLOAT:
        return isNumberLike(from) ? a -> (float) real(a) : null;
      case DECIMAL:
        return isNumberLike(from) ? Casts::decimal : null;
      case TIMESTAMP:
        return from.numeric() || isTimeLike(from) ? Casts::timestamp : null;
      case DATE:
        return isTimeLike(from) ? Casts::date : null;
      case ARRAY:
        return from.is(Kind.ARRAY) ? elements(from.elementOrNull(), to.elementOrNull()) : null;
      default:
        return null;
    }
  }

  private static boolean isNumberLike(Type type) {
    return type.numeric() || type.is(Kind.STRING) || type.is(Kind.BOOLEAN);
  }

  private static boolean isTimeLike(Type type) {
    return type.is(Kind.STRING) || type.is(Kind.TIMESTAMP) || type.is(Kind.DATE);
  }

  private static @Nullable F1 elements(Type from, Type to) {
    if (from.equals(to) || from.is(Kind.NULL)) {
      return list -> list;
    }
    F1 each = converter(from, to);
    if (each == null) {
      return null;
    }
    return list -> {
      List<@Nullable Object> cast = new ArrayList<>();
      for (Object element : (List<?>) list) {
        cast.add(element == null ? null : each.of(element));
      }
      return cast;
    };
  }

  /** A value as SQL shows it. */
  static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof Instant time) {
      return Times.format(time);
    }
    if (value instanceof List<?> list) {
      StringBuilder text = new StringBuilder("[");
      for (Object element : list) {
        text.append(text.length() > 1 ? ", " : "").append(element == null ? "NULL" : text(element));
      }
      return text.append("]").toString();
    }
    return value.toString();
  }

  private static Object bool(Object value) {
    String text = ((String) value).strip().toLowerCase(Locale.ROOT);
    if (TRUE.contains(text)) {
      return true;
    }
    if (FALSE.contains(text)) {
      return false;
    }
    throw bad(value, "boolean");
  }

  private static ExpressionException bad(Object value, String type) {
    String shown = value instanceof String ? "'" + value + "'" : text(value);
    return new ExpressionException(shown + " cannot be cast to " + type);
  }

  private static Object whole(Object value, long least, long most, String type) {
    long whole;
    if (value instanceof String text) {
      whole = parseWhole(text, type);
    } else if (value instanceof Boolean bool) {
      whole = bool ? 1 : 0;
    } else if (value instanceof Instant time) {
      whole = Math.floorDiv(Times.micros(time), 1_000_000L);
    } else if (value instanceof BigDecimal number) {
      BigInteger integer = number.toBigInteger();
      if (integer.bitLength() > 63) {
        throw bad(value, type);
      }
      whole = integer.longValue();
    } else if (value instanceof Double || value instanceof Float) {
      double real = ((Number) value).doubleValue();
      // 2^63 itself is a double, the greatest long is not.
      if (!(real >= -0x1p63 && real < 0x1p63)) {
        throw bad(value, type);
      }
      whole = (long) real;
    } else {
      whole = ((Number) value).longValue();
    }
    if (whole < least || whole > most) {
      throw bad(value, type);
    }
    return most == Integer.MAX_VALUE ? (Object) (int) whole : (Object) whole;
  }

  private static long parseWhole(String text, String type) {
    String digits = text.strip();
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      boolean sign = i == 0 && digits.length() > 1 && (c == '-' || c == '+');
      if (!sign && (c < '0' || c > '9')) { // Java would take any script's digits
        throw bad(text, type);
      }
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException notANumber) {
      throw bad(text, type);
    }
  }

  private static double real(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof Boolean bool) {
      return bool ? 1 : 0;
    }
    if (value instanceof Instant time) {
      return Times.micros(time) / 1e6;
    }
    String text = ((String) value).strip();
    switch (text.toLowerCase(Locale.ROOT)) {
      case "inf", "+inf", "infinity", "+infinity":
        return Double.POSITIVE_INFINITY;
      case "-inf", "-infinity":
        return Double.NEGATIVE_INFINITY;
      case "nan":
        return Double.NaN;
      default:
        break;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException notANumber) {
      throw bad(value, "double");
    }
  }

  private static Object decimal(Object value) {
    try {
      if (value instanceof BigDecimal number) {
        return number;
      }
      if (value instanceof Boolean bool) {
        return bool ? BigDecimal.ONE : BigDecimal.ZERO;
      }
      if (value instanceof Integer || value instanceof Long) {
        return BigDecimal.valueOf(((Number) value).longValue());
      }
      String text = value.toString().strip();
      if (text.length() > 100) { // 1e999999999 would be a billion digits once it is shown
        throw bad(value, "decimal");
      }
      BigDecimal number = new BigDecimal(text);
      if (Math.abs((long) number.precision() - number.scale()) > 400 || number.scale() > 400) {
        throw bad(value, "decimal");
      }
      return Numbers.fit(number.scale() < 0 ? number.setScale(0) : number);
    } catch (NumberFormatException notANumber) {
      throw bad(value, "decimal");
    }
  }

  private static Object timestamp(Object value) {
    Instant time = null;
    if (value instanceof LocalDate date) {
      return Times.start(date);
    }
    if (value instanceof String text) {
      time = Times.parse(text);
    } else if (value instanceof Instant already) {
      time = already;
    } else {
      try {
        BigDecimal seconds = new BigDecimal(value.toString());
        time = Times.ofMicros(seconds.movePointRight(6).toBigInteger().longValueExact());
      } catch (NumberFormatException | ArithmeticException tooLarge) {
        throw bad(value, "timestamp");
      }
    }
    if (time == null) {
      throw bad(value, "timestamp");
    }
    return time;
  }

  private static Object date(Object value) {
    if (value instanceof Instant time) {
      return Times.date(time);
    }
    LocalDate date = value instanceof String text ? Times.parseDate(text) : (LocalDate) value;
    if (date == null) {
      throw bad(value, "date");
    }
    return date;
  }
}
