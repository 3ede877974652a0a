package dev.cauce.pipelines;

import dev.cauce.expr.Expr;
import dev.cauce.expr.Uses;
import dev.cauce.query.Query;
import dev.cauce.table.OutputMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A query that grows option by option; what is wrong with them is gathered. */
final class QueryBuilder {
  private final FlowSettings settings;
  private final List<String> problems = new ArrayList<>();
  private final Uses uses = new Uses();
  private InputOptions.@Nullable Input input;
  private @Nullable Query query;
  private boolean broken;

  QueryBuilder(FlowSettings settings) {
    this.settings = settings;
  }

  void problem(String problem) {
    problems.add(problem);
  }

  /** Notes the columns of an option, before {@link #open}. */
  void uses(FlowOption option) {
    try {
      uses.add(settings.value(option));
    } catch (IllegalArgumentException unreadable) {
      // Said when its step is read, against the columns.
    }
  }

  /** Reads what the rows are, and where their time is. */
  void open() {
    TableOptions table = settings.table();
    InputOptions.Input read = InputOptions.read(settings, uses, problems);
    input = read;
    if (read == null) {
      return;
    }
    Query all = Query.of(read.schema());
    query =
        read.timeColumn() == null
            ? all.arriving(table.latenessOrNone())
            : all.eventTime(read.timeColumn(), table.latenessOrNone());
  }

  /** The next step, which {@code option} asks for. */
  void then(String option, UnaryOperator<Query> step) {
    Query before = query;
    if (before != null) {
      if (!check(option, () -> query = step.apply(before))) {
        broken = true;
      }
    }
  }

  /**
   * Runs {@code step}; what it refuses is a problem of {@code option}.
   *
   * @return whether it is done
   */
  boolean check(String option, Runnable step) {
    try {
      step.run();
      return true;
    } catch (IllegalArgumentException refused) {
      problems.add("--" + option + ": " + refused.getMessage());
      return false;
    }
  }

  @Nullable Query query() {
    return query;
  }

  /** Whether a step is missing, so that nothing can be said of those behind it. */
  boolean isBroken() {
    return broken || query == null;
  }

  /** Says that a step is missing. */
  void breaks() {
    broken = true;
  }

  /** The order and the limit, if they are asked for. */
  void finish() {
    if (isBroken()) {
      return;
    }
    finish(settings.table(), this::then);
  }

  /** Adds the order and the limit of {@code table} by {@code then}. */
  static void finish(TableOptions table, BiConsumer<String, UnaryOperator<Query>> then) {
    String orderBy = table.orderBy();
    if (!orderBy.isBlank()) {
      then.accept(
          "order-by",
          query -> query.orderBy(Expr.split(orderBy.replaceAll("(?i):\\s*(asc|desc)\\b", " $1"))));
    }
    Long limit = table.limit();
    if (limit != null) {
      then.accept("limit", query -> query.limit(limit));
    }
  }

  /** The plan of what was built. */
  FlowPlan plan(OutputMode otherwise, boolean hasLateRows) {
    InputOptions.Input rows = input;
    Query built = query;
    if (rows == null || built == null || !problems.isEmpty()) {
      throw new RefusedException(problems);
    }
    return new QueryPlan(
        built,
        rows,
        settings.mode() == null ? otherwise : settings.mode(),
        settings.trigger(),
        hasLateRows);
  }
}
