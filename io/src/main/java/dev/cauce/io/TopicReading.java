package dev.cauce.io;

import java.io.Serializable;
import org.joda.time.Duration;

/**
 * What is read, and how.
 *
 * @param untilLatest whether to end at the offsets that are the last ones at the start
 * @param maxRate the most rows per second and reader; {@link Long#MAX_VALUE} for no limit
 */
record TopicReading(
    TopicConnection connection,
    StartingOffsets from,
    boolean untilLatest,
    long maxRate,
    Duration idleness,
    boolean failOnDataLoss)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  TopicReading(TopicConnection connection) {
    this(
        connection,
        StartingOffsets.earliest(),
        false,
        Long.MAX_VALUE,
        Duration.standardMinutes(1),
        true);
  }

  TopicReading {
    if (maxRate < 1) {
      throw new IllegalArgumentException("A rate of " + maxRate + " rows per second: at least 1");
    }
    if (idleness.getMillis() < 1) {
      throw new IllegalArgumentException(
          "An idleness limit of " + idleness + ": more than nothing");
    }
  }

  TopicReading with(TopicConnection other) {
    return new TopicReading(other, from, untilLatest, maxRate, idleness, failOnDataLoss);
  }

  TopicReading with(StartingOffsets other) {
    return new TopicReading(connection, other, untilLatest, maxRate, idleness, failOnDataLoss);
  }

  TopicReading bounded() {
    return new TopicReading(connection, from, true, maxRate, idleness, failOnDataLoss);
  }

  TopicReading withMaxRate(long other) {
    return new TopicReading(connection, from, untilLatest, other, idleness, failOnDataLoss);
  }

  TopicReading withIdleness(Duration other) {
    return new TopicReading(connection, from, untilLatest, maxRate, other, failOnDataLoss);
  }

  TopicReading withFailOnDataLoss(boolean other) {
    return new TopicReading(connection, from, untilLatest, maxRate, idleness, other);
  }
}
