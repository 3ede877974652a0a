package dev.cauce.pipelines;

import dev.cauce.expr.Aggregate;
import dev.cauce.expr.Expr;
import dev.cauce.query.Query;
import dev.cauce.query.Windowing;
import dev.cauce.table.OutputMode;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;

/**
 * Answers a question to rows of text that aggregates: the flow {@code aggregate}. In update mode
 * unless told otherwise; takes bounded and unbounded input. {@link FlowPlan#facts} says what its
 * state is bounded by.
 */
public final class Aggregation implements Flow {
  /** The columns or expressions to group by. */
  public static final FlowOption BY =
      FlowOption.text(
          "by",
          "COLUMNS",
          "What rows are grouped by: columns or SQL expressions, \"host, status div 100 as"
              + " class\". Default: nothing, one row for all.",
          "");

  /** The aggregates. */
  public static final FlowOption AGG =
      FlowOption.text(
          "agg",
          "AGGREGATES",
          "What is asked of each group: \"count, sum(bytes), avg(ms) as latency\".",
          "count");

  /** Which rows count. */
  public static final FlowOption WHERE =
      FlowOption.text(
          "where", "CONDITION", "Which rows count, in SQL: \"status >= 500 and host <> 'x'\".", "");

  /** Which rows of the table come out. */
  public static final FlowOption HAVING =
      FlowOption.text(
          "having", "CONDITION", "Which rows of the table come out: \"count > 10\".", "");

  /** Subtotals by fewer and fewer columns. */
  public static final FlowOption ROLLUP =
      FlowOption.flag("rollup", "Also by all columns of --by but the last, and so on to none.");

  /** Subtotals by every set of columns. */
  public static final FlowOption CUBE =
      FlowOption.flag("cube", "Also by every choice of the columns of --by.");

  /** For {@link java.util.ServiceLoader}. */
  public Aggregation() {}

  @Override
  public String name() {
    return "aggregate";
  }

  @Override
  public String summary() {
    return "Answers a question to JSON, CSV or text: counts, sums, averages by columns.";
  }

  @Override
  public List<FlowOption> options() {
    List<FlowOption> all = new ArrayList<>(InputOptions.ALL);
    all.addAll(List.of(WHERE, BY, AGG, HAVING, ROLLUP, CUBE));
    return all;
  }

  @Override
  public FlowPlan plan(FlowSettings settings) {
    QueryBuilder builder = new QueryBuilder(settings);
    TableOptions table = settings.table();
    boolean sets = settings.isSet(ROLLUP) || settings.isSet(CUBE);
    if (settings.isSet(ROLLUP) && settings.isSet(CUBE)) {
      builder.problem("--rollup and --cube are both given: give one of them.");
    }
    if (sets && settings.value(BY).isBlank()) {
      builder.problem("--rollup and --cube need columns: give --by.");
    }
    if (table.lateness() != null && table.window() == null && table.eventTime() == null) {
      builder.problem("--lateness needs --window or --event-time: without them no row is late.");
    }
    builder.uses(WHERE);
    builder.uses(BY);
    builder.uses(AGG);
    builder.open();
    if (!settings.value(WHERE).isBlank()) {
      builder.then(WHERE.name(), query -> query.where(settings.value(WHERE)));
    }
    group(builder, settings);
    if (!settings.value(HAVING).isBlank() && !builder.isBroken()) {
      builder.then(HAVING.name(), query -> query.where(settings.value(HAVING)));
    }
    builder.finish();
    return builder.plan(OutputMode.UPDATE, table.window() != null || table.eventTime() != null);
  }

  private static void group(QueryBuilder builder, FlowSettings settings) {
    Query query = builder.query();
    if (query == null) {
      return;
    }
    Schema columns = query.expressionColumns();
    List<String> keys = new ArrayList<>();
    List<Aggregate> aggregates = new ArrayList<>();
    boolean keysRead =
        builder.check(
            BY.name(),
            () -> {
              keys.addAll(Expr.split(settings.value(BY)));
              keys.forEach(key -> Expr.parseNamed(key, columns));
            });
    boolean aggregatesRead =
        builder.check(
            AGG.name(), () -> aggregates.addAll(Aggregate.parseAll(settings.value(AGG), columns)));
    Windowing window = settings.table().window();
    String gap = window == null ? null : window.gap();
    boolean gapRead = gap == null || builder.check("window", () -> Expr.parse(gap, columns));
    boolean sets = settings.isSet(ROLLUP) || settings.isSet(CUBE);
    if (!gapRead || !keysRead || !aggregatesRead || sets && keys.isEmpty()) {
      builder.breaks();
      return;
    }
    builder.then(
        BY.name(),
        rows -> {
          if (settings.isSet(ROLLUP)) {
            return rows.rollup(window, keys, aggregates);
          }
          return settings.isSet(CUBE)
              ? rows.cube(window, keys, aggregates)
              : rows.groupBy(window, keys, aggregates);
        });
  }
}
