package dev.cauce.expr;

import dev.cauce.expr.Token.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the types of casts. */
final class TypeNames {
  private static final Map<String, Type> TYPES = new TreeMap<>();

  static {
    TYPES.put("string", Type.STRING);
    TYPES.put("varchar", Type.STRING);
    TYPES.put("int", Type.INT);
    TYPES.put("integer", Type.INT);
    TYPES.put("bigint", Type.LONG);
    TYPES.put("long", Type.LONG);
    TYPES.put("float", Type.FLOAT);
    TYPES.put("real", Type.FLOAT);
    TYPES.put("double", Type.DOUBLE);
    TYPES.put("boolean", Type.BOOLEAN);
    TYPES.put("decimal", Type.DECIMAL);
    TYPES.put("dec", Type.DECIMAL);
    TYPES.put("numeric", Type.DECIMAL);
    TYPES.put("timestamp", Type.TIMESTAMP);
    TYPES.put("date", Type.DATE);
  }

  private TypeNames() {}

  /** Where the type that begins at {@code from} ends. */
  static int end(List<Token> tokens, int from, int to) {
    if (from + 3 < to && tokens.get(from + 1).sign("(")) {
      for (int i = from + 2; i < to; i++) {
        if (tokens.get(i).sign(")")) {
          return i + 1;
        }
      }
    }
    return Math.min(from + 1, to);
  }

  /** The inside of {@code cast( ... AS ...)}, tokens [from, close). */
  static Node cast(ExprParser.Range range, List<Token> tokens, Token name, int from, int close) {
    int as = -1;
    int level = 0;
    for (int i = from; i < close; i++) {
      if (tokens.get(i).sign("(") || tokens.get(i).sign("[")) {
        level++;
      } else if (tokens.get(i).sign(")") || tokens.get(i).sign("]")) {
        level--;
      } else if (level == 0 && tokens.get(i).word("as")) {
        as = i;
      }
    }
    if (as <= from) {
      throw new SyntaxException(
          name.lower() + " wants a value and a type: " + name.lower() + "(value AS type)");
    }
    return cast(range.read(from, as), tokens.subList(as + 1, close), name, name.word("try_cast"));
  }

  static Node cast(Node value, List<Token> type, Token where, boolean tried) {
    Type target = type.isEmpty() ? null : TYPES.get(type.get(0).lower());
    if (target == null) {
      String given = type.isEmpty() ? "nothing" : "\"" + ExprParser.shown(type) + "\"";
      throw new SyntaxException(
          "the type "
              + Lexer.place(where.at())
              + " is "
              + given
              + ", but should be one of "
              + String.join(", ", TYPES.keySet()));
    }
    if (type.size() == 1) {
      boolean decimal = target == Type.DECIMAL;
      return new Node.Cast(value, target, decimal ? 10 : -1, decimal ? 0 : -1, tried);
    }
    int precision = digits(type, 2);
    boolean closed = type.size() >= 4 && type.get(1).sign("(");
    if (target == Type.STRING && closed && type.size() == 4 && precision >= 0) {
      return new Node.Cast(value, target, -1, -1, tried);
    }
    boolean two = type.size() == 6 && type.get(3).sign(",");
    int scale = two ? digits(type, 4) : 0;
    boolean fits = precision > 0 && precision <= 38 && scale >= 0 && scale <= precision;
    if (target != Type.DECIMAL || !closed || !(two || type.size() == 4) || !fits) {
      throw new SyntaxException(
          "\"" + ExprParser.shown(type) + "\" is no type; a decimal is written decimal(10,2)");
    }
    return new Node.Cast(value, target, precision, scale, tried);
  }

  private static int digits(List<Token> tokens, int i) {
    Token token = ExprParser.at(tokens, i);
    boolean number =
        token != null && token.kind() == Kind.NUMBER && token.text().matches("[0-9]{1,3}");
    return token != null && number ? Integer.parseInt(token.text()) : -1;
  }
}
