package dev.cauce.row;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * Instants and dates from text: ISO-8601 as logs and Spark write it. By hand, for {@code
 * DateTimeFormatter} costs more than all the rest of a line.
 */
public final class Timestamps {
  /** Numbers from here on are milliseconds: as seconds they would be past the year 5138. */
  private static final double MILLIS_FROM = 1e11;

  private static final Instant LEAST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private Timestamps() {}

  /** {@code yyyy-MM-dd}, or null. */
  static @Nullable LocalDate date(String text) {
    return text.length() == 10 ? leadingDate(text) : null;
  }

  /**
   * {@code yyyy-MM-dd}, then perhaps {@code T} or a space and {@code HH:mm[:ss[.fraction]]}, then
   * perhaps {@code Z}, {@code +HH}, {@code +HHmm} or {@code +HH:mm}; UTC without. The fraction has
   * at most nine digits, of which six count. Null if it is none of these.
   */
  public static @Nullable Instant instant(String text) {
    LocalDate date = leadingDate(text);
    if (date == null) {
      return null;
    }
    long seconds = date.toEpochDay() * 86_400;
    if (text.length() == 10) {
      return Instant.ofEpochSecond(seconds);
    }
    if (text.length() < 16) {
      return null;
    }
    char separator = text.charAt(10);
    int hour = digits(text, 11, 13);
    int minute = digits(text, 14, 16);
    if ((separator != 'T' && separator != ' ') || hour < 0 || hour > 23) {
      return null;
    }
    if (text.charAt(13) != ':' || minute < 0 || minute > 59) {
      return null;
    }
    seconds += hour * 3600L + minute * 60L;
    int i = 16;
    int nanos = 0;
    if (i < text.length() && text.charAt(i) == ':') {
      int second = digits(text, i + 1, i + 3);
      if (second < 0 || second > 59) {
        return null;
      }
      seconds += second;
      i += 3;
      if (i < text.length() && text.charAt(i) == '.') {
        int end = i + 1;
        while (end < text.length() && isDigit(text.charAt(end))) {
          end++;
        }
        int length = end - i - 1;
        if (length < 1 || length > 9) {
          return null;
        }
        nanos = digits(text, i + 1, i + 1 + Math.min(length, 6));
        for (int scale = Math.min(length, 6); scale < 9; scale++) {
          nanos *= 10;
        }
        i = end;
      }
    }
    int offset = offset(text, i);
    return offset == BAD ? null : Instant.ofEpochSecond(seconds - offset, nanos);
  }

  /**
   * A number of seconds since the epoch if it is below 10^11, else of milliseconds; to the
   * microsecond. Null outside the years 0 to 9999.
   */
  static @Nullable Instant instant(double number) {
    boolean millis = Math.abs(number) >= MILLIS_FROM;
    if (!(Math.abs(number) < (millis ? 1e15 : MILLIS_FROM))) { // NaN too
      return null;
    }
    long micros = Math.round(number * (millis ? 1e3 : 1e6));
    Instant instant =
        Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1000L);
    return instant.isBefore(LEAST) || !instant.isBefore(END) ? null : instant;
  }

  private static final int BAD = Integer.MIN_VALUE;

  /** The offset that {@code text} ends in, in seconds. */
  private static int offset(String text, int from) {
    int left = text.length() - from;
    if (left == 0 || (left == 1 && text.charAt(from) == 'Z')) {
      return 0;
    }
    char sign = text.charAt(from);
    boolean colon = left == 6 && text.charAt(from + 3) == ':';
    if ((sign != '+' && sign != '-') || !(left == 3 || left == 5 || colon)) {
      return BAD;
    }
    int hours = digits(text, from + 1, from + 3);
    int minutes = left == 3 ? 0 : digits(text, text.length() - 2, text.length());
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return BAD;
    }
    int offset = hours * 3600 + minutes * 60;
    return sign == '-' ? -offset : offset;
  }

  private static @Nullable LocalDate leadingDate(String text) {
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 7);
    int day = digits(text, 8, 10);
    if (year < 0 || month < 1 || month > 12 || day < 1) {
      return null;
    }
    if (text.charAt(4) != '-' || text.charAt(7) != '-') {
      return null;
    }
    return day <= YearMonth.of(year, month).lengthOfMonth() ? LocalDate.of(year, month, day) : null;
  }

  /** The number in {@code text[from, to)}; -1 if there are not so many digits. */
  private static int digits(String text, int from, int to) {
    if (to > text.length()) {
      return -1;
    }
    int number = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        return -1;
      }
      number = 10 * number + c - '0';
    }
    return number;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
