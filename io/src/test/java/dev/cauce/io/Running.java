package dev.cauce.io;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.beam.sdk.Pipeline;
import org.jspecify.annotations.Nullable;

/** A pipeline that runs in a thread of its own until {@link #stop}. */
final class Running {
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread thread;

  private Running(Pipeline pipeline) {
    thread =
        new Thread(
            () -> {
              try {
                pipeline.run().waitUntilFinish();
              } catch (Throwable t) {
                failure.set(t);
              }
            });
  }

  static Running start(Pipeline pipeline) {
    Running running = new Running(pipeline);
    running.thread.setDaemon(true);
    running.thread.start();
    return running;
  }

  /** Closes the intake and waits for the end. */
  void stop() {
    new Intake().stopReading();
    join();
  }

  /** Waits for the end. */
  void join() {
    Await.until("the pipeline has ended", () -> !thread.isAlive());
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new AssertionError(thrown);
    }
  }
}
