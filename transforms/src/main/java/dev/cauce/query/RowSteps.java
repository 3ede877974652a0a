package dev.cauce.query;

import dev.cauce.expr.Expr;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** Filters and selections, one after the other, row by row. */
final class RowSteps implements Serializable {
  private final List<One> steps = new ArrayList<>();
  private final Schema output;

  /**
   * @param step a {@link Step.Where} or {@link Step.Select}
   * @param visible the columns before it, {@code window} among them where there is one
   * @param extended whether it uses {@code window}, which the rows do not have themselves
   */
  private record One(Step step, Schema visible, boolean extended) implements Serializable {}

  RowSteps(Schema input, List<Step> list) {
    Schema columns = input;
    for (Step step : list) {
      Schema visible = WindowColumn.visible(columns);
      boolean extended = visible != columns && uses(step);
      steps.add(new One(step, visible, extended));
      if (step instanceof Step.Select select) {
        columns = select.output();
      }
    }
    output = columns;
  }

  private static boolean uses(Step step) {
    if (step instanceof Step.Where where) {
      return WindowColumn.isIn(where.condition().columns());
    }
    return step instanceof Step.Select select
        && select.columns().stream().anyMatch(named -> WindowColumn.isIn(named.expr().columns()));
  }

  Schema output() {
    return output;
  }

  /** These steps without the filters. */
  RowSteps selectionsOnly(Schema input) {
    return new RowSteps(
        input, steps.stream().map(One::step).filter(Step.Select.class::isInstance).toList());
  }

  /** What becomes of a row. */
  interface Next {
    void row(Row row);
  }

  /** Hands what becomes of {@code row} to {@code next}; none of it if any step fails. */
  void run(Row row, Next next) {
    run(row, 0, next);
  }

  private void run(Row row, int at, Next next) {
    if (at == steps.size()) {
      next.row(row);
      return;
    }
    One one = steps.get(at);
    Row seen = one.extended() ? WindowColumn.extend(row, one.visible()) : row;
    if (one.step() instanceof Step.Where where) {
      if (where.condition().test(seen)) {
        run(row, at + 1, next);
      }
    } else if (one.step() instanceof Step.Select select) {
      List<Row> selected = select(select, seen);
      if (selected.size() == 1) {
        run(selected.get(0), at + 1, next);
        return;
      }
      List<Row> done = new ArrayList<>(); // what becomes of all of them, before any is handed on
      selected.forEach(each -> run(each, at + 1, done::add));
      done.forEach(next::row);
    }
  }

  private static List<Row> select(Step.Select select, Row row) {
    List<@Nullable Object> values = new ArrayList<>(select.columns().size());
    int exploding = -1;
    for (int i = 0; i < select.columns().size(); i++) {
      Expr expr = select.columns().get(i).expr();
      values.add(expr.eval(row));
      exploding = expr.explodes() ? i : exploding;
    }
    if (exploding < 0) {
      return List.of(Row.withSchema(select.output()).attachValues(values));
    }
    List<Row> rows = new ArrayList<>();
    if (values.get(exploding) instanceof Iterable<?> elements) {
      for (Object element : elements) {
        List<@Nullable Object> each = new ArrayList<>(values);
        each.set(exploding, element);
        rows.add(Row.withSchema(select.output()).attachValues(each));
      }
    }
    return rows;
  }
}
