package dev.cauce.io;

import java.io.Serializable;

/**
 * When which row is due.
 *
 * @param rowsPerSecond how many rows a second there are
 * @param total how many rows there are
 */
record RateTimetable(long rowsPerSecond, long total) implements Serializable {
  /** How many milliseconds after the start row {@code value} is due. */
  long millisAfterStart(long value) {
    // In two parts, so that nothing overflows.
    return value / rowsPerSecond * 1000 + value % rowsPerSecond * 1000 / rowsPerSecond;
  }

  /** Into how many parts the rows are worth to be dealt. */
  int splits(int desired) {
    return (int) Math.max(1, Math.min(desired, rowsPerSecond / 1000));
  }
}
