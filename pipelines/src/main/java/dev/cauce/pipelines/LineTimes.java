package dev.cauce.pipelines;

import dev.cauce.row.EventTime;
import dev.cauce.row.TimeFormat;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The event time of lines that have no columns. */
final class LineTimes {
  private LineTimes() {}

  /**
   * Reads {@code regex:PATTERN[;FORMAT]}, {@code json:FIELD[:FORMAT]} or {@code arrival}.
   *
   * @throws IllegalArgumentException with one line that says what is allowed
   */
  static EventTime parse(String text) {
    if (text.equals("arrival")) {
      return EventTime.arrival();
    }
    if (text.startsWith("json:")) {
      String rest = text.substring("json:".length());
      int colon = rest.indexOf(':');
      return colon < 0
          ? EventTime.json(rest)
          : EventTime.json(rest.substring(0, colon))
              .as(TimeFormat.parse(rest.substring(colon + 1)));
    }
    if (!text.startsWith("regex:")) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not a place in a line: write regex:PATTERN, regex:PATTERN;FORMAT, json:FIELD,"
              + " json:FIELD:FORMAT or arrival.");
    }
    String rest = text.substring("regex:".length());
    int end = rest.lastIndexOf(';');
    try {
      return end < 0
          ? EventTime.regex(Pattern.compile(rest))
          : EventTime.regex(Pattern.compile(rest.substring(0, end)))
              .as(TimeFormat.parse(rest.substring(end + 1)));
    } catch (PatternSyntaxException bad) {
      throw new IllegalArgumentException(
          "\"" + rest + "\" is not a regular expression: " + bad.getDescription() + ".", bad);
    }
  }
}
