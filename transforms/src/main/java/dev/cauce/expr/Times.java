package dev.cauce.expr;

import dev.cauce.row.TimestampText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times and texts. Everything is UTC unless the text says otherwise. */
final class Times {
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "([+-]?\\d{4,6})(?:-(\\d{1,2})(?:-(\\d{1,2})"
              + "(?:[ T](?:(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{0,9}))?)?\\s*(.*))?)?)?)?");

  private Times() {}

  /** What SQL's cast reads: {@code 2024-03-01 10:59:00.5+01:00} and shorter; null if it is none. */
  static @Nullable Instant parse(String text) {
    Matcher m = TIMESTAMP.matcher(text.strip());
    if (!m.matches()) {
      return null;
    }
    try {
      LocalDate date = LocalDate.of(number(m, 1, 0), number(m, 2, 1), number(m, 3, 1));
      LocalTime time = LocalTime.of(number(m, 4, 0), number(m, 5, 0), number(m, 6, 0), nanos(m));
      String zone = m.group(8);
      ZoneId where = zone == null || zone.isBlank() ? ZoneOffset.UTC : ZoneId.of(zone.strip());
      return LocalDateTime.of(date, time).atZone(where).toInstant();
    } catch (DateTimeException notATime) {
      return null;
    }
  }

  static @Nullable LocalDate parseDate(String text) {
    Matcher m = TIMESTAMP.matcher(text.strip());
    if (!m.matches()) {
      return null;
    }
    try {
      return LocalDate.of(number(m, 1, 0), number(m, 2, 1), number(m, 3, 1));
    } catch (DateTimeException notADate) {
      return null;
    }
  }

  private static int number(Matcher m, int group, int otherwise) {
    String digits = m.group(group);
    return digits == null ? otherwise : Integer.parseInt(digits);
  }

  /** Microseconds and no more: that is what a timestamp holds. */
  private static int nanos(Matcher m) {
    String digits = m.group(7);
    return digits == null ? 0 : Integer.parseInt((digits + "000000").substring(0, 6)) * 1000;
  }

  /** {@code 2024-03-01 10:59:00.5}, as SQL shows it. */
  static String format(Instant time) {
    StringBuilder text = new StringBuilder(26);
    TimestampText.append(text, time, ' ', 0);
    return text.toString();
  }

  static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1000);
  }

  static Instant ofMicros(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
  }

  static LocalDateTime local(Instant time) {
    return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
  }

  static LocalDate date(Instant time) {
    return local(time).toLocalDate();
  }

  static Instant start(LocalDate date) {
    return date.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /** A reader and writer for Spark's pattern letters, which are Java's; refuses bad patterns. */
  static DateTimeFormatter formatter(String pattern) {
    // Java's "y" is a year of an era, which a strict reader wants to be told; Spark means the year.
    DateTimeFormatterBuilder builder =
        new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(pattern);
    return builder
        .parseDefaulting(ChronoField.ERA, 1)
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT)
        .withZone(ZoneOffset.UTC);
  }

  /** A time of which the text may say no more than a date or a time of day. */
  static Instant parse(String text, DateTimeFormatter format) {
    TemporalAccessor parsed = format.parse(text);
    if (parsed.isSupported(ChronoField.INSTANT_SECONDS)) {
      Instant exact = Instant.from(parsed);
      return exact.with(ChronoField.NANO_OF_SECOND, exact.getNano() / 1000 * 1000L);
    }
    LocalDate date = parsed.query(TemporalQueries.localDate());
    LocalTime time = parsed.query(TemporalQueries.localTime());
    LocalDate day = date == null ? partialDate(parsed) : date;
    return day.atTime(time == null ? LocalTime.MIDNIGHT : time).toInstant(ZoneOffset.UTC);
  }

  private static LocalDate partialDate(TemporalAccessor parsed) {
    int year =
        parsed.isSupported(ChronoField.YEAR)
            ? parsed.get(ChronoField.YEAR)
            : parsed.isSupported(ChronoField.YEAR_OF_ERA)
                ? parsed.get(ChronoField.YEAR_OF_ERA)
                : 1970;
    int month =
        parsed.isSupported(ChronoField.MONTH_OF_YEAR) ? parsed.get(ChronoField.MONTH_OF_YEAR) : 1;
    int day =
        parsed.isSupported(ChronoField.DAY_OF_MONTH) ? parsed.get(ChronoField.DAY_OF_MONTH) : 1;
    return LocalDate.of(year, month, day);
  }
}
