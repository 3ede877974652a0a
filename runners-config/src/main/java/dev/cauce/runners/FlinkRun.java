package dev.cauce.runners;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.jspecify.annotations.Nullable;

/**
 * What a run asks of Flink in this JVM: its figures, and to stop the job. Apart, so that Flink may
 * be missing.
 */
final class FlinkRun {
  private static final Duration STARTING = Duration.ofMillis(50);

  private final @Nullable String confDir;
  private final CompletableFuture<JobClient> job = new CompletableFuture<>();

  FlinkRun(PipelineOptions options) {
    this.confDir = options.as(FlinkPipelineOptions.class).getFlinkConfDir();
  }

  /** To be called in the thread that will submit the job. */
  void submitting() {
    FlinkJob.await(job);
  }

  /** Where its configuration is; empty if it has none of ours. */
  String confDir() {
    return confDir == null ? "" : confDir;
  }

  Figures figures() {
    return confDir == null ? java.util.Map::of : FlinkFigures.of(confDir);
  }

  /** Forgets the figures of a run that is over. */
  void forget() {
    if (confDir != null) {
      FlinkFigures.forget(confDir);
    }
  }

  /**
   * Stops the job with a savepoint: what was read goes through the tables to the sinks, and windows
   * stay open. What Flink declines it asks for again, see {@link DeclinedSavepoint}.
   *
   * @param isTime whether it is time to ask; asked before each request, for a job that was
   *     restarted in between is further back
   * @return where the savepoint is
   * @throws ExecutionException if Flink cannot; the job may go on, or may have failed
   * @throws TimeoutException if it takes longer than {@code longest}
   */
  String stopWithSavepoint(String directory, Duration longest, BooleanSupplier isTime)
      throws ExecutionException, InterruptedException, TimeoutException {
    long until = System.nanoTime() + longest.toNanos();
    JobClient client = job.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    DeclinedSavepoint declined = new DeclinedSavepoint();
    while (true) {
      while (!isTime.getAsBoolean()) {
        pause(STARTING, until);
      }
      try {
        return client
            .stopWithSavepoint(false, directory, SavepointFormatType.NATIVE)
            .get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        Duration pause = declined.pauseAfter(e);
        if (pause == null) {
          throw e;
        }
        pause(pause, until);
      } catch (IllegalStateException e) {
        throw new ExecutionException("Flink has ended", e);
      }
    }
  }

  private static void pause(Duration pause, long until)
      throws InterruptedException, TimeoutException {
    if (System.nanoTime() + pause.toNanos() > until) {
      throw new TimeoutException();
    }
    Thread.sleep(pause.toMillis());
  }

  /** Cancels the job if it has begun; false if it has not. */
  boolean cancel() {
    JobClient client = job.getNow(null);
    if (client == null) {
      return false;
    }
    client.cancel().exceptionally(e -> null); // it is over, or ends with the process
    return true;
  }
}
