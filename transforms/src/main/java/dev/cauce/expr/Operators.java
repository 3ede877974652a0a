package dev.cauce.expr;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.WhenClause;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.IsBooleanExpression;
import net.sf.jsqlparser.expression.operators.relational.IsDistinctExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.parser.TokenMgrException;
import net.sf.jsqlparser.schema.Column;
import org.jspecify.annotations.Nullable;

/**
 * Operators between operands that were read already: a placeholder {@code pN} stands for operand N.
 * JSqlParser knows which operator binds tighter.
 */
final class Operators {
  /** The name of what stands on the right side of IN. */
  static final String LIST = "*list";

  /** Words after which a value is complete: what follows is an operator. */
  private static final Set<String> VALUES = Set.of(")", "end", "null", "true", "false");

  private final StringBuilder flat = new StringBuilder();
  private final List<Node> operands = new ArrayList<>();
  private final Map<Integer, Token> places = new HashMap<>();
  private @Nullable Token last;
  private int words;
  private boolean wantsOperand = true;

  void operand(Token where, Node node) {
    if (!wantsOperand) {
      throw ExprParser.unexpected(where);
    }
    put(where, "p" + operands.size());
    operands.add(node);
    wantsOperand = false;
  }

  /** A sign that stands between two operands. */
  void binary(Token where, String text) {
    if (wantsOperand) {
      throw ExprParser.unexpected(where);
    }
    operator(where, text);
  }

  void operator(Token where, String text) {
    put(where, text);
    wantsOperand = !VALUES.contains(text);
  }

  /** Whether what comes next begins an operand. */
  boolean wantsOperand() {
    return wantsOperand;
  }

  private void put(Token where, String text) {
    places.put(flat.length() + 1, where); // JSqlParser's columns begin with 1
    flat.append(text).append(' ');
    last = where;
    words++;
  }

  Node read() {
    if (words == 1 && operands.size() == 1) {
      return operands.get(0); // no operator: nothing that JSqlParser need be loaded for
    }
    if (wantsOperand && last != null) {
      throw new SyntaxException(
          "something is missing after \"" + last.text() + "\" " + Lexer.place(last.at()));
    }
    CCJSqlParser parser = new CCJSqlParser(new StringProvider(flat.toString()));
    try {
      Expression tree = parser.Expression();
      net.sf.jsqlparser.parser.Token rest = parser.getNextToken();
      if (!rest.image.isEmpty()) {
        throw wrong(rest.beginColumn);
      }
      return node(tree);
    } catch (ParseException bad) {
      throw wrong(bad.currentToken == null ? -1 : bad.currentToken.next.beginColumn);
    } catch (TokenMgrException | ClassCastException | NullPointerException bad) {
      throw wrong(-1); // its own ways of saying that it cannot read something
    }
  }

  private SyntaxException wrong(int column) {
    Token token = places.get(column);
    if (token != null) {
      return ExprParser.unexpected(token);
    }
    return last == null
        ? new SyntaxException("it cannot be read")
        : new SyntaxException(
            "something is missing or wrong near \"" + last.text() + "\" " + Lexer.place(last.at()));
  }

  private Node node(Expression tree) {
    if (tree instanceof Column column) {
      return placeholder(column);
    }
    if (tree instanceof NullValue) {
      return new Node.Literal(Type.NULL, null, "NULL");
    }
    if (tree instanceof BooleanValue value) {
      return new Node.Literal(Type.BOOLEAN, value.getValue(), String.valueOf(value.getValue()));
    }
    if (tree instanceof NotExpression not) {
      return call("not", node(not.getExpression()));
    }
    if (tree instanceof SignedExpression signed) {
      return signed(signed);
    }
    if (tree instanceof CaseExpression branches) {
      return caseNode(branches);
    }
    if (tree instanceof Between between) {
      Node inside =
          call(
              "between",
              node(between.getLeftExpression()),
              node(between.getBetweenExpressionStart()),
              node(between.getBetweenExpressionEnd()));
      return between.isNot() ? call("not", inside) : inside;
    }
    if (tree instanceof IsNullExpression isNull) {
      String name = isNull.isNot() ? "is not null" : "is null";
      return call(name, node(isNull.getLeftExpression()));
    }
    if (tree instanceof IsBooleanExpression is) {
      String name = (is.isNot() ? "is not " : "is ") + (is.isTrue() ? "true" : "false");
      return call(name, node(is.getLeftExpression()));
    }
    if (tree instanceof IsDistinctExpression distinct) {
      Node same =
          call("<=>", node(distinct.getLeftExpression()), node(distinct.getRightExpression()));
      boolean not = distinct.getStringExpression().toLowerCase(Locale.ROOT).contains("not");
      return not ? same : call("not", same);
    }
    if (tree instanceof LikeExpression like) {
      return like(like);
    }
    if (tree instanceof BinaryExpression two) {
      String sign = two.getStringExpression().strip().toLowerCase(Locale.ROOT);
      Node left = node(two.getLeftExpression());
      Node right = node(two.getRightExpression());
      if (right instanceof Node.Call list && list.name().equals(LIST)) {
        return in(left, list.arguments(), sign);
      }
      return call(sign.equals("!=") ? "<>" : sign, left, right);
    }
    throw new SyntaxException("\"" + flat.toString().strip() + "\" is no operation that is known");
  }

  private Node placeholder(Column column) {
    String name = column.getFullyQualifiedName();
    try {
      return operands.get(Integer.parseInt(name.substring(1)));
    } catch (NumberFormatException | IndexOutOfBoundsException keyword) {
      throw new SyntaxException(
          "\"" + name + "\" is a word of SQL; in `backticks` it may be a column's name");
    }
  }

  private Node signed(SignedExpression signed) {
    Node value = node(signed.getExpression());
    if (signed.getSign() == '+') {
      return call("positive", value);
    }
    if (signed.getSign() != '-') {
      throw new SyntaxException("\"" + signed.getSign() + "\" before a value is not supported");
    }
    return value instanceof Node.Literal literal ? Numbers.negated(literal) : call("-", value);
  }

  private Node caseNode(CaseExpression branches) {
    Expression subject = branches.getSwitchExpression();
    List<Node> parts = new ArrayList<>();
    for (WhenClause when : branches.getWhenClauses()) {
      Node condition = node(when.getWhenExpression());
      parts.add(subject == null ? condition : call("=", node(subject), condition));
      parts.add(node(when.getThenExpression()));
    }
    if (branches.getElseExpression() != null) {
      parts.add(node(branches.getElseExpression()));
    }
    return new Node.Call("case", parts);
  }

  private static Node in(Node left, List<Node> list, String sign) {
    List<Node> parts = new ArrayList<>();
    parts.add(left);
    parts.addAll(list);
    Node inside = new Node.Call("in", parts);
    return sign.equals("=") ? inside : call("not", inside);
  }

  private Node like(LikeExpression like) {
    String name = like.getLikeKeyWord().toString().toLowerCase(Locale.ROOT);
    List<Node> parts = new ArrayList<>();
    parts.add(node(like.getLeftExpression()));
    parts.add(node(like.getRightExpression()));
    if (like.getEscape() != null) {
      parts.add(node(like.getEscape()));
    }
    Node inside = new Node.Call(name.startsWith("reg") ? "rlike" : name, parts);
    return like.isNot() ? call("not", inside) : inside;
  }

  private static Node call(String name, Node... arguments) {
    return new Node.Call(name, List.of(arguments));
  }
}
