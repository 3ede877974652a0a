package dev.cauce.row;

import static dev.cauce.row.MalformedRowException.outOfRange;
import static dev.cauce.row.MalformedRowException.quoted;
import static dev.cauce.row.MalformedRowException.wrongType;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of columns from plain text: of CSV, of a pattern's groups, of strings in JSON. */
final class TextValues {
  /** As many digits as Spark's decimals have; keeps a short text from becoming a huge number. */
  private static final int MOST_DIGITS = 38;

  private static final int LONGEST_NUMBER = 1000;

  /** What Spark's CSV and JSON take for numbers that are none. */
  private static final Map<String, Double> NOT_FINITE =
      Map.of(
          "NaN", Double.NaN,
          "Infinity", Double.POSITIVE_INFINITY,
          "-Infinity", Double.NEGATIVE_INFINITY,
          "+INF", Double.POSITIVE_INFINITY,
          "INF", Double.POSITIVE_INFINITY,
          "-INF", Double.NEGATIVE_INFINITY,
          "Inf", Double.POSITIVE_INFINITY,
          "-Inf", Double.NEGATIVE_INFINITY);

  private TextValues() {}

  /**
   * {@code text} as a value of the plain column {@code column}.
   *
   * @throws MalformedRowException if it is none
   */
  static Object read(TextColumn column, String text) throws MalformedRowException {
    switch (column.kind()) {
      case TINYINT, SMALLINT, INT, BIGINT -> {
        Object fitting = integer(column, parseInteger(column, text));
        if (fitting == null) {
          throw outOfRange(column, text);
        }
        return fitting;
      }
      case FLOAT, DOUBLE -> {
        Object special = notFinite(column, text);
        Object fitting = special == null ? floating(column, parseFloating(column, text)) : special;
        if (fitting == null) {
          throw outOfRange(column, text);
        }
        return fitting;
      }
      case DECIMAL -> {
        return parseDecimal(column, text);
      }
      case BOOLEAN -> {
        if (text.equalsIgnoreCase("true")) {
          return true;
        }
        if (text.equalsIgnoreCase("false")) {
          return false;
        }
      }
      case STRING -> {
        return text;
      }
      case DATE -> {
        LocalDate date = Timestamps.date(text);
        if (date != null) {
          return date;
        }
      }
      case TIMESTAMP, DATETIME -> {
        Instant instant = Timestamps.instant(text);
        if (instant != null) {
          return instant(column, instant);
        }
      }
      case ARRAY, STRUCT -> {}
    }
    throw wrongType(column, quoted(text));
  }

  /** {@code number}, boxed as the column wants it; null if it does not fit. */
  static @Nullable Object integer(TextColumn column, long number) {
    // Not one expression: that would make a number of the widest type of them all.
    switch (column.kind()) {
      case TINYINT -> {
        return number == (byte) number ? Byte.valueOf((byte) number) : null;
      }
      case SMALLINT -> {
        return number == (short) number ? Short.valueOf((short) number) : null;
      }
      case INT -> {
        return number == (int) number ? Integer.valueOf((int) number) : null;
      }
      default -> {
        return number;
      }
    }
  }

  /**
   * {@code number}, boxed as the column wants it; null if it is infinite there: Spark lets it be,
   * and it then spoils every sum.
   */
  static @Nullable Object floating(TextColumn column, double number) {
    boolean narrow = column.kind() == TextColumn.Kind.FLOAT;
    boolean infinite = narrow ? Float.isInfinite((float) number) : Double.isInfinite(number);
    return infinite ? null : box(column, number);
  }

  /** NaN or an infinity spelled out, boxed as the column wants it; null if {@code text} is none. */
  static @Nullable Object notFinite(TextColumn column, String text) {
    Double number = NOT_FINITE.get(text);
    return number == null ? null : box(column, number);
  }

  private static Object box(TextColumn column, double number) {
    if (column.kind() == TextColumn.Kind.FLOAT) {
      return (float) number;
    }
    return number;
  }

  /** {@code number} rounded half up to the column's scale, if it has one. */
  static BigDecimal decimal(TextColumn column, BigDecimal number) throws MalformedRowException {
    int most = column.precision() == 0 ? MOST_DIGITS : column.precision() - column.scale();
    int scale = column.precision() == 0 ? MOST_DIGITS : column.scale();
    // Before the number is scaled: 1e-999999999 would take up all memory.
    long whole = (long) number.precision() - number.scale();
    if (number.signum() != 0 && whole > most) {
      throw outOfRange(column, number.toString());
    }
    if (number.signum() == 0 || whole < -scale) {
      return column.precision() == 0 ? BigDecimal.ZERO : BigDecimal.ZERO.setScale(scale);
    }
    if (column.precision() == 0 && number.scale() <= scale) {
      return number.scale() < 0 ? number.setScale(0) : number;
    }
    BigDecimal rounded = number.setScale(scale, RoundingMode.HALF_UP);
    if (rounded.precision() - rounded.scale() > most) { // 9999.995 as decimal(6,2)
      throw outOfRange(column, number.toString());
    }
    return rounded;
  }

  /** {@code instant} in the class that the column wants. */
  static Object instant(TextColumn column, Instant instant) {
    return column.kind() == TextColumn.Kind.DATETIME
        ? new org.joda.time.Instant(instant.toEpochMilli())
        : instant;
  }

  private static long parseInteger(TextColumn column, String text) throws MalformedRowException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      boolean digits = !text.isEmpty() && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
      boolean number = digits && text.length() > 18; // else it would have been read
      throw number ? outOfRange(column, text) : wrongType(column, quoted(text));
    }
  }

  private static double parseFloating(TextColumn column, String text) throws MalformedRowException {
    checkNumber(column, text);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw wrongType(column, quoted(text));
    }
  }

  private static BigDecimal parseDecimal(TextColumn column, String text)
      throws MalformedRowException {
    checkNumber(column, text);
    try {
      return decimal(column, new BigDecimal(text));
    } catch (NumberFormatException e) {
      throw wrongType(column, quoted(text));
    }
  }

  /** Java would also take {@code 1d}, {@code 0x1p3} and blanks around a number. */
  private static void checkNumber(TextColumn column, String text) throws MalformedRowException {
    boolean plain = text.length() <= LONGEST_NUMBER;
    for (int i = 0; i < text.length() && plain; i++) {
      char c = text.charAt(i);
      plain = (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
    }
    if (!plain) {
      throw wrongType(column, quoted(text));
    }
  }
}
