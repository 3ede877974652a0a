package dev.cauce.pipelines;

import dev.cauce.expr.Expr;
import dev.cauce.table.OutputMode;
import java.util.ArrayList;
import java.util.List;
import org.joda.time.Duration;

/**
 * Rows of text, some of them, some of their columns, each once: the flow {@code select}. In append
 * mode; takes bounded and unbounded input. Without {@code --distinct} it keeps the rows of one tick
 * only.
 */
public final class Selection implements Flow {
  /** The columns that come out. */
  public static final FlowOption COLUMNS =
      FlowOption.text(
          "columns",
          "COLUMNS",
          "What comes out: columns or SQL expressions, \"host, upper(path) as path\". Default: all"
              + " columns.",
          "");

  /** Which rows come out. */
  public static final FlowOption WHERE =
      FlowOption.text("where", "CONDITION", "Which rows come out, in SQL: \"status >= 500\".", "");

  /** The columns of which each value comes once. */
  public static final FlowOption DISTINCT =
      FlowOption.text(
          "distinct",
          "COLUMNS",
          "Only the first row of each value of these columns of the input: \"id\"; * for all.",
          "");

  /** For how long a value is remembered. */
  public static final FlowOption WITHIN =
      FlowOption.duration(
          "distinct-within",
          "How long a value of --distinct is remembered, by the event time. Default: for ever.");

  /** For {@link java.util.ServiceLoader}. */
  public Selection() {}

  @Override
  public String name() {
    return "select";
  }

  @Override
  public String summary() {
    return "Gives rows of JSON, CSV or text as they come: filtered, computed, without duplicates.";
  }

  @Override
  public List<FlowOption> options() {
    List<FlowOption> all = new ArrayList<>(InputOptions.ALL);
    all.addAll(List.of(WHERE, DISTINCT, WITHIN, COLUMNS));
    return all;
  }

  @Override
  public FlowPlan plan(FlowSettings settings) {
    QueryBuilder builder = new QueryBuilder(settings);
    TableOptions table = settings.table();
    String distinct = settings.value(DISTINCT);
    Duration within = settings.duration(WITHIN);
    if (table.window() != null) {
      builder.problem("--window belongs to an aggregation: leave it out, or use cauce aggregate.");
    }
    if (table.lateness() != null && within == null) {
      builder.problem("--lateness needs --distinct-within: without it no row is late.");
    }
    if (within != null && distinct.isBlank()) {
      builder.problem("--distinct-within needs --distinct: say of which columns.");
    }
    builder.uses(WHERE);
    if (!distinct.equals("*")) {
      builder.uses(DISTINCT);
    }
    builder.uses(COLUMNS);
    builder.open();
    if (builder.query() != null && builder.query().columns().getFieldCount() == 0) {
      builder.problem(
          "--columns is missing: the lines cannot be looked at before it runs, so name what you"
              + " want, or all there is with --schema.");
    }
    if (!settings.value(WHERE).isBlank()) {
      builder.then(WHERE.name(), query -> query.where(settings.value(WHERE)));
    }
    if (!distinct.isBlank()) {
      List<String> keys = distinct.equals("*") ? List.of() : Expr.split(distinct);
      builder.then(
          within == null ? DISTINCT.name() : WITHIN.name(),
          query -> within == null ? query.distinct(keys) : query.distinctWithin(keys, within));
    }
    if (!settings.value(COLUMNS).isBlank()) {
      builder.then(COLUMNS.name(), query -> query.select(Expr.split(settings.value(COLUMNS))));
    }
    builder.finish();
    return builder.plan(OutputMode.APPEND, within != null);
  }
}
