package dev.cauce.expr;

import dev.cauce.expr.Token.Kind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values written in an expression. */
final class Literals {
  private static final Pattern NUMBER =
      Pattern.compile(
          "((?:\\d+\\.?\\d*|\\.\\d+))([eE][+-]?\\d+)?(BD|[LSYDF])?", Pattern.CASE_INSENSITIVE);
  private static final Set<String> UNITS =
      Set.of(
          "year", "month", "week", "day", "hour", "minute", "second", "millisecond", "microsecond");

  private Literals() {}

  static Node.Literal string(String text) {
    return new Node.Literal(Type.STRING, text, text);
  }

  static Node.Literal number(Token token) {
    Matcher parts = NUMBER.matcher(token.text());
    if (!parts.matches()) {
      throw new SyntaxException(
          "\"" + token.text() + "\" " + Lexer.place(token.at()) + " is no number");
    }
    String exponent = parts.group(2);
    String digits = exponent == null ? parts.group(1) : parts.group(1) + exponent;
    String suffix = parts.group(3) == null ? "" : parts.group(3).toUpperCase(Locale.ROOT);
    try {
      BigDecimal value = new BigDecimal(digits);
      switch (suffix) {
        case "L":
          return literal(Type.LONG, value.longValueExact());
        case "S", "Y":
          return literal(Type.INT, value.intValueExact());
        case "D":
          return literal(Type.DOUBLE, value.doubleValue());
        case "F":
          return literal(Type.FLOAT, value.floatValue());
        case "BD":
          return new Node.Literal(Type.DECIMAL, value, value.toPlainString());
        default:
          return plain(value, exponent != null, digits.contains("."));
      }
    } catch (ArithmeticException | NumberFormatException tooLarge) {
      throw new SyntaxException(
          "the number \"" + token.text() + "\" " + Lexer.place(token.at()) + " does not fit");
    }
  }

  private static Node.Literal plain(BigDecimal value, boolean exponent, boolean point) {
    if (exponent) {
      return literal(Type.DOUBLE, value.doubleValue());
    }
    if (!point && value.toBigInteger().bitLength() <= 31) {
      return literal(Type.INT, value.intValueExact());
    }
    if (!point && value.toBigInteger().bitLength() <= 63) {
      return literal(Type.LONG, value.longValueExact());
    }
    if (value.precision() > 38) {
      throw new NumberFormatException("too long");
    }
    return new Node.Literal(Type.DECIMAL, value, value.toPlainString());
  }

  private static Node.Literal literal(Type type, java.io.Serializable value) {
    return new Node.Literal(type, value, value.toString());
  }

  /** {@code timestamp'...'} and {@code date'...'}; null for any other word. */
  static Node.@Nullable Literal typed(Token word, Token text) {
    if (word.word("interval")) {
      return null;
    }
    if (word.word("timestamp")) {
      java.time.Instant time = Times.parse(text.text());
      if (time != null) {
        return new Node.Literal(Type.TIMESTAMP, time, "TIMESTAMP '" + Times.format(time) + "'");
      }
    } else if (word.word("date")) {
      java.time.LocalDate date = Times.parseDate(text.text());
      if (date != null) {
        return new Node.Literal(Type.DATE, date, "DATE '" + date + "'");
      }
    } else {
      return null;
    }
    throw new SyntaxException(
        "'"
            + text.text()
            + "' "
            + Lexer.place(text.at())
            + " is no "
            + word.lower()
            + ": write it as 2024-03-01"
            + (word.word("date") ? "" : " 10:59:00"));
  }

  static boolean startsInterval(Token token) {
    return token.kind() == Kind.NUMBER || token.kind() == Kind.STRING || token.sign("-");
  }

  static boolean partOfInterval(List<Token> tokens, int i) {
    Token token = tokens.get(i);
    Token before = tokens.get(i - 1);
    if (token.kind() == Kind.WORD) {
      return isUnit(token) && (before.kind() == Kind.NUMBER || before.kind() == Kind.STRING);
    }
    if (token.kind() == Kind.NUMBER || token.kind() == Kind.STRING) {
      return before.kind() == Kind.WORD || before.sign("-");
    }
    // "interval 1 day - interval 1 hour" subtracts; "interval -1 day" does not.
    return token.sign("-") && before.word("interval");
  }

  private static boolean isUnit(Token token) {
    String name = token.lower();
    return UNITS.contains(name)
        || (name.endsWith("s") && UNITS.contains(name.substring(0, name.length() - 1)));
  }

  static Node.Literal interval(List<Token> tokens) {
    StringBuilder text = new StringBuilder();
    for (Token token : tokens) {
      text.append(token.text()).append(token.sign("-") ? "" : " ");
    }
    String shown = text.toString().strip();
    try {
      return new Node.Literal(Type.INTERVAL, Interval.parse(shown), "INTERVAL '" + shown + "'");
    } catch (IllegalArgumentException | ArithmeticException bad) {
      throw new SyntaxException(String.valueOf(bad.getMessage()));
    }
  }
}
