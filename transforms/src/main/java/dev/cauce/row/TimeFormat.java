package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a time is written. Immutable and thread-safe. */
public final class TimeFormat implements Serializable {
  /**
   * {@code 2024-03-01T10:00:00.123Z}: date and time with {@code T} or a space between them; seconds
   * and their fraction (up to nine digits, after a dot or a comma) may be missing; an offset is
   * {@code Z}, {@code +01:00}, {@code +0100} or {@code +01}, and without one the time is UTC. A
   * date alone is its midnight.
   */
  public static final TimeFormat ISO_8601 = new TimeFormat(Kind.ISO, "");

  /** Seconds since the epoch, with or without a fraction. */
  public static final TimeFormat EPOCH_SECONDS = new TimeFormat(Kind.SECONDS, "");

  /** Milliseconds since the epoch. */
  public static final TimeFormat EPOCH_MILLIS = new TimeFormat(Kind.MILLIS, "");

  /** A number that tells by its size what it is; see {@link EventTime#json}. */
  static final TimeFormat EPOCH = new TimeFormat(Kind.EPOCH, "");

  /** {@code 17/May/2015:10:05:03 +0000}, as Apache and nginx write it. */
  static final TimeFormat ACCESS_LOG = new TimeFormat(Kind.ACCESS_LOG, "");

  private static final long serialVersionUID = 1L;
  private static final long LEAST_MILLIS = 100_000_000_000L;
  private static final long FIRST = LocalDate.of(1, 1, 1).toEpochDay() * 86_400_000L;
  private static final long LAST = LocalDate.of(10_000, 1, 1).toEpochDay() * 86_400_000L - 1;
  private static final long DAY = 86_400_000L;
  private static final int[] TENS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000};

  private enum Kind {
    ISO("no ISO-8601 time"),
    SECONDS("no number of seconds since the epoch"),
    MILLIS("no number of milliseconds since the epoch"),
    EPOCH("no number of seconds or milliseconds since the epoch"),
    ACCESS_LOG("no time of an access log"),
    PATTERN("");

    private final String refusal;

    Kind(String refusal) {
      this.refusal = refusal;
    }
  }

  private final Kind kind;
  private final String pattern;
  private transient volatile @Nullable DateTimeFormatter formatter;

  private TimeFormat(Kind kind, String pattern) {
    this.kind = kind;
    this.pattern = pattern;
  }

  /**
   * A pattern of {@link DateTimeFormatter}, in no country's language (months and days of the week
   * are English), capitals or not. Without a zone in it, it is UTC; without a time of day,
   * midnight. Without a year (as in syslog's {@code MMM [ ]d HH:mm:ss}) it is the present year, or
   * rather the latest one in which the time is not more than a day ahead of the clock, so that
   * lines of New Year's Eve do not come from the future.
   *
   * @throws IllegalArgumentException if it is no such pattern, or has no month and day
   */
  public static TimeFormat pattern(String pattern) {
    TimeFormat format = new TimeFormat(Kind.PATTERN, pattern);
    try {
      DateTimeFormatter formatter = format.formatter();
      // Of two days of a month, so that a pattern without a day is found out.
      for (int day = 11; day <= 12; day++) {
        ZonedDateTime time = ZonedDateTime.of(2024, 3, day, 10, 0, 0, 0, ZoneOffset.UTC);
        TemporalAccessor parsed = formatter.parse(formatter.format(time));
        LocalDate date = date(parsed, 2024);
        if (date == null || !date.equals(time.toLocalDate())) {
          throw new IllegalArgumentException(
              "The pattern \"" + pattern + "\" of times has no month and day");
        }
      }
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "The pattern \"" + pattern + "\" cannot read the times that it writes: " + e.getMessage(),
          e);
    }
    return format;
  }

  /**
   * The format that {@code text} names: {@code iso-8601}, {@code epoch-seconds}, {@code
   * epoch-millis}, or else a {@link #pattern}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static TimeFormat parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "iso-8601" -> ISO_8601;
      case "epoch-seconds" -> EPOCH_SECONDS;
      case "epoch-millis" -> EPOCH_MILLIS;
      default -> {
        try {
          yield pattern(text);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              e.getMessage()
                  + ": use iso-8601, epoch-seconds, epoch-millis, or a pattern such as"
                  + " yyyy-MM-dd HH:mm:ss",
              e);
        }
      }
    };
  }

  /**
   * The time that is written in {@code bytes[from, to)}; {@link EventTime#NONE} if there is none.
   */
  long millis(byte[] bytes, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && bytes[start] == ' ') {
      start++;
    }
    while (end > start && (bytes[end - 1] == ' ' || bytes[end - 1] == '\r')) {
      end--;
    }
    long millis =
        switch (kind) {
          case ISO -> IsoTime.millis(bytes, start, end);
          case SECONDS -> epoch(bytes, start, end, 1000);
          case MILLIS -> epoch(bytes, start, end, 1);
          case EPOCH -> {
            long number = epoch(bytes, start, end, 1);
            yield number == EventTime.NONE || Math.abs(number) > LEAST_MILLIS
                ? number
                : epoch(bytes, start, end, 1000);
          }
          case ACCESS_LOG -> AccessLogTime.millis(bytes, start, end);
          case PATTERN ->
              byPattern(new String(bytes, start, end - start, UTF_8), Clock.systemUTC());
        };
    return millis < FIRST || millis > LAST ? EventTime.NONE : millis;
  }

  /** Why {@code text} is not a time, to go on after "event time: ". */
  String reason(String text) {
    String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
    byte[] utf8 = text.strip().getBytes(UTF_8);
    if (kind == Kind.SECONDS || kind == Kind.MILLIS || kind == Kind.EPOCH) {
      if (isNumber(utf8)) {
        return quoted(shown) + " is not in the years 1 to 9999";
      }
    }
    return quoted(shown)
        + " is "
        + (kind == Kind.PATTERN ? "no time like " + quoted(pattern) : kind.refusal);
  }

  private static String quoted(String text) {
    return '"' + text.replaceAll("\\p{Cntrl}", " ") + '"';
  }

  private static boolean isNumber(byte[] utf8) {
    try {
      return utf8.length > 0 && new BigDecimal(new String(utf8, UTF_8)).precision() > 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** A decimal number times {@code factor} (1 or 1000), what is left of a fraction cut off. */
  private static long epoch(byte[] bytes, int from, int to, int factor) {
    boolean negative = from < to && bytes[from] == '-';
    int at = negative ? from + 1 : from;
    int first = at;
    long number = 0;
    if (at + Long.BYTES <= to && EightBytes.areDigits(EightBytes.at(bytes, at))) {
      number = EightBytes.digits(EightBytes.at(bytes, at));
      at += Long.BYTES;
      int left = to - at; // of milliseconds of our time: five
      if (left > 0 && left < Long.BYTES) {
        long last = EightBytes.lastOf(bytes, to, left);
        if (EightBytes.areDigits(last)) {
          number = number * TENS[left] + EightBytes.digits(last);
          at = to;
        }
      }
    }
    while (at < to && isDigit(bytes[at])) {
      if (at - first >= 17) { // beyond every year; no overflow
        return isNumber(Arrays.copyOfRange(bytes, from, to)) ? Long.MAX_VALUE : EventTime.NONE;
      }
      number = number * 10 + bytes[at++] - '0';
    }
    if (at == first) {
      return EventTime.NONE;
    }
    long scale = factor;
    number = number * scale;
    boolean rest = false;
    if (at < to && bytes[at] == '.') {
      at++;
      int point = at;
      while (at < to && isDigit(bytes[at])) {
        scale /= 10;
        number += scale * (bytes[at] - '0');
        rest |= scale == 0 && bytes[at] != '0';
        at++;
      }
      if (at == point) {
        return EventTime.NONE;
      }
    }
    if (at < to) {
      return bytes[at] == 'e' || bytes[at] == 'E'
          ? bySize(bytes, from, to, factor)
          : EventTime.NONE;
    }
    return negative ? -number - (rest ? 1 : 0) : number;
  }

  private static long bySize(byte[] bytes, int from, int to, int factor) {
    try {
      BigDecimal number = new BigDecimal(new String(bytes, from, to - from, UTF_8));
      if (number.precision() - (long) number.scale() > 17) {
        return EventTime.NONE; // before any of its zeros are written out
      }
      return number
          .multiply(BigDecimal.valueOf(factor))
          .setScale(0, RoundingMode.FLOOR)
          .longValue();
    } catch (NumberFormatException | ArithmeticException e) {
      return EventTime.NONE;
    }
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** What {@link #pattern} says, at the time of {@code clock}. */
  long byPattern(String text, Clock clock) {
    try {
      TemporalAccessor parsed = formatter().parse(text);
      ZoneId zone = parsed.query(TemporalQueries.zone());
      LocalTime time = parsed.query(TemporalQueries.localTime());
      boolean hasYear = parsed.query(TemporalQueries.localDate()) != null;
      long latest = hasYear ? Long.MAX_VALUE : clock.millis() + DAY;
      int year = clock.instant().atZone(ZoneOffset.UTC).getYear() + 1;
      long millis = millis(date(parsed, year), time, zone);
      while (millis > latest) {
        millis = millis(date(parsed, --year), time, zone);
      }
      return millis;
    } catch (DateTimeException e) {
      return EventTime.NONE;
    }
  }

  private static long millis(
      @Nullable LocalDate date, @Nullable LocalTime time, @Nullable ZoneId zone) {
    if (date == null) {
      return EventTime.NONE;
    }
    return date.atTime(time == null ? LocalTime.MIDNIGHT : time)
        .atZone(zone == null ? ZoneOffset.UTC : zone)
        .toInstant()
        .toEpochMilli();
  }

  private static @Nullable LocalDate date(TemporalAccessor parsed, int year) {
    LocalDate date = parsed.query(TemporalQueries.localDate());
    if (date != null) {
      return date;
    }
    if (!parsed.isSupported(ChronoField.MONTH_OF_YEAR)
        || !parsed.isSupported(ChronoField.DAY_OF_MONTH)
        || parsed.isSupported(ChronoField.YEAR)) {
      return null;
    }
    int month = parsed.get(ChronoField.MONTH_OF_YEAR);
    int day = parsed.get(ChronoField.DAY_OF_MONTH);
    // The 29th of February belongs to a leap year: the last one there was.
    int its = year;
    while (month == 2 && day == 29 && !LocalDate.of(its, 1, 1).isLeapYear()) {
      its--;
    }
    return LocalDate.of(its, month, day);
  }

  private DateTimeFormatter formatter() {
    DateTimeFormatter present = formatter;
    if (present == null) {
      try {
        present =
            new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .toFormatter(Locale.ENGLISH);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "\"" + pattern + "\" is no pattern of times (" + e.getMessage() + ")", e);
      }
      formatter = present;
    }
    return present;
  }

  @Override
  public String toString() {
    return kind == Kind.PATTERN ? pattern : kind.name().toLowerCase(Locale.ROOT);
  }
}
