package dev.cauce.io;

import dev.cauce.row.EventTime;
import dev.cauce.table.DeadLetters;
import java.util.Objects;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a source is told beside its URI: how it sees time, and whether the run takes what is there.
 *
 * @param eventTime where the event time of a row stands; null for what the source takes by itself,
 *     which is the time of arrival, a file's time of modification, or Kafka's timestamp
 * @param idleness how long a partition that brings nothing holds the watermark of the others back
 * @param deadLetters what becomes of rows whose event time cannot be read; null: they fail the
 *     pipeline
 * @param availableNow whether the source is for a run with {@link
 *     dev.cauce.runners.RunOptions#isAvailableNow}: one that would end and begin anew each time, as
 *     a directory that is not watched, is then one that goes on where the last run was
 * @param resumable whether the run makes checkpoints, so that a later one goes on: a topic is then
 *     read from its beginning unless its URI says otherwise
 */
public record ReadOptions(
    @Nullable EventTime eventTime,
    Duration idleness,
    @Nullable DeadLetters deadLetters,
    boolean availableNow,
    boolean resumable) {
  /** 10 s: a window that closes later than that for want of rows is taken for one that hangs. */
  public static final Duration IDLENESS = Duration.standardSeconds(10);

  /** The source's own event time, an idleness limit of 10 s, no dead letters, no end. */
  public static final ReadOptions DEFAULT = new ReadOptions(null, IDLENESS, null, false, false);

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
    return new ReadOptions(
        Objects.requireNonNull(time), idleness, deadLetters, availableNow, resumable);
  }

  /** These options with another idleness limit. */
  public ReadOptions withIdleness(Duration limit) {
    return new ReadOptions(eventTime, limit, deadLetters, availableNow, resumable);
  }

  /** These options with a place for rows whose event time cannot be read. */
  public ReadOptions withDeadLetters(DeadLetters letters) {
    return new ReadOptions(
        eventTime, idleness, Objects.requireNonNull(letters), availableNow, resumable);
  }

  /** These options for a run that takes what is there beyond what earlier runs have taken. */
  public ReadOptions withAvailableNow() {
    return new ReadOptions(eventTime, idleness, deadLetters, true, true);
  }

  /** These options for a run that makes checkpoints. */
  public ReadOptions withCheckpoints() {
    return new ReadOptions(eventTime, idleness, deadLetters, availableNow, true);
  }

  /** The event time if it stands in the rows. */
  @Nullable EventTime inRows() {
    return eventTime == null || eventTime.isArrival() ? null : eventTime;
  }
}
