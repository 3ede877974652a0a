package dev.cauce.io;

import dev.cauce.table.TableUpdate;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
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
    Row[] unsorted = rows.toArray(Row[]::new);
    long[] beginnings = new long[unsorted.length];
    for (int i = 0; i < unsorted.length; i++) {
      beginnings[i] = beginning(unsorted[i]);
    }
    int[] order = order(beginnings, unsorted.length, number -> unsorted[number]);
    for (int i = 0; i < order.length; i++) {
      rows.set(i, unsorted[order[i]]);
    }
  }

  /**
   * The numbers of {@code size} rows in the order that {@link #sort} gives them.
   *
   * @param unsorted the {@link #beginning} of each row; changed
   * @param rows looks a row up; which is asked for those alone whose beginnings are the same
   */
  int[] order(long[] unsorted, int size, IntFunction<Row> rows) {
    long[] order = new long[size];
    int bits = size < 2 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(size - 1);
    long places = (1L << bits) - 1;
    if (columns.length > 0) {
      // Rows are slow to look into: first by what fits into a number beside the place of the row.
      spread(unsorted, size);
      for (int i = 0; i < size; i++) {
        order[i] = (unsorted[i] & ~places | i) ^ Long.MIN_VALUE; // sorted as a signed one
      }
      Arrays.sort(order);
      forTies(order, bits, (from, to) -> sortByRest(order, from, to, unsorted, bits));
    } else {
      Arrays.setAll(order, i -> i);
    }
    int[] numbers = new int[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = (int) (order[i] & places);
    }
    if (columns.length > 0) {
      for (int i = 0; i < size; i++) {
        order[i] = unsorted[numbers[i]];
      }
      forTies(order, 0, (from, to) -> sortByRow(numbers, from, to, rows));
    }
    return numbers;
  }

  private void sortByRow(int[] numbers, int from, int to, IntFunction<Row> rows) {
    record Numbered(Row row, int number) {}

    Numbered[] tied = new Numbered[to - from];
    for (int i = from; i < to; i++) {
      tied[i - from] = new Numbered(rows.apply(numbers[i]), numbers[i]);
    }
    Arrays.sort(tied, (a, b) -> compare(a.row(), b.row()));
    for (int i = from; i < to; i++) {
      numbers[i] = tied[i - from].number();
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

  /** Puts what tells the numbers apart into their highest bits. */
  private static void spread(long[] beginnings, int size) {
    long least = -1;
    long greatest = 0;
    for (int i = 0; i < size; i++) {
      least = Long.compareUnsigned(beginnings[i], least) < 0 ? beginnings[i] : least;
      greatest = Long.compareUnsigned(beginnings[i], greatest) > 0 ? beginnings[i] : greatest;
    }
    int unused = size == 0 ? 0 : Long.numberOfLeadingZeros(greatest - least);
    for (int i = 0; i < size; i++) {
      beginnings[i] = beginnings[i] - least << unused;
    }
  }

  /**
   * A number that grows, as an unsigned one, with the first key column of {@code row}, or is the
   * same; always 0 without key columns.
   */
  long beginning(Row row) {
    return columns.length == 0 ? 0 : beginningOf(row.getValue(columns[0]));
  }

  /**
   * Grows with the value, as an unsigned number, or is the same; 0 for what comes first. Of a text
   * it has the first eight characters, or those up to the first that needs more than a byte.
   */
  private static long beginningOf(@Nullable Object value) {
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
