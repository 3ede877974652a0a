package dev.cauce.io;

import java.io.IOException;
import java.time.Duration;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a reader of a topic took from its cursor last: at most what is allowed, and counted. */
final class TopicTaking<T> {
  private final RowAllowance allowance;
  private final TopicEvents events;
  private @Nullable T current;
  private Instant time = BoundedWindow.TIMESTAMP_MIN_VALUE;

  TopicTaking(RowAllowance allowance, TopicEvents events) {
    this.allowance = allowance;
    this.events = events;
  }

  /** Nothing is taken any more. */
  void clear() {
    current = null;
  }

  /** How many rows may be taken now. */
  long allowed() {
    return allowance.rows();
  }

  /** Takes the next block of at most {@code most} rows; false if none came within {@code wait}. */
  boolean take(TopicCursor<T> cursor, long most, Duration wait) throws IOException {
    if (!cursor.advance(most, wait, events)) {
      return false;
    }
    current = cursor.block();
    time = Instant.ofEpochMilli(cursor.least());
    allowance.take(cursor.rows());
    events.rows(cursor.rows());
    return true;
  }

  /**
   * The block.
   *
   * @throws NoSuchElementException if there is none
   */
  T block() {
    if (current == null) {
      throw new NoSuchElementException();
    }
    return current;
  }

  /**
   * The least event time in the block.
   *
   * @throws NoSuchElementException if there is none
   */
  Instant time() {
    block();
    return time;
  }
}
