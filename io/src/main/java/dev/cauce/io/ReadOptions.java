package dev.cauce.io;

import dev.cauce.row.EventTime;
import dev.cauce.table.DeadLetters;
import java.util.Objects;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a source is told beside its URI: how it sees time.
 *
 * @param eventTime where the event time of a row stands; null for what the source takes by itself,
 *     which is the time of arrival, a file's time of modification, or Kafka's timestamp
 * @param idleness how long a partition that brings nothing holds the watermark of the others back
 * @param deadLetters what becomes of rows whose event time cannot be read; null: they fail the
 *     pipeline
 */
public record ReadOptions(
    @Nullable EventTime eventTime, Duration idleness, @Nullable DeadLetters deadLetters) {
  /** 10 s: a window that closes later than that for want of rows is taken for one that hangs. */
  public static final Duration IDLENESS = Duration.standardSeconds(10);

  /** The source's own event time, an idleness limit of 10 s, no dead letters. */
  public static final ReadOptions DEFAULT = new ReadOptions(null, IDLENESS, null);

  /**
   * Checks the limit.
   *
   * @throws IllegalArgumentException if it is not longer than nothing
   */
  public ReadOptions {
    Objects.requireNonNull(idleness);
    if (idleness.getMillis() < 1) {
      throw new IllegalArgumentException(
          "An idleness limit of " + idleness + ": give one of 1 ms or more");
    }
  }

  /** These options with an event time that stands in the rows, or is that of arrival. */
  public ReadOptions withEventTime(EventTime time) {
    return new ReadOptions(Objects.requireNonNull(time), idleness, deadLetters);
  }

  /** These options with another idleness limit. */
  public ReadOptions withIdleness(Duration limit) {
    return new ReadOptions(eventTime, limit, deadLetters);
  }

  /** These options with a place for rows whose event time cannot be read. */
  public ReadOptions withDeadLetters(DeadLetters letters) {
    return new ReadOptions(eventTime, idleness, Objects.requireNonNull(letters));
  }

  /** The event time if it stands in the rows. */
  @Nullable EventTime inRows() {
    return eventTime == null || eventTime.isArrival() ? null : eventTime;
  }
}
