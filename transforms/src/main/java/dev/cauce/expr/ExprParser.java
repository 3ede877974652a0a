package dev.cauce.expr;

import dev.cauce.expr.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an expression.
 *
 * <p>What differs from dialect to dialect (literals, names, calls, casts, subscripts) is read here
 * and replaced by a placeholder; what is left, operators and CASE, is read by JSqlParser ({@link
 * Operators}). Each pair of brackets is a text of its own: JSqlParser's time doubles with every
 * bracket within a bracket.
 */
final class ExprParser {
  private static final int DEEPEST = 200;
  private static final Set<String> KEYWORDS =
      Set.of(
          "and",
          "or",
          "not",
          "in",
          "is",
          "like",
          "ilike",
          "rlike",
          "regexp",
          "between",
          "case",
          "when",
          "then",
          "else",
          "end",
          "div",
          "null",
          "true",
          "false",
          "distinct",
          "from",
          "escape");
  private static final Set<String> FROM_FOR =
      Set.of("substring", "substr", "trim", "ltrim", "rtrim", "position", "extract");

  private final List<Token> tokens;
  private int depth;

  private ExprParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /** Reads all of {@code sql} as one expression; throws {@link SyntaxException}. */
  static Node parse(String sql) {
    return parse(Lexer.tokens(sql));
  }

  static Node parse(List<Token> tokens) {
    if (tokens.isEmpty()) {
      throw new SyntaxException("there is nothing in it");
    }
    return new ExprParser(tokens).range(0, tokens.size());
  }

  /** Cuts tokens at the commas that are in no brackets. */
  static List<List<Token>> split(List<Token> tokens) {
    ExprParser parser = new ExprParser(tokens);
    List<List<Token>> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= tokens.size(); i++) {
      if (i == tokens.size() || tokens.get(i).sign(",")) {
        parts.add(tokens.subList(start, i));
        start = i + 1;
      } else if (tokens.get(i).sign("(") || tokens.get(i).sign("[")) {
        i = parser.closing(i);
      }
    }
    return parts;
  }

  private Node range(int from, int to) {
    if (from >= to) {
      Token before = tokens.get(from - 1);
      throw new SyntaxException(
          "something is missing after \"" + before.text() + "\" " + Lexer.place(before.at()));
    }
    if (++depth > DEEPEST) {
      throw new SyntaxException("more than " + DEEPEST + " brackets are within each other");
    }
    Operators flat = new Operators();
    int i = from;
    while (i < to) {
      i = element(i, to, flat);
    }
    depth--;
    return flat.read();
  }

  /** Reads one operator or operand; returns where the next begins. */
  private int element(int i, int to, Operators flat) {
    Token token = tokens.get(i);
    Token next = i + 1 < to ? tokens.get(i + 1) : null;
    switch (token.kind()) {
      case NUMBER:
        return postfix(i + 1, to, flat, token, Literals.number(token));
      case STRING:
        return postfix(i + 1, to, flat, token, Literals.string(token.text()));
      case SIGN:
        return sign(i, to, flat);
      default:
        break;
    }
    if (next != null && next.kind() == Kind.STRING) {
      Node literal = Literals.typed(token, next);
      if (literal != null) {
        return postfix(i + 2, to, flat, token, literal);
      }
    }
    if (token.word("interval") && next != null && Literals.startsInterval(next)) {
      return interval(i, to, flat);
    }
    boolean keyword = keyword(token);
    if (next != null && next.sign("(") && !keyword) {
      int close = closing(i + 1);
      return postfix(close + 1, to, flat, token, call(token, i + 2, close));
    }
    if (keyword) {
      boolean not = token.word("not") && next != null && next.word("in");
      Token bracket = at(tokens, not ? i + 2 : i + 1);
      if ((not || token.word("in")) && bracket != null && bracket.sign("(")) {
        return list(not ? i + 2 : i + 1, not ? "<>" : "=", flat);
      }
      flat.operator(token, token.lower());
      return i + 1;
    }
    return column(i, to, flat);
  }

  private int sign(int i, int to, Operators flat) {
    Token token = tokens.get(i);
    switch (token.text()) {
      case "(":
        int close = closing(i);
        return postfix(close + 1, to, flat, token, range(i + 1, close));
      case "==":
        flat.binary(token, "=");
        return i + 1;
      case "<=>":
        flat.binary(token, "is not distinct from");
        return i + 1;
      case "!":
        flat.operator(token, "not");
        return i + 1;
      case ")", "]", "[", ",", "::", ".", "->":
        throw unexpected(token);
      case "-", "+":
        if (flat.wantsOperand() && i + 1 < to && !keyword(tokens.get(i + 1))) {
          return signed(i, to, flat);
        }
        break;
      default:
        break;
    }
    if (token.sign("-") || token.sign("+")) {
      flat.operator(token, token.text());
    } else {
      flat.binary(token, token.text());
    }
    return i + 1;
  }

  /** A sign before an operand belongs to it: -x::int is -(x::int), -2 a number. */
  private int signed(int i, int to, Operators flat) {
    Operators one = new Operators();
    int end = element(i + 1, to, one);
    Node value = one.read();
    Token sign = tokens.get(i);
    if (sign.sign("-")) {
      boolean number =
          value instanceof Node.Literal literal && !literal.type().is(Type.Kind.STRING);
      value = number ? Numbers.negated((Node.Literal) value) : new Node.Call("-", List.of(value));
    }
    flat.operand(sign, value);
    return end;
  }

  private static boolean keyword(Token token) {
    return token.kind() == Kind.WORD && KEYWORDS.contains(token.lower());
  }

  static SyntaxException unexpected(Token token) {
    return new SyntaxException(
        "\"" + token.text() + "\" " + Lexer.place(token.at()) + " was not expected");
  }

  private int column(int i, int to, Operators flat) {
    List<String> path = new ArrayList<>();
    path.add(tokens.get(i).text());
    int at = i + 1;
    while (at + 1 < to && tokens.get(at).sign(".") && tokens.get(at + 1).name()) {
      path.add(tokens.get(at + 1).text());
      at += 2;
    }
    return postfix(at, to, flat, tokens.get(i), new Node.Column(path));
  }

  /** What binds tightest follows its operand: [i], ::type, .field. */
  private int postfix(int i, int to, Operators flat, Token start, Node operand) {
    Node node = operand;
    int at = i;
    while (at < to) {
      Token token = tokens.get(at);
      if (token.sign("[")) {
        int close = closing(at);
        node = new Node.Call("[]", List.of(node, range(at + 1, close)));
        at = close + 1;
      } else if (token.sign("::")) {
        int end = TypeNames.end(tokens, at + 1, to);
        node = TypeNames.cast(node, tokens.subList(at + 1, end), token, false);
        at = end;
      } else if (token.sign(".") && at + 1 < to && tokens.get(at + 1).name()) {
        node = new Node.Call(".", List.of(node, Literals.string(tokens.get(at + 1).text())));
        at += 2;
      } else {
        break;
      }
    }
    flat.operand(start, node);
    return at;
  }

  private int interval(int i, int to, Operators flat) {
    int end = i + 1;
    while (end < to && Literals.partOfInterval(tokens, end)) {
      end++;
    }
    return postfix(end, to, flat, tokens.get(i), Literals.interval(tokens.subList(i + 1, end)));
  }

  /** IN is the = of a list: JSqlParser would take more than the brackets for the list. */
  private int list(int open, String sign, Operators flat) {
    int close = closing(open);
    List<Node> list = new ArrayList<>();
    for (int[] part : parts(open + 1, close)) {
      list.add(range(part[0], part[1]));
    }
    flat.operator(tokens.get(open), sign);
    flat.operand(tokens.get(open), new Node.Call(Operators.LIST, list));
    return close + 1;
  }

  private Node call(Token name, int from, int close) {
    String function = name.lower();
    if (function.equals("cast") || function.equals("try_cast")) {
      return TypeNames.cast(this::range, tokens, name, from, close);
    }
    List<Node> arguments = new ArrayList<>();
    if (from == close) {
      return new Node.Call(function, arguments);
    }
    if (function.equals("trim") && tokens.get(from).kind() == Kind.WORD) {
      String side = tokens.get(from).lower();
      if (Set.of("both", "leading", "trailing").contains(side) && from + 1 < close) {
        function = side.equals("both") ? "trim" : side.equals("leading") ? "ltrim" : "rtrim";
        from += tokens.get(from + 1).word("from") ? 2 : 1;
      }
    }
    boolean words = FROM_FOR.contains(function);
    int start = from;
    for (int i = from; i <= close; i++) {
      Token token = tokens.get(i);
      boolean cut = i == close || token.sign(",");
      cut |= words && (token.word("from") || token.word("for"));
      cut |= function.equals("position") && token.word("in");
      if (cut) {
        arguments.add(argument(function, arguments.size(), start, i));
        start = i + 1;
      } else if (token.sign("(") || token.sign("[")) {
        i = closing(i);
      }
    }
    boolean turned = function.endsWith("trim") && arguments.size() == 2; // trim('x' FROM y)
    return new Node.Call(function, turned ? reversed(arguments) : arguments);
  }

  private static List<Node> reversed(List<Node> two) {
    return List.of(two.get(1), two.get(0));
  }

  private Node argument(String function, int index, int from, int to) {
    Token first = tokens.get(from);
    if (from + 1 == to && first.kind() == Kind.WORD && function.equals("extract") && index == 0) {
      return Literals.string(first.text());
    }
    if (from + 1 == to && first.sign("*")) {
      return new Node.Call("*all", List.of());
    }
    return range(from, to);
  }

  private List<int[]> parts(int from, int close) {
    List<int[]> parts = new ArrayList<>();
    int start = from;
    for (int i = from; i <= close; i++) {
      if (i == close || tokens.get(i).sign(",")) {
        if (start == i) {
          throw unexpected(tokens.get(i));
        }
        parts.add(new int[] {start, i});
        start = i + 1;
      } else if (tokens.get(i).sign("(") || tokens.get(i).sign("[")) {
        i = closing(i);
      }
    }
    return parts;
  }

  static int closingOf(List<Token> tokens, int open) {
    return new ExprParser(tokens).closing(open);
  }

  /** Where the bracket that opens at {@code open} closes. */
  private int closing(int open) {
    int level = 0;
    for (int i = open; i < tokens.size(); i++) {
      if (tokens.get(i).sign("(") || tokens.get(i).sign("[")) {
        level++;
      } else if (tokens.get(i).sign(")") || tokens.get(i).sign("]")) {
        if (--level == 0) {
          boolean same = tokens.get(i).sign(")") == tokens.get(open).sign("(");
          if (!same) {
            throw unexpected(tokens.get(i));
          }
          return i;
        }
      }
    }
    Token token = tokens.get(open);
    throw new SyntaxException(
        "the \"" + token.text() + "\" " + Lexer.place(token.at()) + " is not closed");
  }

  /** A part of the tokens, read as an expression. */
  @FunctionalInterface
  interface Range {
    Node read(int from, int to);
  }

  static @Nullable Token at(List<Token> tokens, int i) {
    return i < tokens.size() ? tokens.get(i) : null;
  }

  static String shown(List<Token> tokens) {
    StringBuilder text = new StringBuilder();
    tokens.forEach(token -> text.append(token.text()).append(' '));
    return text.toString().strip().toLowerCase(Locale.ROOT);
  }
}
