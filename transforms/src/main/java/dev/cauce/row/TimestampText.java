package dev.cauce.row;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Writes times in UTC, to the microsecond: {@code 2024-03-01 10:59:00.5} or {@code
 * 2024-03-01T10:59:00.500}. A formatter of the JDK writes the same at ten times the cost, which is
 * more than that of the rest of a row.
 */
public final class TimestampText {
  private static final int SECONDS_A_DAY = 86_400;

  private TimestampText() {}

  /**
   * Appends {@code time}: a year of four digits at least (with a sign if it has more, or is before
   * the year 0), then the rest as in ISO-8601, without a zone.
   *
   * @param separator between date and time of day
   * @param digits how many digits the fraction of a second has at least, from 0 to 6; zeros behind
   *     them are left out, and so is the point before none
   * @throws java.time.DateTimeException if the year has more than nine digits
   */
  public static void append(StringBuilder text, Instant time, char separator, int digits) {
    long second = time.getEpochSecond();
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(second, SECONDS_A_DAY));
    appendYear(text, date.getYear());
    append2Digits(text.append('-'), date.getMonthValue());
    append2Digits(text.append('-'), date.getDayOfMonth());
    int ofDay = Math.floorMod(second, SECONDS_A_DAY);
    append2Digits(text.append(separator), ofDay / 3600);
    append2Digits(text.append(':'), ofDay / 60 % 60);
    append2Digits(text.append(':'), ofDay % 60);
    int micros = time.getNano() / 1000;
    if (micros > 0 || digits > 0) {
      append2Digits(text.append('.'), micros / 10_000);
      append2Digits(text, micros / 100 % 100);
      append2Digits(text, micros % 100);
      int end = text.length();
      int least = end - 6 + digits;
      while (end > least && text.charAt(end - 1) == '0') {
        end--;
      }
      text.setLength(end);
    }
  }

  private static void appendYear(StringBuilder text, int year) {
    int size = Math.abs(year);
    if (year < 0 || size > 9999) {
      text.append(year < 0 ? '-' : '+');
    }
    if (size > 9999) {
      text.append(size);
    } else {
      append2Digits(text, size / 100);
      append2Digits(text, size % 100);
    }
  }

  private static void append2Digits(StringBuilder text, int number) {
    text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
