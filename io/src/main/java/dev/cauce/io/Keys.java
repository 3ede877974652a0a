package dev.cauce.io;

import dev.cauce.table.TableUpdate;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** The key columns of a table: what makes two rows the same one, and the order of rows by key. */
final class Keys implements Serializable {
  private static final int BEGINNING = Long.SIZE / Character.SIZE;

  private final int[] columns;

  private Keys(int[] columns) {
    this.columns = columns;
  }

  /** The key columns that are marked in {@code schema}. Without any, a table has but one row. */
  static Keys of(Schema schema) {
    return new Keys(TableUpdate.keyColumns(schema).stream().mapToInt(i -> i).toArray());
  }

  /** The positions of the key columns. */
  int[] columns() {
    return columns.clone();
  }

  /** The values of the key columns, to be compared by {@code equals}. */
  List<@Nullable Object> key(Row row) {
    List<@Nullable Object> key = new ArrayList<>(columns.length);
    for (int column : columns) {
      Object value = row.getValue(column);
      key.add(value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value);
    }
    return Collections.unmodifiableList(key);
  }

  /**
   * Sorts {@code rows} by the key columns in turn, nulls first, strings by their UTF-16 units;
   * values that have no order stay as they came.
   */
  void sort(List<Row> rows) {
    if (columns.length == 0) {
      return;
    }
    Placed[] placed = new Placed[rows.size()];
    for (int i = 0; i < placed.length; i++) {
      Row row = rows.get(i);
      placed[i] = new Placed(beginning(row.getValue(columns[0])), row);
    }
    Arrays.sort(placed, this::compare);
    for (int i = 0; i < placed.length; i++) {
      rows.set(i, placed[i].row);
    }
  }

  /** A row, and what most comparisons are decided by: rows are slow to look into. */
  private record Placed(long beginning, Row row) {}

  /** Grows with the value, as an unsigned number, or is the same; 0 for what comes first. */
  private static long beginning(@Nullable Object value) {
    long beginning = 0;
    if (value instanceof String text) {
      for (int i = 0; i < BEGINNING; i++) {
        beginning = beginning << Character.SIZE | (i < text.length() ? text.charAt(i) : 0);
      }
    } else if (value instanceof Long number) {
      beginning = number ^ Long.MIN_VALUE;
    }
    return beginning;
  }

  private int compare(Placed a, Placed b) {
    int order = Long.compareUnsigned(a.beginning, b.beginning);
    return order == 0 ? compare(a.row, b.row) : order;
  }

  private int compare(Row a, Row b) {
    for (int column : columns) {
      int order = BY_VALUE.compare(a.getValue(column), b.getValue(column));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static final Comparator<@Nullable Object> BY_VALUE =
      Comparator.nullsFirst(Keys::compareValues);

  @SuppressWarnings({"unchecked", "rawtypes"}) // one column has values of one class
  private static int compareValues(Object a, Object b) {
    if (a instanceof Comparable comparable && a.getClass() == b.getClass()) {
      return comparable.compareTo(b);
    }
    if (a instanceof byte[] left && b instanceof byte[] right) {
      return Arrays.compareUnsigned(left, right);
    }
    return 0;
  }
}
