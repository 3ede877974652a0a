package dev.cauce.table;

import org.jspecify.annotations.Nullable;

/**
 * A stretch of the event time of one key and what is aggregated in it: a session, an instant, or
 * the time for which a key is remembered. In microseconds since the epoch.
 */
final class Stretch<A> {
  final long start;
  long end;

  /** Null only where nothing need be kept any more. */
  @Nullable A value;

  /** Whether it was in the table before the present tick. */
  final boolean old;

  /** Whether it has rows of the present tick. */
  boolean touched;

  Stretch(long start, long end, @Nullable A value, boolean old) {
    this.start = start;
    this.end = end;
    this.value = value;
    this.old = old;
    this.touched = !old;
  }

  Span span() {
    return new Span(start, end);
  }
}
