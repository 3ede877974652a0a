package dev.cauce.runners;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * One run of a pipeline. The pipeline runs in a thread of its own, because embedded Flink does not
 * return from {@code run()} before the end; the caller's thread waits for the end or for a stop.
 */
final class Run {
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Duration LONGEST_SAVEPOINT = Duration.ofMinutes(10);

  private final Pipeline pipeline;
  private final Progress progress;
  private final PrintStream err;
  private final Shape shape;
  private final CompletableFuture<PipelineResult.State> end = new CompletableFuture<>();
  private final CompletableFuture<String> stop = new CompletableFuture<>();
  private final CompletableFuture<Void> taken = new CompletableFuture<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread = new Thread(this::work, "cauce-run");
  private final @Nullable FlinkRun flink;
  private final Figures live;

  private volatile @Nullable PipelineResult result;
  private @Nullable Checkpoint checkpoint;
  private Duration grace = GRACE;
  private IntConsumer halt = Runtime.getRuntime()::halt;

  Run(Pipeline pipeline, Progress progress, PrintStream err) {
    this.pipeline = pipeline;
    this.progress = progress;
    this.err = err;
    this.shape = Shape.of(pipeline);
    this.flink = isFlink() ? new FlinkRun(pipeline.getOptions()) : null;
    this.live = flink == null ? this::ofResult : flink.figures();
  }

  /** For tests: how long a pipeline may take to run dry, and what a second signal does. */
  Run withGrace(Duration longest, IntConsumer secondSignal) {
    grace = longest;
    halt = secondSignal;
    return this;
  }

  /** Runs to the end, and gives the exit code. */
  int toEnd() {
    RunOptions options = pipeline.getOptions().as(RunOptions.class);
    try (Checkpoint open =
        options.isCheckpointed()
            ? Checkpoint.open(options, shape.stateful(), err, this::lost)
            : null) {
      checkpoint = open;
      return toEnd(options.isAvailableNow());
    } catch (Checkpoint.RefusedException e) {
      err.println(e.getMessage());
      return Launcher.REFUSED;
    } catch (IOException e) {
      return failed(e);
    } finally {
      over.countDown();
    }
  }

  private int toEnd(boolean availableNow) {
    thread.setDaemon(true);
    thread.start();
    if (availableNow) {
      SourcesWatch.start(live, shape.endlessSources(), taken);
    }
    try (ProgressReporter reporter = ProgressReporter.start(progress, live, err);
        RestartsWatch restarts =
            flink == null || checkpoint == null
                ? null
                : RestartsWatch.start(flink, checkpoint::writeProblem, err)) {
      CompletableFuture.anyOf(end, stop, taken).exceptionally(e -> "").join();
      return stop.isDone() ? stopped(stop.join()) : taken.isDone() ? allTaken() : code();
    } finally {
      taken.cancel(false);
      if (flink != null) {
        flink.forget();
      }
    }
  }

  /** By which other processes find this run. */
  LocalRuns.Entry entry() {
    PipelineOptions options = pipeline.getOptions();
    String checkpoint = options.as(RunOptions.class).getCheckpoint();
    return LocalRuns.ofThisUser()
        .enter(
            options.getJobName(),
            flink == null ? "direct" : "flink",
            checkpoint == null || checkpoint.isEmpty() ? "" : StateFiles.in(checkpoint).uri(),
            flink == null ? "" : flink.confDir());
  }

  /**
   * A signal has come. The first one stops the pipeline, the second one the JVM.
   *
   * @param signal {@code INT} or {@code TERM}
   */
  void stop(String signal) {
    if (!stop.complete(signal)) {
      halt.accept(Signals.exitCode(signal));
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
      if (flink != null) {
        flink.submitting();
      }
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
        if (checkpoint != null && !taken.isDone()) {
          checkpoint.ended();
        }
        return Launcher.DONE;
      }
      err.println("Failed: the runner says that the pipeline is " + state + ".");
      return Launcher.FAILED;
    } catch (ExecutionException e) {
      return failed(e.getCause() == null ? e : e.getCause());
    } catch (IOException e) {
      return failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancel();
      return failed(e);
    }
  }

  /** The sources have taken what was there: all of it goes to the sinks, and into a savepoint. */
  private int allTaken() {
    try {
      long restarts = restarts(live.read());
      savepoint(LONGEST_SAVEPOINT, () -> areTaken(restarts));
      int code = code();
      if (code == Launcher.DONE) {
        err.println("Took what was there: " + inAndOut());
      }
      return code;
    } catch (ExecutionException e) {
      if (end.isCompletedExceptionally()) {
        return code(); // which says why there is no job any more
      }
      Throwable cause = e.getCause() == null ? e : e.getCause();
      cancel();
      return failed(cause);
    } catch (TimeoutException e) {
      err.println(
          "Failed: no savepoint after "
              + LONGEST_SAVEPOINT.toMinutes()
              + " min. The next run goes on from the last checkpoint.");
      cancel();
      return Launcher.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancel();
      return failed(e);
    }
  }

  /** Whether the sources are still at their end: a job that was restarted may be further back. */
  private boolean areTaken(long restartsThen) {
    Map<String, Long> now = live.read();
    return restarts(now) == restartsThen || SourcesAtEnd.in(now, shape.endlessSources());
  }

  private static long restarts(Map<String, Long> figures) {
    return figures.getOrDefault(Figures.RESTARTS, 0L);
  }

  private void savepoint(Duration longest, BooleanSupplier isTime)
      throws ExecutionException, InterruptedException, TimeoutException {
    if (flink != null && checkpoint != null) {
      // A job that has failed for good never comes to its time.
      String unused =
          flink.stopWithSavepoint(
              checkpoint.savepoints(), longest, () -> end.isDone() || isTime.getAsBoolean());
    }
  }

  /** Another run has the checkpoint directory: nothing more may be written, by any thread. */
  private void lost(String line) {
    err.println(line);
    err.flush();
    halt.accept(Launcher.FAILED);
  }

  private int failed(Throwable reason) {
    Failure.tell(reason, shape.steps(), err);
    return Launcher.FAILED;
  }

  private int stopped(String signal) {
    if (checkpoint != null) {
      String problem = stopWithSavepoint(checkpoint);
      if (problem != null) {
        err.println(problem + " The next run goes on from the last checkpoint.");
        cancel();
      }
    } else if (shape.isUnbounded()) {
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
    err.println("Stopped: " + inAndOut());
    return Signals.exitCode(signal);
  }

  private String inAndOut() {
    Map<String, Long> figures = new TreeMap<>(live.read());
    if (checkpoint != null) {
      // What is written after the savepoint comes too late for Flink's reporters.
      ofResult().forEach((name, value) -> figures.merge(name, value, Math::max));
    }
    return String.format(
        Locale.ROOT,
        "%d rows in, %d batches",
        figures.getOrDefault(Figures.INPUT_ROWS, 0L),
        figures.getOrDefault(Figures.BATCHES, 0L));
  }

  /** Why there is no savepoint; null if there is one, and the job has ended. */
  private @Nullable String stopWithSavepoint(Checkpoint open) {
    err.println(
        "Stopping: with a savepoint in " + open.savepoints() + ". Once more to stop at once.");
    try {
      savepoint(grace, () -> true);
      end.get(grace.toMillis(), TimeUnit.MILLISECONDS);
      return null;
    } catch (TimeoutException e) {
      return "No savepoint after " + grace.toSeconds() + " s.";
    } catch (ExecutionException e) {
      return "No savepoint: " + Failure.line(e, shape.steps());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "No savepoint: interrupted.";
    }
  }

  private void cancel() {
    PipelineResult running = result;
    if (running == null) {
      if (flink == null || !flink.cancel()) {
        thread.interrupt();
      }
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
}
