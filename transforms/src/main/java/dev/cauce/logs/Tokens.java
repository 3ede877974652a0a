package dev.cauce.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words and punctuation marks of a form; one with a space before it begins with that space. */
final class Tokens {
  private static final String MARKS = "=:,;()[]{}\"'|<>";
  private static final Pattern TOKEN =
      Pattern.compile("(?:<\\*>|[^\\s=:,;()\\[\\]{}\"'|<>])+|[=:,;()\\[\\]{}\"'|<>]");

  private Tokens() {}

  static Matcher matcher(String text) {
    return TOKEN.matcher(text);
  }

  static String[] of(String form) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(form);
    int end = 0;
    while (matcher.find()) {
      tokens.add(matcher.start() > end ? " " + matcher.group() : matcher.group());
      end = matcher.end();
    }
    return tokens.toArray(new String[0]);
  }

  /** What forms must have in common to be compared: how many tokens, and the marks among them. */
  static String shape(String[] tokens) {
    StringBuilder shape = new StringBuilder(2 * tokens.length);
    for (String token : tokens) {
      boolean spaced = token.charAt(0) == ' ';
      shape.append(spaced ? " " : "").append(isPunctuation(token) ? token.strip() : "w");
    }
    return shape.toString();
  }

  static boolean isPunctuation(String token) {
    return MARKS.indexOf(token.charAt(token.length() - 1)) >= 0 && !token.endsWith(Masks.VALUE);
  }

  /** Whether it is a value and nothing else. */
  static boolean isValue(String token) {
    return token.endsWith(Masks.VALUE)
        && token.length() <= Masks.VALUE.length() + 1
        && (token.length() == Masks.VALUE.length() || token.charAt(0) == ' ');
  }

  /** Whether some of it is a value. */
  static boolean hasValue(String token) {
    return token.contains(Masks.VALUE);
  }
}
