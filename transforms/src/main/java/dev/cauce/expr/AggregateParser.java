package dev.cauce.expr;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.beam.sdk.schemas.Schema;

/** Reads one aggregate. */
final class AggregateParser {
  private AggregateParser() {}

  static Aggregate parse(List<Token> tokens, String sql, Schema schema) {
    Alias alias = Alias.of(tokens);
    List<Token> call = alias.rest();
    if (call.isEmpty()) {
      throw new SyntaxException("an aggregate is missing: write count, sum(column) or the like");
    }
    String function = call.get(0).lower();
    if (call.size() == 1 && function.equals("count")) {
      return checked(function, List.of(), false, alias, "count");
    }
    int last = call.size() - 1;
    boolean whole = call.size() >= 3 && call.get(1).sign("(") && call.get(last).sign(")");
    if (!whole || ExprParser.closingOf(call, 1) != last) {
      throw new SyntaxException(
          "\""
              + Expr.text(call, sql)
              + "\" is no aggregate: write count, sum(column) or the like, and compute with its"
              + " result afterwards");
    }
    Aggregates.named(function);
    boolean distinct = last > 2 && call.get(2).word("distinct");
    List<Token> inside = call.subList(distinct ? 3 : 2, last);
    if (inside.isEmpty() || (inside.size() == 1 && inside.get(0).sign("*"))) {
      if (!function.equals("count")) {
        throw new SyntaxException(function + " wants an argument, as in " + function + "(column)");
      }
      if (distinct) {
        throw new SyntaxException("count(distinct ...) wants columns");
      }
      return checked(function, List.of(), false, alias, "count");
    }
    List<Expr> arguments = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    for (List<Token> part : ExprParser.split(inside)) {
      Node node = ExprParser.parse(part);
      Expr argument = Expr.of(node, schema, Expr.text(part, sql));
      if (argument.explodes()) {
        throw new SyntaxException("explode can only stand in a select, before the aggregation");
      }
      arguments.add(argument);
      shown.add(node.toString());
    }
    String name =
        shown.stream()
            .collect(Collectors.joining(", ", function + "(" + (distinct ? "DISTINCT " : ""), ")"));
    return checked(function, arguments, distinct, alias, name);
  }

  private static Aggregate checked(
      String function, List<Expr> arguments, boolean distinct, Alias alias, String name) {
    Aggregate made =
        new Aggregate(
            function, List.copyOf(arguments), distinct, alias.name() == null ? name : alias.name());
    made.fold(); // refuses what does not fit now, not when the pipeline is built
    return made;
  }
}
