package dev.cauce.query;

import dev.cauce.expr.ExpressionException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joda.time.Duration;

/** Durations as rows have them: {@code 5 minutes}, {@code 1 hour 30 minutes}, {@code 90s}. */
final class Gaps {
  private static final Pattern PART = Pattern.compile("\\s*(-?\\d+)\\s*([a-z]+)");

  private Gaps() {}

  static Duration parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT).replaceFirst("^\\s*interval\\b", "").strip();
    Matcher part = PART.matcher(lower);
    long millis = 0;
    int end = 0;
    while (end < lower.length() && part.find() && part.start() == end) {
      millis =
          Math.addExact(
              millis, Math.multiplyExact(Long.parseLong(part.group(1)), unit(part.group(2), text)));
      end = part.end();
    }
    if (lower.isEmpty() || end != lower.length()) {
      throw problem(text);
    }
    return Duration.millis(millis);
  }

  private static long unit(String unit, String text) {
    return switch (unit) {
      case "ms", "millisecond", "milliseconds" -> 1;
      case "s", "second", "seconds" -> 1000;
      case "m", "minute", "minutes" -> 60_000;
      case "h", "hour", "hours" -> 3_600_000;
      case "d", "day", "days" -> 86_400_000;
      case "week", "weeks" -> 7 * 86_400_000L;
      default -> throw problem(text);
    };
  }

  private static ExpressionException problem(String text) {
    return new ExpressionException(
        "\"" + text + "\" is no gap of a session: use 5 minutes, or 90s");
  }
}
