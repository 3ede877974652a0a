package dev.cauce.row;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A place in a row. What is found is a range of its bytes, in one number, so that none is made. */
interface TimeField extends Serializable {
  /** There is no such place in the row. */
  long NOWHERE = -1;

  /** The place is not simply a range of bytes: {@link #text} knows what stands there. */
  long ODD = -2;

  /** Where it is in {@code bytes[from, to)}: a {@link #range}, {@link #NOWHERE} or {@link #ODD}. */
  long find(byte[] bytes, int from, int to);

  /** What stands there; null if there is no such place. */
  @Nullable String text(byte[] bytes, int from, int to);

  /** Why there is no such place, to go on after "event time: ". */
  String missing(byte[] bytes, int from, int to);

  /** Whether the value that begins at {@code start} is known to be a number. */
  default boolean isNumber(byte[] bytes, int start) {
    return false;
  }

  static long range(int start, int end) {
    return ((long) start << 32) | end;
  }

  static int start(long range) {
    return (int) (range >>> 32);
  }

  static int end(long range) {
    return (int) range;
  }
}
