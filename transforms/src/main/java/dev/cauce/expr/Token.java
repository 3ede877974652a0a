package dev.cauce.expr;

import java.util.Locale;

/**
 * A word of an expression.
 *
 * @param text a string without its quotes and escapes; else as written
 * @param at where it begins, the first character being 0
 */
record Token(Kind kind, String text, int at) {
  enum Kind {
    NUMBER,
    STRING,
    WORD,
    QUOTED,
    SIGN
  }

  boolean sign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean word(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  boolean name() {
    return kind == Kind.WORD || kind == Kind.QUOTED;
  }

  String lower() {
    return text.toLowerCase(Locale.ROOT);
  }
}
