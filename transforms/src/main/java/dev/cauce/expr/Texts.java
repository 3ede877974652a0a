package dev.cauce.expr;

import java.util.Locale;

/** What SQL does with texts, whose positions count code points and begin with 1. */
final class Texts {
  /** No function makes a longer text: one row must not take the machine's memory. */
  private static final int LONGEST = 16 << 20;

  private Texts() {}

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** From position {@code start} (negative: from the end) {@code length} code points. */
  static String substring(String text, int start, int length) {
    int points = length(text);
    long from = start > 0 ? start - 1L : start < 0 ? (long) points + start : 0;
    long to = Math.min(points, from + length);
    from = Math.max(0, from);
    return from >= to ? "" : slice(text, points, (int) from, (int) to);
  }

  private static String slice(String text, int points, int from, int to) {
    if (points == text.length()) {
      return text.substring(from, to);
    }
    int begin = text.offsetByCodePoints(0, from);
    return text.substring(begin, text.offsetByCodePoints(begin, to - from));
  }

  static String right(String text, int count) {
    return count <= 0 ? "" : substring(text, -Math.min(count, length(text)), count);
  }

  /** The position of {@code part} at or after position {@code from}; 0 if it is not there. */
  static int locate(String part, String text, int from) {
    if (from < 1 || from - 1 > length(text)) {
      return 0;
    }
    int begin = text.offsetByCodePoints(0, from - 1);
    int index = text.indexOf(part, begin);
    return index < 0 ? 0 : text.codePointCount(0, index) + 1;
  }

  static String pad(String text, int length, String pad, boolean left) {
    int points = length(text);
    if (length <= points) {
      return substring(text, 1, Math.max(0, length));
    }
    int missing = length - points;
    int padPoints = length(pad);
    if (padPoints == 0) {
      return text;
    }
    checkLength(length);
    String fill = pad.repeat(missing / padPoints) + slice(pad, padPoints, 0, missing % padPoints);
    return left ? fill + text : text + fill;
  }

  static String repeat(String text, int times) {
    int count = Math.max(0, times);
    checkLength((long) text.length() * count);
    return text.repeat(count);
  }

  static String replace(String text, String search, String by) {
    return search.isEmpty() ? text : text.replace(search, by);
  }

  private static void checkLength(long length) {
    if (length > LONGEST) {
      throw new ExpressionException("a text of " + length + " characters is too long");
    }
  }

  /** Without the characters of {@code set} at its ends; SQL's trim takes away blanks only. */
  static String trim(String text, String set, boolean start, boolean end) {
    int from = 0;
    int to = text.length();
    while (start && from < to && set.indexOf(text.codePointAt(from)) >= 0) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (end && from < to && set.indexOf(text.codePointBefore(to)) >= 0) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  static String initcap(String text) {
    StringBuilder capital = new StringBuilder(text.length());
    boolean first = true;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      capital.appendCodePoint(first ? Character.toTitleCase(point) : point);
      first = point == ' ';
      i += Character.charCount(point);
      if (i < text.length() && !first) {
        int next = text.indexOf(' ', i);
        int end = next < 0 ? text.length() : next;
        capital.append(text.substring(i, end).toLowerCase(Locale.ROOT));
        i = end;
      }
    }
    return capital.toString();
  }

  static String translate(String text, String from, String to) {
    int[] source = from.codePoints().toArray();
    int[] target = to.codePoints().toArray();
    StringBuilder result = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              int i = 0;
              while (i < source.length && source[i] != point) {
                i++;
              }
              if (i == source.length) {
                result.appendCodePoint(point);
              } else if (i < target.length) {
                result.appendCodePoint(target[i]);
              }
            });
    return result.toString();
  }
}
