package dev.cauce.expr;

import dev.cauce.expr.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a text into the words of Spark's SQL. */
final class Lexer {
  private static final List<String> SIGNS =
      List.of("<=>", "==", "!=", "<>", "<=", ">=", "||", "::", "->");

  private final String sql;
  private int at;

  private Lexer(String sql) {
    this.sql = sql;
  }

  static List<Token> tokens(String sql) {
    return new Lexer(sql).all();
  }

  private List<Token> all() {
    List<Token> tokens = new ArrayList<>();
    while (true) {
      skipBlanks();
      if (at >= sql.length()) {
        return tokens;
      }
      tokens.add(next());
    }
  }

  private void skipBlanks() {
    while (at < sql.length()) {
      if (Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end;
      } else if (sql.startsWith("/*", at)) {
        int end = sql.indexOf("*/", at + 2);
        if (end < 0) {
          throw new SyntaxException("the comment that begins " + place(at) + " does not end");
        }
        at = end + 2;
      } else {
        return;
      }
    }
  }

  private Token next() {
    int start = at;
    char c = sql.charAt(at);
    if (c == '\'' || c == '"') {
      return new Token(Kind.STRING, string(c, false), start);
    }
    boolean raw = (c == 'r' || c == 'R') && at + 1 < sql.length();
    if (raw && (sql.charAt(at + 1) == '\'' || sql.charAt(at + 1) == '"')) {
      at++;
      return new Token(Kind.STRING, string(sql.charAt(at), true), start);
    }
    if (c == '`') {
      return new Token(Kind.QUOTED, quoted(), start);
    }
    if (digit(at) || (c == '.' && digit(at + 1))) {
      return new Token(Kind.NUMBER, number(), start);
    }
    if (Character.isLetter(c) || c == '_') {
      while (at < sql.length() && wordPart(sql.charAt(at))) {
        at++;
      }
      return new Token(Kind.WORD, sql.substring(start, at), start);
    }
    for (String sign : SIGNS) {
      if (sql.startsWith(sign, at)) {
        at += sign.length();
        return new Token(Kind.SIGN, sign, start);
      }
    }
    if ("+-*/%=<>!()[],.~&|^".indexOf(c) < 0) {
      throw new SyntaxException(
          "the character "
              + Character.getName(sql.codePointAt(at))
              + " "
              + place(at)
              + " means nothing here");
    }
    at++;
    return new Token(Kind.SIGN, String.valueOf(c), start);
  }

  private static boolean wordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private boolean digit(int i) {
    return i < sql.length() && sql.charAt(i) >= '0' && sql.charAt(i) <= '9';
  }

  /** 12, 1.5, .5, 1e-3, and the endings of Spark: 5L, 3S, 2Y, 1.0D, 1F, 1.5BD. */
  private String number() {
    int start = at;
    while (digit(at)) {
      at++;
    }
    if (at < sql.length() && sql.charAt(at) == '.') {
      at++;
      while (digit(at)) {
        at++;
      }
    }
    if (at < sql.length() && (sql.charAt(at) | 32) == 'e') {
      boolean signed = at + 1 < sql.length() && "+-".indexOf(sql.charAt(at + 1)) >= 0;
      int exponent = at + (signed ? 2 : 1);
      if (digit(exponent)) {
        at = exponent;
        while (digit(at)) {
          at++;
        }
      }
    }
    while (at < sql.length() && wordPart(sql.charAt(at))) {
      at++;
    }
    return sql.substring(start, at);
  }

  private String quoted() {
    int start = at++;
    StringBuilder name = new StringBuilder();
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c != '`') {
        name.append(c);
      } else if (at < sql.length() && sql.charAt(at) == '`') {
        name.append('`');
        at++;
      } else {
        return name.toString();
      }
    }
    throw new SyntaxException("the name that begins " + place(start) + " has no closing `");
  }

  private String string(char quote, boolean raw) {
    int start = at++;
    StringBuilder text = new StringBuilder();
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c == quote) {
        if (raw || at >= sql.length() || sql.charAt(at) != quote) {
          return text.toString();
        }
        text.append(quote); // 'it''s'
        at++;
      } else if (c == '\\' && !raw && at < sql.length()) {
        escape(text);
      } else {
        text.append(c);
      }
    }
    throw new SyntaxException("the text that begins " + place(start) + " has no closing " + quote);
  }

  private void escape(StringBuilder text) {
    char c = sql.charAt(at++);
    switch (c) {
      case 'n' -> text.append('\n');
      case 't' -> text.append('\t');
      case 'r' -> text.append('\r');
      case 'b' -> text.append('\b');
      case 'Z' -> text.append('\u001a');
      case '%', '_' -> text.append('\\').append(c); // for LIKE to see
      case 'u' -> unicode(text);
      case '0' -> text.append('\0');
      default -> text.append(c);
    }
  }

  private void unicode(StringBuilder text) {
    if (at + 4 <= sql.length() && sql.substring(at, at + 4).chars().allMatch(Lexer::hex)) {
      text.append((char) Integer.parseInt(sql.substring(at, at + 4), 16));
      at += 4;
    } else {
      text.append('u');
    }
  }

  private static boolean hex(int c) {
    return c < 128 && Character.digit(c, 16) >= 0;
  }

  /** Where something is, in words: people count from 1. */
  static String place(int at) {
    return "at character " + (at + 1);
  }
}
