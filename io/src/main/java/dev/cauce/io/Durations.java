package dev.cauce.io;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joda.time.Duration;

/** Durations as users write them: {@code 500ms}, {@code 5s}, {@code 10 seconds}, {@code 2m}. */
public final class Durations {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*([a-z]+)");
  private static final Map<String, Long> MILLIS =
      Map.ofEntries(
          Map.entry("ms", 1L),
          Map.entry("millisecond", 1L),
          Map.entry("milliseconds", 1L),
          Map.entry("s", 1_000L),
          Map.entry("second", 1_000L),
          Map.entry("seconds", 1_000L),
          Map.entry("m", 60_000L),
          Map.entry("minute", 60_000L),
          Map.entry("minutes", 60_000L),
          Map.entry("h", 3_600_000L),
          Map.entry("hour", 3_600_000L),
          Map.entry("hours", 3_600_000L),
          Map.entry("d", 86_400_000L),
          Map.entry("day", 86_400_000L),
          Map.entry("days", 86_400_000L));

  private Durations() {}

  /**
   * The duration {@code text} says: a whole number and a unit, never negative.
   *
   * @throws IllegalArgumentException with one line that says what is allowed
   */
  public static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    Long unit = matcher.matches() ? MILLIS.get(matcher.group(2)) : null;
    if (unit != null) {
      try {
        return Duration.millis(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
      } catch (ArithmeticException tooLong) {
        // Said below: nobody means 300 million years.
      }
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is not a duration: write 500ms, 5s, 10 seconds, 2m, 1h or 7d.");
  }
}
