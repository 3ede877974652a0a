package dev.cauce.row;

import java.io.Serializable;

/** Tells the time of a line that says it in a way of its own: see {@link EventTime#by}. */
public interface LineTime extends Serializable {
  /**
   * The event time of the line {@code bytes[from, to)}, UTF-8 text, in milliseconds since the
   * epoch; {@link EventTime#NONE} if it has none.
   */
  long millis(byte[] bytes, int from, int to);

  /**
   * Whether a line that has no time is no row either, and nothing that is wrong: a header, or a
   * part of the line before it.
   */
  boolean isNoRow(byte[] bytes, int from, int to);

  /** Why a line has no time, in one line. */
  String missing(byte[] bytes, int from, int to);
}
