package dev.cauce.runners;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.JobListener;
import org.jspecify.annotations.Nullable;

/**
 * Hears from Flink which job a run has become. Beam's runner keeps that to itself, and does not
 * return before the job ends; Flink makes one of these, by its configuration, and calls it in the
 * thread that submits the job.
 */
public final class FlinkJob implements JobListener {
  private static final ThreadLocal<CompletableFuture<JobClient>> AWAITED = new ThreadLocal<>();

  /** For Flink, which makes it by its name. */
  public FlinkJob() {}

  /** Lets {@code job} have the next job that this thread submits. */
  static void await(CompletableFuture<JobClient> job) {
    AWAITED.set(job);
  }

  @Override
  public void onJobSubmitted(@Nullable JobClient client, @Nullable Throwable failure) {
    CompletableFuture<JobClient> job = AWAITED.get();
    if (job != null && client != null) {
      job.complete(client);
    }
  }

  @Override
  public void onJobExecuted(@Nullable JobExecutionResult result, @Nullable Throwable failure) {
    // Beam tells.
  }
}
