package dev.cauce.runners;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Watches the figures of a run until its sources have taken all that was there. */
final class SourcesWatch {
  private static final Duration POLL = Duration.ofMillis(20);

  private SourcesWatch() {}

  /**
   * Watches from a thread of its own.
   *
   * @param sources how many endless sources the pipeline has
   * @param taken is completed then; ends the watch if it is completed before
   */
  static void start(Figures figures, int sources, CompletableFuture<Void> taken) {
    Thread thread =
        new Thread(
            () -> {
              while (!taken.isDone()) {
                if (SourcesAtEnd.in(figures.read(), sources)) {
                  taken.complete(null);
                  return;
                }
                LockSupport.parkNanos(POLL.toNanos());
              }
            },
            "cauce-available-now");
    thread.setDaemon(true);
    thread.start();
  }
}
