package dev.cauce.cli;

import dev.cauce.io.Durations;
import org.joda.time.Duration;

/**
 * When a run's table reports.
 *
 * @param interval how often
 * @param availableNow whether the run takes what is there and ends
 */
record Trigger(Duration interval, boolean availableNow) {
  static final String AVAILABLE_NOW = "available-now";
  static final Trigger DEFAULT = new Trigger(Duration.standardSeconds(1), false);

  /**
   * Reads {@code 5s} or {@code available-now}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static Trigger parse(String text) {
    return text.equals(AVAILABLE_NOW)
        ? new Trigger(DEFAULT.interval(), true)
        : new Trigger(Durations.parse(text), false);
  }
}
