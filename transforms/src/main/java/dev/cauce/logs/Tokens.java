package dev.cauce.logs;

import java.util.ArrayList;
import java.util.List;

/** The words and punctuation marks of a form; one with a space before it begins with that space. */
final class Tokens {
  private static final String MARKS = "=:,;()[]{}\"'|<>";

  private Tokens() {}

  /** Takes {@code text} apart. A {@code <*>} is part of the word that it stands in. */
  static String[] of(String text) {
    List<String> tokens = new ArrayList<>();
    int at = 0;
    boolean spaced = false;
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        spaced = true;
        at++;
        continue;
      }
      int end = end(text, at);
      String token = text.substring(at, end);
      tokens.add(spaced && !tokens.isEmpty() ? " " + token : token);
      spaced = false;
      at = end;
    }
    return tokens.toArray(new String[0]);
  }

  private static int end(String text, int start) {
    int end = start;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (text.startsWith(Masks.VALUE, end)) {
        end += Masks.VALUE.length();
      } else if (MARKS.indexOf(c) >= 0) {
        return end == start ? end + 1 : end;
      } else if (Character.isWhitespace(c)) {
        return end;
      } else {
        end++;
      }
    }
    return end;
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
