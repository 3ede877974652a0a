package dev.cauce.runners;

import org.apache.beam.sdk.Pipeline;

/**
 * Runs a pipeline to its end and gives an exit code: {@code System.exit(Launcher.run(p))}.
 *
 * <table>
 * <caption>Exit codes</caption>
 * <tr><td>{@value #DONE}</td><td>all input was read and its results are written</td></tr>
 * <tr><td>{@value #FAILED}</td><td>the pipeline failed; one line on standard error says why, and with
 *     {@code CAUCE_STACKTRACE=1} in the environment the stack trace</td></tr>
 * <tr><td>{@value #REFUSED}</td><td>another run works on its checkpoint directory, or the
 *     checkpoints in it are another pipeline's; one line on standard error says what to do</td></tr>
 * <tr><td>130, 143</td><td>stopped by Ctrl-C (SIGINT), by SIGTERM</td></tr>
 * </table>
 *
 * <p>With a checkpoint directory ({@link Runners#withCheckpoint}) the run first takes the lease on
 * it, and goes on from the newest complete checkpoint in it, which it names on standard error; what
 * is incomplete or damaged is passed over, and that is said. Stopping it means a savepoint: what
 * was read is written, windows stay open, and the next run goes on there. A run that finds that
 * another one has followed it, since it gave no sign of life for 15 seconds, ends the JVM at once,
 * with {@value #FAILED}: no thread may write anything more.
 *
 * <p>Without one, stopping a pipeline over unbounded input tells its sources to read no further
 * (see {@link SourceControl}), so that what was read goes through the tables to the sinks, and
 * takes at most 30 seconds; then it is cancelled. Over bounded input it is cancelled at once: half
 * a result would look like a whole one. A second signal ends the JVM on the spot.
 */
public final class Launcher {
  /** The exit code of a pipeline that came to its end. */
  public static final int DONE = 0;

  /** The exit code of a pipeline that failed. */
  public static final int FAILED = 1;

  /** The exit code of a pipeline that was not run, for its checkpoint directory is not its own. */
  public static final int REFUSED = 2;

  private Launcher() {}

  /**
   * Runs a pipeline without reporting progress.
   *
   * @return the exit code
   */
  public static int run(Pipeline pipeline) {
    return run(pipeline, Progress.in(Progress.Format.NONE));
  }

  /**
   * Runs a pipeline, and reports its progress on standard error. Hears SIGINT and SIGTERM while it
   * runs, and gives them back afterwards. Never throws: what goes wrong is told on standard error.
   *
   * @return the exit code, when the pipeline has ended
   */
  public static int run(Pipeline pipeline, Progress progress) {
    if (ClusterRun.isOne(pipeline)) {
      ClusterRun run = new ClusterRun(pipeline, progress, System.err);
      try (Signals signals = Signals.hear(run::stop, run::awaitEnd)) {
        return run.toEnd();
      }
    }
    Run run = new Run(pipeline, progress, System.err);
    try (LocalRuns.Entry entry = run.entry();
        Signals signals = Signals.hear(run::stop, run::awaitEnd)) {
      return run.toEnd();
    }
  }

  /**
   * Submits a pipeline to a cluster and does not wait for its end: the job goes on without this
   * JVM. Tells on standard error which job it is and how to stop it.
   *
   * @return {@value #DONE} when the cluster has it, {@value #FAILED} if it would not take it
   * @throws IllegalArgumentException if its runner is not a remote cluster
   */
  public static int submit(Pipeline pipeline) {
    if (!ClusterRun.isOne(pipeline)) {
      throw new IllegalArgumentException(
          "Only a cluster (flink://HOST:PORT) goes on without this process.");
    }
    return new ClusterRun(pipeline, Progress.in(Progress.Format.NONE), System.err).detached();
  }
}
