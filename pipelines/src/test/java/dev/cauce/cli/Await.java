package dev.cauce.cli;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.hamcrest.Matcher;
import org.hamcrest.MatcherAssert;

/** Waits for a condition, with a limit. */
final class Await {
  static final long LIMIT_SECONDS = 60;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private Await() {}

  /** Returns when what {@code actual} gives matches; fails if it does not within a minute. */
  static <T> void until(Supplier<T> actual, Matcher<? super T> matcher) {
    until("after " + LIMIT_SECONDS + " s", actual, matcher, () -> true);
  }

  /** The same, but fails as soon as {@code alive} is false and it does not match. */
  static <T> void until(
      String reason, Supplier<T> actual, Matcher<? super T> matcher, Supplier<Boolean> alive) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    boolean goOn = true;
    while (goOn) {
      goOn = alive.get() && System.nanoTime() - deadline < 0; // before it is looked at once more
      if (matcher.matches(actual.get())) {
        return;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    MatcherAssert.assertThat(reason, actual.get(), matcher);
  }
}
