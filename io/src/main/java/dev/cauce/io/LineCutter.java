package dev.cauce.io;

import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines, at LF or CRLF, wherever the pieces it is given begin and end.
 * A line longer than the limit is skipped up to its end without being kept, so memory is bounded by
 * the limit. Not thread-safe.
 */
final class LineCutter {
  /** What becomes of the lines. */
  interface Rows {
    /** A whole line, without its end, in {@code bytes[from, to)}: to be copied, not kept. */
    void row(byte[] bytes, int from, int to);

    /** A line has grown longer than the limit; it will not come. */
    void oversized();
  }

  private static final byte[] NOTHING = new byte[0];

  private final int limit;
  private final Rows rows;
  private byte[] half = NOTHING;
  private int length;
  private boolean skipping;

  /** Lines of up to {@code limit} bytes, their ends not counted, go to {@code rows}. */
  LineCutter(int limit, Rows rows) {
    this.limit = limit;
    this.rows = rows;
  }

  /** Takes the next bytes of the stream, {@code chunk[from, to)}. */
  void cut(byte[] chunk, int from, int to) {
    int start = from;
    for (int i = from; i < to; i++) {
      if (chunk[i] == '\n') {
        complete(chunk, start, i);
        start = i + 1;
      }
    }
    keep(chunk, start, to);
  }

  /** The stream has ended: what has no line end yet is its last line. */
  void finish() {
    if (length > 0) {
      row(half, 0, length);
    }
    forget();
  }

  /**
   * The stream was cut: the next bytes begin a line of their own.
   *
   * @return whether a half line was dropped
   */
  boolean drop() {
    boolean dropped = length > 0;
    forget();
    return dropped;
  }

  private void complete(byte[] chunk, int from, int to) {
    if (skipping) {
      skipping = false;
    } else if (length == 0) {
      row(chunk, from, to);
    } else if (fits(chunk, from, to)) {
      append(chunk, from, to);
      row(half, 0, length);
      forget();
    } else {
      rows.oversized();
      forget();
    }
  }

  private void keep(byte[] chunk, int from, int to) {
    if (from == to || skipping) {
      return;
    }
    if (fits(chunk, from, to)) {
      append(chunk, from, to);
    } else {
      rows.oversized();
      forget();
      skipping = true;
    }
  }

  /** One byte more than the limit is let in if it may be the CR of a CRLF. */
  private boolean fits(byte[] chunk, int from, int to) {
    long whole = (long) length + to - from;
    if (whole <= limit) {
      return true;
    }
    byte last = from == to ? half[length - 1] : chunk[to - 1];
    return whole == limit + 1L && last == '\r';
  }

  private void append(byte[] chunk, int from, int to) {
    int whole = length + to - from;
    if (whole > half.length) {
      long roomy = Math.min(Math.max(256L, 2L * whole), limit + 1L);
      half = Arrays.copyOf(half, (int) roomy);
    }
    System.arraycopy(chunk, from, half, length, to - from);
    length = whole;
  }

  private void row(byte[] bytes, int from, int to) {
    int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
    if (end - from > limit) {
      rows.oversized();
    } else {
      rows.row(bytes, from, end);
    }
  }

  private void forget() {
    length = 0;
    skipping = false;
    if (half.length > 1 << 16) {
      half = NOTHING; // one long line is no reason to hold its size for ever
    }
  }
}
