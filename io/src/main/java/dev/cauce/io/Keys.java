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
  private static final int BEGINNING = Long.BYTES;
  private static final int LAST = 0xFF;

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
    if (columns.length == 0 || rows.size() < 2) {
      return;
    }
    // Rows are slow to look into: first by what fits into a number beside the place of the row.
    Row[] unsorted = rows.toArray(Row[]::new);
    long[] beginnings = beginnings(unsorted);
    int bits = Long.SIZE - Long.numberOfLeadingZeros(unsorted.length - 1);
    long places = (1L << bits) - 1;
    long[] order = new long[unsorted.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (beginnings[i] & ~places | i) ^ Long.MIN_VALUE; // sorted as a signed one
    }
    Arrays.sort(order);
    forTies(order, bits, (from, to) -> sortByRest(order, from, to, beginnings, bits));
    Row[] sorted = new Row[unsorted.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = unsorted[(int) (order[i] & places)];
    }
    for (int i = 0; i < order.length; i++) {
      order[i] = beginnings[(int) (order[i] & places)];
    }
    forTies(order, 0, (from, to) -> Arrays.sort(sorted, from, to, this::compare));
    for (int i = 0; i < sorted.length; i++) {
      rows.set(i, sorted[i]);
    }
  }

  private interface Tie {
    void sort(int from, int to);
  }

  /** Goes through the stretches of two and more that are the same above the last {@code bits}. */
  private static void forTies(long[] order, int bits, Tie tie) {
    for (int from = 0; from < order.length; ) {
      int to = from + 1;
      while (to < order.length && order[to] >>> bits == order[from] >>> bits) {
        to++;
      }
      if (to > from + 1) {
        tie.sort(from, to);
      }
      from = to;
    }
  }

  /** Sorts rows by what of their beginnings had to give way to their places. */
  private static void sortByRest(long[] order, int from, int to, long[] beginnings, int bits) {
    long places = (1L << bits) - 1;
    long shared = order[from] & ~places;
    for (int i = from; i < to; i++) {
      int place = (int) (order[i] & places);
      order[i] = (beginnings[place] & places) << bits | place; // at most 62 bits
    }
    Arrays.sort(order, from, to);
    for (int i = from; i < to; i++) {
      order[i] = shared | order[i] & places;
    }
  }

  /** Of each row a number that grows, as an unsigned one, with the first column, or is the same. */
  private long[] beginnings(Row[] rows) {
    long[] beginnings = new long[rows.length];
    long least = -1;
    long greatest = 0;
    for (int i = 0; i < rows.length; i++) {
      long beginning = beginning(rows[i].getValue(columns[0]));
      beginnings[i] = beginning;
      least = Long.compareUnsigned(beginning, least) < 0 ? beginning : least;
      greatest = Long.compareUnsigned(beginning, greatest) > 0 ? beginning : greatest;
    }
    int unused = Long.numberOfLeadingZeros(greatest - least);
    for (int i = 0; i < beginnings.length; i++) {
      beginnings[i] = beginnings[i] - least << unused; // what tells them apart comes first
    }
    return beginnings;
  }

  /**
   * Grows with the value, as an unsigned number, or is the same; 0 for what comes first. Of a text
   * it has the first eight characters, or those up to the first that needs more than a byte.
   */
  private static long beginning(@Nullable Object value) {
    long beginning = 0;
    if (value instanceof String text) {
      int length = Math.min(text.length(), BEGINNING);
      int i = 0;
      for (int c = 0; i < length && c < LAST; i++) {
        c = Math.min(text.charAt(i), LAST);
        beginning = beginning << Byte.SIZE | c;
      }
      beginning <<= Byte.SIZE * (BEGINNING - i);
    } else if (value instanceof Long number) {
      beginning = number ^ Long.MIN_VALUE;
    }
    return beginning;
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
