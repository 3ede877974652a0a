package dev.cauce.expr;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.beam.sdk.schemas.Schema;

/**
 * What columns expressions speak of, and as what: for questions to rows that nobody has seen yet.
 * Names of what the expressions themselves make (behind {@code as}) are not among them.
 */
public final class Uses {
  /** What a column is taken for. */
  public enum As {
    /** It is computed with, summed up, or compared with a number. */
    NUMBER,
    /** It is compared with a text, or given to a function of texts. */
    TEXT,
    /** Its smallest or largest value is asked for: it must be known how to compare. */
    ORDERED,
    /** Anything else, such as a key. */
    ANY
  }

  private static final Set<String> OF_NUMBERS =
      Set.of(
          "+",
          "-",
          "*",
          "/",
          "%",
          "div",
          "sum",
          "avg",
          "mean",
          "abs",
          "round",
          "floor",
          "ceil",
          "ceiling",
          "sqrt",
          "exp",
          "ln",
          "log",
          "log10",
          "power",
          "pow",
          "sign",
          "stddev",
          "std",
          "stddev_samp",
          "stddev_pop",
          "variance",
          "var_samp",
          "var_pop",
          "skewness",
          "kurtosis",
          "corr",
          "covar_pop",
          "covar_samp",
          "percentile",
          "percentile_approx",
          "approx_percentile",
          "median");
  private static final Set<String> OF_TEXTS =
      Set.of(
          "like",
          "ilike",
          "rlike",
          "upper",
          "lower",
          "trim",
          "ltrim",
          "rtrim",
          "substring",
          "substr",
          "concat",
          "length",
          "replace",
          "regexp_replace",
          "regexp_extract",
          "split");
  private static final Set<String> ORDERING =
      Set.of("min", "max", "min_by", "max_by", "greatest", "least");
  private static final Set<String> COMPARISONS =
      Set.of("=", "==", "<=>", "!=", "<>", "<", "<=", ">", ">=", "in", "between");

  private final Map<String, Set<As>> uses = new LinkedHashMap<>();
  private final Set<String> made = new LinkedHashSet<>();

  /** Notes the columns of {@code sql}: expressions or aggregates, with commas between them. */
  public Uses add(String sql) {
    if (sql.isBlank()) {
      return this;
    }
    Supplier<List<Node>> reader =
        () -> {
          List<Node> nodes = new ArrayList<>();
          for (List<Token> part : ExprParser.split(Lexer.tokens(sql))) {
            Alias alias = Alias.of(part);
            if (alias.name() != null) {
              made.add(alias.name());
            }
            nodes.add(node(alias.rest()));
          }
          return nodes;
        };
    Expr.read(sql, Schema.builder().build(), reader).forEach(node -> walk(node, As.ANY));
    return this;
  }

  /** {@code count} and {@code count(distinct x)} are no expressions, but aggregates. */
  private static Node node(List<Token> tokens) {
    boolean bare = tokens.size() == 1 && tokens.get(0).word("count");
    if (bare || tokens.stream().anyMatch(token -> token.sign("*")) && tokens.size() == 4) {
      return new Node.Call("count", List.of());
    }
    if (tokens.size() > 3 && tokens.get(2).word("distinct")) {
      List<Node> arguments = new ArrayList<>();
      for (List<Token> part : ExprParser.split(tokens.subList(3, tokens.size() - 1))) {
        arguments.add(ExprParser.parse(part));
      }
      return new Node.Call(tokens.get(0).lower(), arguments);
    }
    return ExprParser.parse(tokens);
  }

  /** The columns in the order in which they were first spoken of. */
  public Map<String, Set<As>> columns() {
    return uses;
  }

  /** The names that the expressions give to what they make. */
  public Set<String> made() {
    return made;
  }

  private void walk(Node node, As as) {
    if (node instanceof Node.Column column) {
      uses.computeIfAbsent(column.path().get(0), name -> new LinkedHashSet<>()).add(as);
    } else if (node instanceof Node.Cast cast) {
      walk(cast.argument(), As.ANY);
    } else if (node instanceof Node.Call call) {
      call.arguments().forEach(argument -> walk(argument, of(call)));
    }
  }

  private static As of(Node.Call call) {
    if (COMPARISONS.contains(call.name())) {
      return call.arguments().stream().map(Uses::compared).reduce(As.ANY, Uses::stronger);
    }
    if (OF_NUMBERS.contains(call.name())) {
      return As.NUMBER;
    }
    if (OF_TEXTS.contains(call.name())) {
      return As.TEXT;
    }
    return ORDERING.contains(call.name()) ? As.ORDERED : As.ANY;
  }

  private static As compared(Node with) {
    if (with instanceof Node.Literal literal) {
      return literal.value() instanceof Number
          ? As.NUMBER
          : literal.value() instanceof String ? As.TEXT : As.ANY;
    }
    return with instanceof Node.Call call && OF_NUMBERS.contains(call.name()) ? As.NUMBER : As.ANY;
  }

  private static As stronger(As a, As b) {
    return a.ordinal() < b.ordinal() ? a : b;
  }
}
