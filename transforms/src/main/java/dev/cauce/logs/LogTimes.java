package dev.cauce.logs;

import dev.cauce.row.EventTime;
import java.io.Serializable;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The times with which lines of logs begin. A time without a zone is in the zone that it is told,
 * and one without a year is in the latest year in which it is not more than a day ahead of the
 * clock. What is finer than a microsecond is cut off.
 */
final class LogTimes implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long DAY_MICROS = 86_400_000_000L;
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final String MONTH =
      "(?<mon>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*";
  private static final String CLOCK =
      "(?<h>\\d{1,2}):(?<m>\\d\\d)(?::(?<s>\\d\\d)(?:[.,:](?<f>\\d{1,9}))?)?";
  private static final String OFFSET = "(?: ?(?<z>Z|UTC|GMT|[+-]\\d\\d:?\\d\\d))?";
  private static final String END = "(?![\\w:])";

  /** Each has its groups by name; none begins like another, but for those that stand later. */
  private static final List<Pattern> STARTING_WITH_DIGIT =
      compiled(
          "(?<y>\\d{4})[-/.](?<mo>\\d\\d)[-/.](?<d>\\d\\d)[T ]+" + CLOCK + OFFSET,
          "(?<y>\\d{4})-(?<mo>\\d\\d)-(?<d>\\d\\d)-"
              + "(?<h>\\d\\d)\\.(?<m>\\d\\d)\\.(?<s>\\d\\d)(?:\\.(?<f>\\d{1,9}))?",
          "(?<y>\\d{4})(?<mo>\\d\\d)(?<d>\\d\\d)[-T ]" + CLOCK + OFFSET,
          "(?<yy>\\d\\d)/(?<mo>\\d\\d)/(?<d>\\d\\d) " + CLOCK,
          "(?<yy>\\d\\d)(?<mo>\\d\\d)(?<d>\\d\\d) (?<h>\\d\\d)(?<m>\\d\\d)(?<s>\\d\\d)",
          "(?<mo>\\d\\d)[-./](?<d>\\d\\d) " + CLOCK,
          "(?<d>\\d{1,2})[-/ ]" + MONTH + "[-/ ](?<y>\\d{4})[ :T]" + CLOCK + OFFSET,
          "\\d{2}:\\d\\d:\\d\\d[.,]\\d{3,9}"); // no day, so no time of an event

  private static final List<Pattern> STARTING_WITH_LETTER =
      compiled(
          MONTH + " +(?<d>\\d{1,2})(?:,? (?<y>\\d{4}))? " + CLOCK + OFFSET,
          "[A-Z][a-z]{2},? +"
              + MONTH
              + " +(?<d>\\d{1,2}) "
              + CLOCK
              + "(?: (?<z>UTC|GMT))? (?<y>\\d{4})",
          "[A-Z][a-z]{2}, +(?<d>\\d{1,2}) " + MONTH + " (?<y>\\d{4}) " + CLOCK + OFFSET);

  private final ZoneId zone;
  private final Clock clock;

  LogTimes(ZoneId zone, Clock clock) {
    this.zone = zone;
    this.clock = clock;
  }

  /**
   * A time, and where it ends.
   *
   * @param micros since the epoch; {@link EventTime#NONE} if it is a time of an unknown day
   */
  record Found(long micros, int end) {}

  private static List<Pattern> compiled(String... patterns) {
    return java.util.Arrays.stream(patterns).map(text -> Pattern.compile(text + END)).toList();
  }

  /** The time at {@code from}; null if there is none. */
  @Nullable Found at(String line, int from) {
    if (from >= line.length()) {
      return null;
    }
    char first = line.charAt(from);
    List<Pattern> candidates =
        first >= '0' && first <= '9'
            ? STARTING_WITH_DIGIT
            : first >= 'A' && first <= 'Z' ? STARTING_WITH_LETTER : List.of();
    for (Pattern candidate : candidates) {
      Matcher matcher = candidate.matcher(line).region(from, Math.min(line.length(), from + 64));
      if (matcher.lookingAt()) {
        boolean isDay = matcher.groupCount() > 0;
        long micros = isDay ? micros(candidate.pattern(), matcher) : EventTime.NONE;
        if (micros != EventTime.NONE || !isDay) {
          return new Found(micros, matcher.end());
        }
      }
    }
    return null;
  }

  private long micros(String pattern, Matcher time) {
    try {
      int month =
          pattern.contains("(?<mon>")
              ? MONTHS.indexOf(time.group("mon")) / 3 + 1
              : Integer.parseInt(time.group("mo"));
      int day = Integer.parseInt(time.group("d"));
      int hour = Integer.parseInt(time.group("h"));
      int minute = Integer.parseInt(time.group("m"));
      String seconds = time.group("s");
      int second = seconds == null ? 0 : Math.min(59, Integer.parseInt(seconds));
      String fraction = pattern.contains("(?<f>") ? time.group("f") : null;
      int nanos = fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
      ZoneId at = pattern.contains("(?<z>") ? zone(time.group("z")) : zone;
      String year = pattern.contains("(?<y>") ? time.group("y") : null;
      if (year == null && pattern.contains("(?<yy>")) {
        year = "20" + time.group("yy");
      }
      if (year != null) {
        return micros(
            LocalDateTime.of(Integer.parseInt(year), month, day, hour, minute, second, nanos), at);
      }
      return latest(month, day, hour, minute, second, nanos, at);
    } catch (DateTimeException notATime) {
      return EventTime.NONE;
    }
  }

  private long latest(int month, int day, int hour, int minute, int second, int nanos, ZoneId at) {
    long latest = 1000 * clock.millis() + DAY_MICROS;
    int year = clock.instant().atZone(ZoneOffset.UTC).getYear() + 1;
    for (int back = 0; back < 10; back++, year--) { // the 29th of February is up to 8 years ago
      if (month == 2 && day == 29 && !java.time.Year.isLeap(year)) {
        continue;
      }
      long micros = micros(LocalDateTime.of(year, month, day, hour, minute, second, nanos), at);
      if (micros <= latest) {
        return micros;
      }
    }
    return EventTime.NONE;
  }

  private static long micros(LocalDateTime time, ZoneId zone) {
    java.time.Instant instant = time.atZone(zone).toInstant();
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
  }

  @Override
  public String toString() {
    return zone.toString();
  }

  private ZoneId zone(@Nullable String text) {
    if (text == null) {
      return zone;
    }
    return text.equals("Z") || text.equals("UTC") || text.equals("GMT")
        ? ZoneOffset.UTC
        : ZoneOffset.of(text);
  }
}
