package dev.cauce.runners;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
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
 * One run of a pipeline on a remote cluster: submits it, follows its job by REST and tells of it,
 * until it has ended or is to be stopped.
 */
final class ClusterRun {
  private static final long POLL_MILLIS = 500;
  private static final Duration LONGEST_SAVEPOINT = Duration.ofMinutes(10);
  private static final Duration LONGEST_END = Duration.ofMinutes(1);

  /** How long a cluster may be out of reach before the run is given up; the job goes on. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

  private final Pipeline pipeline;
  private final Progress progress;
  private final PrintStream err;
  private final Shape shape;
  private final RunOptions options;
  private final String cluster;
  private final String job;
  private final FlinkRest rest;
  private final CompletableFuture<String> stop = new CompletableFuture<>();
  private final CompletableFuture<Void> taken = new CompletableFuture<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private IntConsumer halt = Runtime.getRuntime()::halt;

  private volatile @Nullable PipelineResult result;
  private @Nullable Checkpoint checkpoint;
  private Map<String, Long> lastFigures = Map.of();
  private volatile String lastState = "";
  private long silentSince;
  private long figuresAt = System.nanoTime() - 1_000_000_000L;

  ClusterRun(Pipeline pipeline, Progress progress, PrintStream err) {
    this.pipeline = pipeline;
    this.progress = progress;
    this.err = err;
    this.shape = Shape.of(pipeline);
    this.options = pipeline.getOptions().as(RunOptions.class);
    this.cluster = options.getCluster();
    this.job = options.getJobId();
    this.rest = FlinkRest.at(FlinkAddress.parse(cluster));
  }

  /** Whether {@code pipeline} goes to a cluster. */
  static boolean isOne(Pipeline pipeline) {
    return !pipeline.getOptions().as(RunOptions.class).getCluster().isEmpty();
  }

  /** For tests: what a second signal does. */
  ClusterRun withHalt(IntConsumer secondSignal) {
    halt = secondSignal;
    return this;
  }

  /** A signal has come. The first one stops the job, the second one ends this JVM alone. */
  void stop(String signal) {
    if (!stop.complete(signal)) {
      err.println("Not waiting any longer; " + howToStop());
      halt.accept(Signals.exitCode(signal));
    }
  }

  /** Waits until {@link #toEnd} has its exit code. */
  void awaitEnd() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Submits the pipeline and returns when the cluster has it; gives the exit code. */
  int detached() {
    return withCheckpoint(
        () -> {
          submit();
          return Launcher.DONE;
        });
  }

  /** Submits the pipeline and follows it to its end; gives the exit code. */
  int toEnd() {
    return withCheckpoint(
        () -> {
          submit();
          if (options.isAvailableNow()) {
            SourcesWatch.start(this::figures, shape.endlessSources(), taken);
          }
          try (ProgressReporter reporter = ProgressReporter.start(progress, this::figures, err)) {
            return follow();
          } finally {
            taken.cancel(false);
          }
        });
  }

  private int withCheckpoint(Callable<Integer> work) {
    try {
      rest.jobs(); // says at once, in one line, that nobody is there
      try (Checkpoint open =
          options.isCheckpointed()
              ? Checkpoint.open(pipeline.getOptions(), shape.stateful(), err, this::lost)
              : null) {
        checkpoint = open;
        return work.call();
      }
    } catch (Checkpoint.RefusedException e) {
      err.println(e.getMessage());
      return Launcher.REFUSED;
    } catch (Exception e) {
      return failed(e);
    } finally {
      over.countDown();
    }
  }

  private int follow() throws IOException {
    while (true) {
      String state = state();
      if (JobInfo.hasEnded(state)) {
        return ended(state);
      }
      waitForNews();
      if (stop.isDone()) {
        stopped();
        return Signals.exitCode(stop.join());
      }
      if (taken.isDone()) {
        return allTaken();
      }
    }
  }

  /** The sources have taken what was there: all of it goes to the sinks, and into a savepoint. */
  private int allTaken() throws IOException {
    try {
      stopped();
    } catch (IOException e) {
      // Left to itself it would run for ever, and the next run would be refused.
      err.println(e.getMessage());
      err.println("Cancelling job " + job + ": the next run goes on from the last checkpoint.");
      rest.cancel(job);
      awaitJob();
      return Launcher.FAILED;
    }
    Map<String, Long> figures = figures();
    err.println(
        String.format(
            Locale.ROOT,
            "Took what was there: %d rows in, %d batches",
            figures.getOrDefault(Figures.INPUT_ROWS, 0L),
            figures.getOrDefault(Figures.BATCHES, 0L)));
    return Launcher.DONE;
  }

  private void submit() throws IOException {
    if (checkpoint != null) {
      ClusterSettings.resume(pipeline.getOptions());
      // Before the job is there: if this process ends in between, the next one finds no such job.
      checkpoint.worksOnCluster(new OnCluster(cluster, job, pipeline.getOptions().getJobName()));
    }
    long start = System.nanoTime();
    result = pipeline.run();
    err.println(
        String.format(
            Locale.ROOT,
            "Submitted \"%s\" to %s in %.1f s: job %s. %s",
            pipeline.getOptions().getJobName(),
            cluster,
            (System.nanoTime() - start) / 1e9,
            job,
            howToStop()));
  }

  private String howToStop() {
    return "Stop it with: cauce stop " + job + " --runner " + cluster;
  }

  /** The job's state; tells of a change. What cannot be asked is taken to be as it was. */
  private String state() throws IOException {
    String state;
    try {
      state = rest.state(job);
      silentSince = 0;
    } catch (IOException e) {
      return silent(e);
    }
    if (state == null) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "The cluster %s no longer knows job %s: its JobManager was started again without high"
                  + " availability. Start the run again.",
              cluster,
              job));
    }
    if (!state.equals(lastState)) {
      boolean troubled = state.equals("RESTARTING") || state.equals("FAILING");
      String cause = troubled ? rest.rootCause(job) : null;
      err.println("Job " + job + ": " + state + (cause == null ? "" : ": " + cause));
      if (JobInfo.hasEnded(state)) {
        rest.awaitEndShown(job);
      }
      lastState = state;
    }
    return state;
  }

  private String silent(IOException e) throws IOException {
    long now = System.nanoTime();
    if (silentSince == 0) {
      silentSince = now;
      err.println(e.getMessage() + " Trying again; the job goes on without me.");
    } else if (now - silentSince > LONGEST_SILENCE.toNanos()) {
      throw e;
    }
    return lastState;
  }

  private void waitForNews() {
    try {
      CompletableFuture.anyOf(stop, taken).get(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // There is none.
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop.complete("TERM");
    }
  }

  private int ended(String state) throws IOException {
    switch (state) {
      case "FINISHED" -> {
        FlinkCheckpoints.Snapshot savepoint = rest.checkpoints(job).savepoint();
        if (savepoint != null) {
          err.println("Job " + job + " was stopped with a savepoint: " + savepoint.path());
        }
        if (checkpoint != null && (savepoint == null || JobControl.isDrained(savepoint.path()))) {
          checkpoint.ended();
        }
        leave();
        return Launcher.DONE;
      }
      case "CANCELED" -> {
        err.println("Job " + job + " was cancelled by somebody else.");
        leave();
        return Launcher.FAILED;
      }
      default -> {
        String cause = rest.rootCause(job);
        leave();
        err.println("Failed: " + (cause == null ? "Flink gives no reason." : cause));
        return Launcher.FAILED;
      }
    }
  }

  private void leave() {
    if (checkpoint != null) {
      checkpoint.leftCluster();
    }
  }

  private void stopped() throws IOException {
    if (checkpoint != null) {
      err.println("Stopping job " + job + " with a savepoint. Once more to wait no longer.");
      String savepoint = rest.stop(job, checkpoint.savepoints(), false, LONGEST_SAVEPOINT);
      err.println("Stopped: the savepoint is " + savepoint);
    } else {
      err.println(
          "Cancelling job " + job + ": without --checkpoint there is nothing to go on from.");
      rest.cancel(job);
    }
    awaitJob();
  }

  private void awaitJob() throws IOException {
    long deadline = System.nanoTime() + LONGEST_END.toNanos();
    while (!JobInfo.hasEnded(state()) && System.nanoTime() < deadline) {
      pause();
    }
    if (JobInfo.hasEnded(lastState)) {
      leave();
    }
  }

  /** Another run has the checkpoint directory: this job may write nothing more. */
  private void lost(String line) {
    err.println(line);
    try {
      rest.cancel(job);
    } catch (IOException e) {
      err.println(e.getMessage());
    }
    halt.accept(Launcher.FAILED);
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS / 5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The figures as REST has them, and at the end those that the job left behind as well: neither
   * has all of what the last tasks counted.
   */
  private synchronized Map<String, Long> figures() {
    PipelineResult submitted = result;
    long time = System.nanoTime();
    if (time - figuresAt < POLL_MILLIS * 1_000_000 && !JobInfo.hasEnded(lastState)) {
      return lastFigures; // a dozen requests
    }
    figuresAt = time;
    Map<String, Long> now = new TreeMap<>();
    try {
      now.putAll(rest.figures(job, Figures.NAMESPACE));
    } catch (IOException e) {
      now.putAll(lastFigures); // until it answers again
    }
    if (JobInfo.hasEnded(lastState) && submitted != null) {
      lastFigures.forEach((name, value) -> now.merge(name, value, Math::max));
      try {
        Figures.of(submitted).read().forEach((name, value) -> now.merge(name, value, Math::max));
      } catch (RuntimeException e) {
        // A job that failed leaves none behind.
      }
    }
    lastFigures = now;
    return lastFigures;
  }

  private int failed(Exception reason) {
    Failure.tell(reason, shape.steps(), err);
    return Launcher.FAILED;
  }
}
