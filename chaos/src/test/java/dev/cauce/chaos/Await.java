package dev.cauce.chaos;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits, with a limit. */
final class Await {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private Await() {}

  /** What is waited for; may look at files. */
  interface Condition {
    boolean holds() throws Exception;
  }

  /** Returns when {@code condition} holds; fails if it does not within {@code limit}. */
  static void until(String what, Duration limit, Condition condition) throws Exception {
    if (!holdsWithin(limit, condition)) {
      throw new AssertionError("Not within " + limit.toSeconds() + " s: " + what);
    }
  }

  /** Whether {@code condition} holds at some time within {@code limit}. */
  static boolean holdsWithin(Duration limit, Condition condition) throws Exception {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - end > 0) {
        return condition.holds();
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  /** Lets time pass, for faults that last. */
  static void pass(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
