package dev.cauce.io;

import dev.cauce.runners.RunOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * How often a reader hands on what is not followed by more. In a run that shows each result as soon
 * as possible each such block goes through the whole pipeline, and what comes in the next hundredth
 * of a second is better one block than many; in one whose sources set the pace each such block is a
 * tick. The first row after a pause does not wait. In other runs nothing does. Not thread-safe.
 */
final class Pace {
  private static final long NANOS = 10_000_000;

  private final long nanos;
  private long earliest = System.nanoTime();

  private Pace(long nanos) {
    this.nanos = nanos;
  }

  /** The pace of a reader in the run of {@code options}. */
  static Pace of(PipelineOptions options) {
    RunOptions ours = options.as(RunOptions.class);
    long set = TimeUnit.MILLISECONDS.toNanos(ours.getPaceMillis());
    return new Pace(set > 0 ? set : ours.isAsSoonAsPossible() ? NANOS : 0);
  }

  /** Nothing waits. */
  static Pace free() {
    return new Pace(0);
  }

  /** Whether it is time for the next block. */
  boolean isDue() {
    return nanos == 0 || System.nanoTime() - earliest >= 0;
  }

  /**
   * Waits until {@link #isDue}, but two hundredths of a second at most, for a runner has other
   * things to do; less long if it is interrupted.
   *
   * @return whether it is due
   */
  boolean await() {
    long start = System.nanoTime();
    long most = 2 * NANOS;
    while (!isDue() && most > 0 && !Thread.currentThread().isInterrupted()) {
      long now = System.nanoTime();
      LockSupport.parkNanos(Math.min(most, earliest - now));
      most = 2 * NANOS - (System.nanoTime() - start);
    }
    return isDue();
  }

  /** A block is handed on. */
  void handsOn(boolean followed) {
    if (nanos > 0 && !followed) {
      earliest = System.nanoTime() + nanos;
    }
  }
}
