package dev.cauce.expr;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.values.Row;

/**
 * An aggregate function of SQL over the rows of a group: {@code sum(bytes) as total}. Nulls are
 * left out; of no values a count is 0, a collected list empty, and all else null.
 *
 * <p>Most keep a few numbers. {@code collect_list}, {@code collect_set}, {@code count(distinct)},
 * {@code mode}, {@code median} and the percentiles keep every value, or every different one: their
 * state grows with what the group sees. {@code approx_count_distinct} keeps 1 KiB.
 *
 * @param function its name in small letters
 * @param arguments none for {@code count(*)}
 * @param distinct each different combination of arguments counts once
 * @param name of the column it makes
 */
public record Aggregate(String function, List<Expr> arguments, boolean distinct, String name)
    implements Serializable {

  /**
   * Reads several with commas between them: {@code count, sum(bytes), avg(ms) as latency,
   * count(distinct user) as users}. {@code count} alone counts rows, as {@code count(*)}. Without a
   * name the column is named as in Spark: {@code count}, {@code sum(bytes)}.
   *
   * @throws IllegalArgumentException if the text is none or does not fit the columns; the message
   *     is one line: what was given, what is wrong, what there is
   */
  public static List<Aggregate> parseAll(String sql, Schema schema) {
    return Expr.read(
        sql,
        schema,
        () -> {
          List<Aggregate> all = new ArrayList<>();
          for (List<Token> part : ExprParser.split(Lexer.tokens(sql))) {
            all.add(AggregateParser.parse(part, sql, schema));
          }
          return all;
        });
  }

  /**
   * The aggregate {@code function} of {@code argument}, an expression, or {@code *} for {@code
   * count}. Several arguments stand with commas between them, after {@code distinct} if wanted.
   *
   * @throws IllegalArgumentException as {@link #parseAll}
   */
  public static Aggregate of(String function, String argument, String as, Schema schema) {
    String sql = function + "(" + argument + ")";
    return Expr.read(
        sql,
        schema,
        () -> {
          List<Token> tokens = Lexer.tokens(sql);
          Aggregate made = AggregateParser.parse(tokens, sql, schema);
          return new Aggregate(made.function, made.arguments, made.distinct, as);
        });
  }

  static boolean isAggregate(String function) {
    return Aggregates.has(function);
  }

  /**
   * The aggregation, to be used with Beam's {@code Combine} or with a table. Its accumulators are
   * changed in place and have compact coders of a versioned format. An {@link ExpressionException}
   * means that an argument has no value for the row, or that a sum overflows; the accumulator is
   * then as it was.
   */
  public CombineFn<Row, ?, ?> fn() {
    return fold();
  }

  /** The type of its column, nullable where it may be null. */
  public Schema.FieldType type() {
    Fold<?> fold = fold();
    return fold.result().fieldType(fold.nullable());
  }

  Fold<?> fold() {
    Aggregates.Known known = Aggregates.named(function);
    int given = arguments.size();
    if (given < known.least() || given > known.most()) {
      throw new SyntaxException(
          function + " takes " + known.arity() + " arguments, but was given " + given);
    }
    if (!distinct) {
      return known.maker().make(arguments);
    }
    if (function.equals("count")) {
      return Aggregates.named("count_distinct").maker().make(arguments);
    }
    return distinct(known);
  }

  private Fold<?> distinct(Aggregates.Known known) {
    Schema values = DistinctFold.schema(arguments);
    List<Expr> columns = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      columns.add(Expr.parse("c" + i, values));
    }
    return new DistinctFold<>(arguments, known.maker().make(columns));
  }

  /** As it could be written: {@code count(DISTINCT user)}. */
  @Override
  public String toString() {
    List<String> texts = new ArrayList<>();
    for (Expr argument : arguments) {
      texts.add(argument.text());
    }
    String inside = texts.isEmpty() ? "*" : String.join(", ", texts);
    return function + "(" + (distinct ? "DISTINCT " : "") + inside + ") as " + name;
  }
}
