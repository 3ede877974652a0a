package dev.cauce.runners;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what becomes true in its own time. */
final class Await {
  private static final long POLL_NANOS = 20_000_000;

  private Await() {}

  /** Returns as soon as {@code condition} holds; fails if it does not within {@code limit}. */
  static void until(String what, Duration limit, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Not within " + limit.toSeconds() + " s: " + what);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
