package dev.cauce.io;

import dev.cauce.runners.RunOptions;
import java.util.concurrent.locks.LockSupport;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * How often a reader hands on what is not followed by more, in a run that shows each result as soon
 * as possible: there each such block goes through the whole pipeline, and what comes in the next
 * hundredth of a second is better one block than many. The first row after a pause does not wait.
 * In other runs nothing does. Not thread-safe.
 */
final class Pace {
  private static final long NANOS = 10_000_000;

  private final boolean prompt;
  private long earliest = System.nanoTime();

  private Pace(boolean prompt) {
    this.prompt = prompt;
  }

  /** The pace of a reader in the run of {@code options}. */
  static Pace of(PipelineOptions options) {
    return new Pace(options.as(RunOptions.class).isAsSoonAsPossible());
  }

  /** Nothing waits. */
  static Pace free() {
    return new Pace(false);
  }

  /** Whether it is time for the next block. */
  boolean isDue() {
    return !prompt || System.nanoTime() - earliest >= 0;
  }

  /** Waits until {@link #isDue}; less long if it is interrupted. */
  void await() {
    while (!isDue() && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(earliest - System.nanoTime());
    }
  }

  /** A block is handed on. */
  void handsOn(boolean followed) {
    if (prompt && !followed) {
      earliest = System.nanoTime() + NANOS;
    }
  }
}
