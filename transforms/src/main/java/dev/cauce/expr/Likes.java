package dev.cauce.expr;

import java.util.regex.Pattern;

/** LIKE's patterns: % is any text, _ any one character. */
final class Likes {
  private Likes() {}

  /** Whether a text is like the pattern. */
  @FunctionalInterface
  interface Test {
    boolean of(String text);
  }

  /** The patterns that people write, {@code a%}, {@code %a}, {@code %a%}, need no machine. */
  static Test test(String like, char escape, int flags) {
    String inner = like.replaceAll("^%+|%+$", "");
    boolean plain =
        flags == 0 && inner.indexOf('%') < 0 && inner.indexOf('_') < 0 && like.indexOf(escape) < 0;
    if (plain && !inner.isEmpty()) {
      boolean start = !like.startsWith("%");
      boolean end = !like.endsWith("%");
      if (start && end) {
        return inner::equals;
      }
      if (start) {
        return text -> text.startsWith(inner);
      }
      return end ? text -> text.endsWith(inner) : text -> text.contains(inner);
    }
    Pattern pattern;
    try {
      pattern = pattern(like, escape, flags);
    } catch (ExpressionException bad) {
      throw new SyntaxException(String.valueOf(bad.getMessage()));
    }
    return text -> pattern.matcher(text).matches();
  }

  static Pattern pattern(String like, char escape, int flags) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < like.length(); ) {
      int point = like.codePointAt(i);
      i += Character.charCount(point);
      if (point == escape) {
        if (i >= like.length()) {
          throw new ExpressionException("the LIKE pattern \"" + like + "\" ends with its escape");
        }
        point = like.codePointAt(i);
        if (point != '%' && point != '_' && point != escape) {
          throw new ExpressionException(
              "in the LIKE pattern \""
                  + like
                  + "\" the escape stands before neither %, _ nor itself");
        }
        i += Character.charCount(point);
        regex.append(Pattern.quote(Character.toString(point)));
      } else if (point == '%') {
        regex.append(".*");
      } else if (point == '_') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(Character.toString(point)));
      }
    }
    return Pattern.compile(regex.toString(), flags | Pattern.DOTALL);
  }
}
