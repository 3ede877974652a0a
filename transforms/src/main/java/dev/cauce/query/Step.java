package dev.cauce.query;

import dev.cauce.expr.Aggregate;
import dev.cauce.expr.Expr;
import java.io.Serializable;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/** One step of a {@link Query}, checked against the columns before it. */
sealed interface Step extends Serializable {
  /** Rows for which the condition is true. */
  record Where(Expr condition) implements Step {}

  /** Other columns of the same rows; of one of them each element may become a row. */
  record Select(List<Expr.Named> columns, Schema output) implements Step {}

  /**
   * Aggregates by key.
   *
   * @param sets the keys of each grouping set by number: one set of all keys, or more in a rollup
   *     or cube
   * @param time the column that tells a row's time; null for the time of the element
   * @param atTime whether the time is part of the key, so that groups end with it
   */
  record Group(
      @Nullable Windowing windowing,
      List<Expr.Named> keys,
      List<List<Integer>> sets,
      List<Aggregate> aggregates,
      @Nullable String time,
      boolean atTime,
      Schema output)
      implements Step {}

  /**
   * The first row of each key.
   *
   * @param within for how long a key is remembered; null for ever, or with its time
   * @param time the column that tells a row's time
   * @param timeInKey whether it is among the columns
   */
  record Distinct(
      List<String> columns, @Nullable Duration within, @Nullable String time, boolean timeInKey)
      implements Step {}

  /** Orders a whole table. */
  record OrderBy(List<Order> columns) implements Step {}

  /** One column to order by. */
  record Order(Expr expr, boolean descending, boolean nullsFirst) implements Serializable {}

  /** The first rows. */
  record Limit(long rows) implements Step {}
}
