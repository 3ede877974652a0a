package dev.cauce.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Instant;

/**
 * Rows that left a table together, and how to apply them.
 *
 * <ul>
 *   <li>{@code APPEND}: the rows are final and never come again.
 *   <li>{@code UPDATE}: the rows of the key columns of {@code removed} are no longer in the table;
 *       then each of {@code rows} replaces the row of the same key columns. Both only where the
 *       version is not lower than that of what is there. One tick of a large table may leave it as
 *       several updates; each key is in one of them.
 *   <li>{@code COMPLETE}: the rows replace everything, if the version is higher than that of the
 *       snapshot before.
 * </ul>
 *
 * <p>All rows have one {@link Schema}; {@link #keyColumns} tells which of its fields are the key. A
 * windowed table has {@code window_start} and {@code window_end} as its first two key columns.
 *
 * @param mode how to apply the rows
 * @param windowStart the start of the rows' window; the least instant Beam has if the table has no
 *     windows, or if the rows are of several
 * @param windowEnd the end of the rows' window (exclusive); the greatest instant Beam has otherwise
 * @param version never goes back for a key, restarts included
 * @param rows at least one, but for a complete table that has become empty, or if there are removed
 *     ones
 * @param removed in update mode only: rows that are no longer in the table, such as sessions that
 *     were merged into another; only their key columns count, the others may be null
 */
public record TableUpdate(
    OutputMode mode,
    Instant windowStart,
    Instant windowEnd,
    long version,
    List<Row> rows,
    List<Row> removed) {
  private static final String KEY_OPTION = "cauce.key";

  /** Checks that nothing is missing; the rows are copied. */
  public TableUpdate {
    Objects.requireNonNull(mode);
    Objects.requireNonNull(windowStart);
    Objects.requireNonNull(windowEnd);
    rows = List.copyOf(rows);
    removed = List.copyOf(removed);
    if (mode != OutputMode.UPDATE && !removed.isEmpty()) {
      throw new IllegalArgumentException("Only in update mode rows leave a table, not in " + mode);
    }
  }

  /** An update by which no row leaves the table. */
  public TableUpdate(
      OutputMode mode, Instant windowStart, Instant windowEnd, long version, List<Row> rows) {
    this(mode, windowStart, windowEnd, version, rows, List.of());
  }

  /** {@code field}, marked as one of the columns that make up the key. */
  public static Schema.Field keyColumn(Schema.Field field) {
    return field.withOptions(
        Schema.Options.builder().setOption(KEY_OPTION, Schema.FieldType.BOOLEAN, true));
  }

  /** The positions of the key columns of {@code schema}, in order; empty if there are none. */
  public static List<Integer> keyColumns(Schema schema) {
    List<Integer> keys = new ArrayList<>();
    for (int i = 0; i < schema.getFieldCount(); i++) {
      if (schema.getField(i).getOptions().hasOption(KEY_OPTION)) {
        keys.add(i);
      }
    }
    return keys;
  }
}
