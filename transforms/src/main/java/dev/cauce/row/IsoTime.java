package dev.cauce.row;

/** Reads ISO-8601 times from bytes, without making anything. */
final class IsoTime {
  private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private IsoTime() {}

  /** See {@link TimeFormat#ISO_8601}; {@link EventTime#NONE} if it is none. */
  static long millis(byte[] b, int from, int to) {
    if (to - from < 10 || b[from + 4] != '-' || b[from + 7] != '-') {
      return EventTime.NONE;
    }
    int year = digits(b, from, 4);
    int month = digits(b, from + 5, 2);
    int day = digits(b, from + 8, 2);
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > days(year, month)) {
      return EventTime.NONE;
    }
    long millis = epochDay(year, month, day) * 86_400_000L;
    int at = from + 10;
    return at == to ? millis : time(b, at, to, millis);
  }

  private static long time(byte[] b, int from, int to, long midnight) {
    if (to - from < 6 || (b[from] != 'T' && b[from] != 't' && b[from] != ' ')) {
      return EventTime.NONE;
    }
    int hour = digits(b, from + 1, 2);
    int minute = digits(b, from + 4, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || b[from + 3] != ':') {
      return EventTime.NONE;
    }
    long millis = midnight + (hour * 60L + minute) * 60_000L;
    int at = from + 6;
    if (at < to && b[at] == ':') {
      int second = to - at < 3 ? -1 : digits(b, at + 1, 2);
      if (second < 0 || second > 59) {
        return EventTime.NONE;
      }
      millis += second * 1000L;
      at += 3;
      if (at < to && (b[at] == '.' || b[at] == ',')) {
        int point = ++at;
        int scale = 100;
        while (at < to && b[at] >= '0' && b[at] <= '9') {
          millis += (long) scale * (b[at] - '0');
          scale /= 10;
          at++;
        }
        if (at == point || at - point > 9) {
          return EventTime.NONE;
        }
      }
    }
    return at == to ? millis : withOffset(b, at, to, millis);
  }

  private static long withOffset(byte[] b, int from, int to, long millis) {
    if (b[from] == 'Z' || b[from] == 'z') {
      return from + 1 == to ? millis : EventTime.NONE;
    }
    int length = to - from;
    boolean isOffset =
        (b[from] == '+' || b[from] == '-')
            && (length == 3 || length == 5 || (length == 6 && b[from + 3] == ':'));
    int hours = isOffset ? digits(b, from + 1, 2) : -1;
    int minutes = !isOffset ? -1 : length == 3 ? 0 : digits(b, to - 2, 2);
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return EventTime.NONE;
    }
    long offset = (hours * 60L + minutes) * 60_000L;
    return b[from] == '+' ? millis - offset : millis + offset;
  }

  private static int digits(byte[] b, int from, int count) {
    int number = 0;
    for (int i = from; i < from + count; i++) {
      int digit = b[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private static int days(int year, int month) {
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : DAYS[month - 1];
  }

  /** Days since the epoch; years begin in March here, so that a leap day is the last. */
  private static long epochDay(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int era = Math.floorDiv(y, 400);
    int yearOfEra = y - era * 400;
    int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097L + dayOfEra - 719_468;
  }
}
