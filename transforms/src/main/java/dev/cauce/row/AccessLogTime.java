package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The time of an access log, {@code 17/May/2015:10:05:03 +0000}. By hand, for {@code
 * DateTimeFormatter} costs more than all the rest of a line.
 */
final class AccessLogTime {
  /** What is between the brackets. */
  static final int LENGTH = 26;

  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

  private AccessLogTime() {}

  /** The time in {@code bytes[from, to)}, in milliseconds; {@link EventTime#NONE} if none. */
  static long millis(byte[] bytes, int from, int to) {
    if (to - from != LENGTH
        || bytes[from + 2] != '/'
        || bytes[from + 6] != '/'
        || bytes[from + 11] != ':'
        || bytes[from + 14] != ':'
        || bytes[from + 17] != ':'
        || bytes[from + 20] != ' ') {
      return EventTime.NONE;
    }
    int day = digits(bytes, from, 2);
    int month = month(bytes, from + 3);
    int year = digits(bytes, from + 7, 4);
    int hour = digits(bytes, from + 12, 2);
    int minute = digits(bytes, from + 15, 2);
    int second = digits(bytes, from + 18, 2);
    int offsetHour = digits(bytes, from + 22, 2);
    int offsetMinute = digits(bytes, from + 24, 2);
    byte sign = bytes[from + 21];
    boolean isTime =
        inside(day, 1, 31)
            && month > 0
            && inside(year, 1, 9999)
            && inside(hour, 0, 23)
            && inside(minute, 0, 59)
            && inside(second, 0, 60) // a leap second is the second after it
            && inside(offsetHour, 0, 18)
            && inside(offsetMinute, 0, 59)
            && (sign == '+' || sign == '-');
    if (!isTime) {
      return EventTime.NONE;
    }
    long days;
    try {
      days = LocalDate.of(year, month, day).toEpochDay();
    } catch (DateTimeException noSuchDay) {
      return EventTime.NONE;
    }
    int offset = 3600 * offsetHour + 60 * offsetMinute;
    long seconds = days * 86_400 + 3600L * hour + 60L * minute + second;
    return 1000 * (sign == '-' ? seconds + offset : seconds - offset);
  }

  private static boolean inside(int value, int least, int most) {
    return value >= least && value <= most;
  }

  private static int month(byte[] bytes, int from) {
    for (int month = 0; month < 12; month++) {
      boolean same = true;
      for (int i = 0; i < 3 && same; i++) {
        same = (bytes[from + i] | 0x20) == MONTHS.charAt(3 * month + i);
      }
      if (same) {
        return month + 1;
      }
    }
    return -1;
  }

  private static int digits(byte[] bytes, int from, int count) {
    int number = 0;
    for (int i = from; i < from + count; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return -1;
      }
      number = 10 * number + bytes[i] - '0';
    }
    return number;
  }

  /** Between the brackets of a line of an access log. */
  enum Place implements TimeField {
    INSTANCE;

    @Override
    public long find(byte[] bytes, int from, int to) {
      for (int i = from; i < to && bytes[i] != '"'; i++) { // the request comes after the time
        if (bytes[i] == '[' && i + LENGTH + 1 < to && bytes[i + LENGTH + 1] == ']') {
          return TimeField.range(i + 1, i + 1 + LENGTH);
        }
      }
      return NOWHERE;
    }

    @Override
    public @Nullable String text(byte[] bytes, int from, int to) {
      long found = find(bytes, from, to);
      return found < 0 ? null : new String(bytes, TimeField.start(found), LENGTH, UTF_8);
    }

    @Override
    public String missing(byte[] bytes, int from, int to) {
      return "no time in brackets, such as [17/May/2015:10:05:03 +0000]";
    }

    @Override
    public String toString() {
      return "time in brackets";
    }
  }
}
