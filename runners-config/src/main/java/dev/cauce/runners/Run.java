package dev.cauce.runners;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.jspecify.annotations.Nullable;

/**
 * One run of a pipeline. The pipeline runs in a thread of its own, because embedded Flink does not
 * return from {@code run()} before the end; the caller's thread waits for the end or for a stop.
 */
final class Run {
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Pipeline pipeline;
  private final Progress progress;
  private final PrintStream err;
  private final Shape shape;
  private final CompletableFuture<PipelineResult.State> end = new CompletableFuture<>();
  private final CompletableFuture<String> stop = new CompletableFuture<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread = new Thread(this::work, "cauce-run");
  private final Figures live;

  private volatile @Nullable PipelineResult result;
  private Duration grace = GRACE;
  private IntConsumer halt = Runtime.getRuntime()::halt;

  Run(Pipeline pipeline, Progress progress, PrintStream err) {
    this.pipeline = pipeline;
    this.progress = progress;
    this.err = err;
    this.shape = Shape.of(pipeline);
    this.live = isFlink() ? FlinkRun.figures(pipeline.getOptions()) : this::ofResult;
  }

  /** For tests: how long a pipeline may take to run dry, and what a second signal does. */
  Run withGrace(Duration longest, IntConsumer secondSignal) {
    grace = longest;
    halt = secondSignal;
    return this;
  }

  /** Runs to the end, and gives the exit code. */
  int toEnd() {
    thread.setDaemon(true);
    thread.start();
    try (ProgressReporter reporter = ProgressReporter.start(progress, live, err)) {
      CompletableFuture.anyOf(end, stop).exceptionally(e -> "").join();
      return stop.isDone() ? stopped(stop.join()) : code();
    } finally {
      over.countDown();
      if (isFlink()) {
        FlinkRun.forget(pipeline.getOptions());
      }
    }
  }

  /**
   * A signal has come. The first one stops the pipeline, the second one the JVM.
   *
   * @param signal {@code INT} or {@code TERM}
   */
  void stop(String signal) {
    if (!stop.complete(signal)) {
      halt.accept(exitCode(signal));
    }
  }

  /** Waits until {@link #toEnd} has its exit code: what a shutdown hook must wait for. */
  void awaitEnd() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try {
      PipelineResult started = pipeline.run();
      result = started;
      end.complete(started.waitUntilFinish());
    } catch (Throwable t) {
      // Errors too: the caller waits for this, and tells the user.
      end.completeExceptionally(t);
    }
  }

  private int code() {
    try {
      PipelineResult.State state = end.get();
      if (state == PipelineResult.State.DONE) {
        return Launcher.DONE;
      }
      err.println("Failed: the runner says that the pipeline is " + state + ".");
      return Launcher.FAILED;
    } catch (ExecutionException e) {
      return failed(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancel();
      return failed(e);
    }
  }

  private int failed(Throwable reason) {
    err.println(Failure.line(reason, shape.steps()));
    if ("1".equals(System.getenv("CAUCE_STACKTRACE"))) {
      reason.printStackTrace(err);
    }
    return Launcher.FAILED;
  }

  private int stopped(String signal) {
    if (shape.isUnbounded()) {
      err.println("Stopping: finishing what was read. Once more to stop at once.");
      ServiceLoader.load(SourceControl.class).forEach(SourceControl::stopReading);
      try {
        end.get(grace.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        err.println("Not finished after " + grace.toSeconds() + " s: cancelled.");
        cancel();
      } catch (ExecutionException e) {
        return failed(e.getCause() == null ? e : e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        cancel();
      }
    } else {
      cancel();
    }
    Map<String, Long> figures = live.read();
    err.println(
        String.format(
            Locale.ROOT,
            "Stopped: %d rows in, %d batches",
            figures.getOrDefault(Figures.INPUT_ROWS, 0L),
            figures.getOrDefault(Figures.BATCHES, 0L)));
    return exitCode(signal);
  }

  private void cancel() {
    PipelineResult running = result;
    if (running == null) {
      thread.interrupt();
      return;
    }
    try {
      running.cancel();
    } catch (Exception e) {
      // It would not be cancelled; the process is about to end, and that is what was asked for.
      err.println(Failure.line(e, shape.steps()));
    }
  }

  private Map<String, Long> ofResult() {
    PipelineResult running = result;
    return running == null ? Map.of() : Figures.of(running).read();
  }

  private boolean isFlink() {
    return pipeline
        .getOptions()
        .getRunner()
        .getName()
        .equals("org.apache.beam.runners.flink.FlinkRunner");
  }

  private static int exitCode(String signal) {
    return 128 + (signal.equals("INT") ? 2 : 15);
  }
}
