package dev.cauce.expr;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time as SQL has it: months have no fixed length and stay apart. Negative parts go
 * back.
 */
public record Interval(int months, int days, long micros) implements Serializable {
  private static final Pattern PART =
      Pattern.compile("\\s*([+-]?\\d*\\.?\\d+)\\s*([a-zA-Z]+)\\s*,?");
  private static final long DAY = 86_400_000_000L;

  /**
   * Reads {@code 5 minutes}, {@code 1 day 2 hours}, {@code interval 30 seconds}; units from
   * microsecond to year, in the singular or the plural.
   *
   * @throws IllegalArgumentException if the text is no such thing; the message is one line
   */
  public static Interval parse(String text) {
    String parts = text.strip();
    if (parts.toLowerCase(Locale.ROOT).startsWith("interval ")) {
      parts = parts.substring("interval ".length());
    }
    Interval sum = new Interval(0, 0, 0);
    Matcher part = PART.matcher(parts);
    int at = 0;
    while (at < parts.length() && part.find(at) && part.start() == at) {
      sum = sum.plus(of(part.group(1), part.group(2)));
      at = part.end();
    }
    if (at == 0 || at < parts.length()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no interval: write a number and a unit, as in 5 minutes.");
    }
    return sum;
  }

  /** The number {@code amount} of {@code unit}s. */
  static Interval of(String amount, String unit) {
    String name = unit.toLowerCase(Locale.ROOT);
    if (name.endsWith("s") && name.length() > 1) {
      name = name.substring(0, name.length() - 1);
    }
    try {
      BigDecimal number = new BigDecimal(amount.strip());
      switch (name) {
        case "year":
          return new Interval(Math.multiplyExact(number.intValueExact(), 12), 0, 0);
        case "month":
          return new Interval(number.intValueExact(), 0, 0);
        case "week":
          return new Interval(0, Math.multiplyExact(number.intValueExact(), 7), 0);
        case "day":
          return new Interval(0, number.intValueExact(), 0);
        case "hour":
          return ofMicros(number, 3_600_000_000L);
        case "minute":
          return ofMicros(number, 60_000_000L);
        case "second":
          return ofMicros(number, 1_000_000L);
        case "millisecond":
          return ofMicros(number, 1_000L);
        case "microsecond":
          return ofMicros(number, 1L);
        default:
          throw new IllegalArgumentException(
              "\""
                  + unit
                  + "\" is no unit of time: use microsecond, millisecond, second, minute, hour,"
                  + " day, week, month or year.");
      }
    } catch (ArithmeticException | NumberFormatException bad) {
      throw new IllegalArgumentException(
          "\"" + amount + " " + unit + "\" is no interval: the number does not fit.", bad);
    }
  }

  private static Interval ofMicros(BigDecimal number, long unit) {
    BigDecimal micros = number.multiply(BigDecimal.valueOf(unit)).setScale(0, RoundingMode.DOWN);
    return new Interval(0, 0, micros.longValueExact());
  }

  Interval plus(Interval that) {
    return new Interval(
        Math.addExact(months, that.months),
        Math.addExact(days, that.days),
        Math.addExact(micros, that.micros));
  }

  Interval negated() {
    return new Interval(Math.negateExact(months), Math.negateExact(days), Math.negateExact(micros));
  }

  /** Its length in microseconds, a day being 24 hours. Throws if it has months. */
  public long toMicros() {
    if (months != 0) {
      throw new IllegalArgumentException("a month has no fixed length: give days");
    }
    return Math.addExact(Math.multiplyExact((long) days, DAY), micros);
  }

  Instant addTo(Instant time) {
    Instant moved = time;
    if (months != 0) {
      moved =
          LocalDateTime.ofInstant(time, ZoneOffset.UTC)
              .plusMonths(months)
              .toInstant(ZoneOffset.UTC);
    }
    if (days != 0) {
      moved = moved.plus(days, ChronoUnit.DAYS);
    }
    return moved.plus(micros, ChronoUnit.MICROS);
  }

  LocalDate addTo(LocalDate date) {
    return date.plusMonths(months).plusDays(days);
  }

  boolean wholeDays() {
    return micros == 0;
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return months + " months " + days + " days " + micros + " microseconds";
  }
}
