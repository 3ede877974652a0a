package dev.cauce.io;

import dev.cauce.row.EventTime;
import java.io.Serializable;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is read, and how.
 *
 * @param untilLatest whether to end at the offsets that are the last ones at the start
 * @param eventTime where the event time of a row stands; null if it is the record's timestamp
 * @param maxRate the most rows per second and reader; {@link Long#MAX_VALUE} for no limit
 */
record TopicReading(
    TopicConnection connection,
    StartingOffsets from,
    boolean untilLatest,
    long maxRate,
    Duration idleness,
    boolean failOnDataLoss,
    @Nullable EventTime eventTime)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  TopicReading(TopicConnection connection) {
    this(
        connection,
        StartingOffsets.earliest(),
        false,
        Long.MAX_VALUE,
        ReadOptions.IDLENESS,
        true,
        null);
  }

  TopicReading {
    if (maxRate < 1) {
      throw new IllegalArgumentException("A rate of " + maxRate + " rows per second: at least 1");
    }
  }

  TopicReading with(TopicConnection other) {
    return new TopicReading(other, from, untilLatest, maxRate, idleness, failOnDataLoss, eventTime);
  }

  TopicReading with(StartingOffsets other) {
    return new TopicReading(
        connection, other, untilLatest, maxRate, idleness, failOnDataLoss, eventTime);
  }

  TopicReading bounded() {
    return new TopicReading(connection, from, true, maxRate, idleness, failOnDataLoss, eventTime);
  }

  TopicReading withMaxRate(long other) {
    return new TopicReading(
        connection, from, untilLatest, other, idleness, failOnDataLoss, eventTime);
  }

  TopicReading withIdleness(Duration other) {
    return new TopicReading(
        connection, from, untilLatest, maxRate, other, failOnDataLoss, eventTime);
  }

  TopicReading withFailOnDataLoss(boolean other) {
    return new TopicReading(connection, from, untilLatest, maxRate, idleness, other, eventTime);
  }

  TopicReading withEventTime(@Nullable EventTime other) {
    return new TopicReading(
        connection, from, untilLatest, maxRate, idleness, failOnDataLoss, other);
  }
}
