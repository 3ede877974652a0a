package dev.cauce.io;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: doubling from 100 ms to 30 s, each cut by up to a half at
 * random so that many clients do not come back at the same moment.
 */
final class ReconnectDelays {
  private static final long FIRST_MILLIS = 100;
  private static final long LAST_MILLIS = 30_000;

  private final RandomGenerator random;
  private long millis = FIRST_MILLIS;

  ReconnectDelays(RandomGenerator random) {
    this.random = random;
  }

  /** The next delay, in milliseconds. */
  long next() {
    long delay = millis - random.nextLong(millis / 2 + 1);
    millis = Math.min(LAST_MILLIS, 2 * millis);
    return delay;
  }

  /** All is well again: the next delay is a first one. */
  void reset() {
    millis = FIRST_MILLIS;
  }
}
