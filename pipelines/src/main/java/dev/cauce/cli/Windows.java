package dev.cauce.cli;

import dev.cauce.io.Durations;
import dev.cauce.query.Windowing;
import org.joda.time.Duration;

/** Windows as users write them. */
final class Windows {
  private static final String SESSION = "session:";

  private Windows() {}

  /**
   * Reads {@code 1m}, {@code 10m/1m}, {@code session:30s} or {@code session:EXPRESSION}.
   *
   * @throws IllegalArgumentException with one line that says what is allowed
   */
  static Windowing parse(String text) {
    try {
      if (text.startsWith(SESSION)) {
        String gap = text.substring(SESSION.length()).strip();
        // A gap is a duration, or else an expression, which speaks of a column or a function.
        return gap.isEmpty() || Character.isDigit(gap.charAt(0))
            ? Windowing.session(Durations.parse(gap))
            : Windowing.sessionBy(gap);
      }
      int slash = text.indexOf('/');
      Duration size = Durations.parse(slash < 0 ? text : text.substring(0, slash));
      return slash < 0
          ? Windowing.tumbling(size)
          : Windowing.sliding(size, Durations.parse(text.substring(slash + 1)));
    } catch (IllegalArgumentException refused) {
      String why = String.valueOf(refused.getMessage());
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not a window"
              + (why.contains("is not a duration") ? "" : " (" + why.replaceAll("\\.$", "") + ")")
              + ": write 1m, 10m/1m or session:30s.");
    }
  }
}
