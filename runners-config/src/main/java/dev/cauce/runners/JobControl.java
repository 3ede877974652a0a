package dev.cauce.runners;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Stops what another process has started, and waits for its end. Each method gives a line for the
 * user, and throws an {@link IOException} with such a line if it did not work.
 */
public final class JobControl {
  /** Where the savepoints of drained jobs go: no run goes on from them, so none may find them. */
  static final String DRAINED = "drained";

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final long POLL_MILLIS = 100;

  private JobControl() {}

  /**
   * Stops a run of this machine: with a savepoint in its checkpoint directory if it has one; else
   * it finishes what it has read.
   *
   * @param drain whether its windows close first, as at the end of its input: the run is over for
   *     good then, and cannot be gone on with
   * @return what became of it
   */
  public static String stop(LocalRun run, boolean drain) throws IOException {
    if (drain) {
      drain(run);
    } else {
      ProcessHandle.of(run.pid())
          .filter(process -> run.isAlive())
          .ifPresent(ProcessHandle::destroy);
    }
    awaitEnd(run);
    if (drain) {
      return "Drained: all windows are closed, and " + run.checkpoint() + " is at its end.";
    }
    if (run.checkpoint().isEmpty()) {
      return "Stopped. It kept no checkpoint: --checkpoint DIR would.";
    }
    Retained newest = Retained.newest(StateFiles.in(run.checkpoint())).newest();
    return newest == null
        ? "Stopped before the first checkpoint was complete."
        : "Stopped: the next run goes on from " + newest.uri();
  }

  private static void drain(LocalRun run) throws IOException {
    FlinkRest rest = run.checkpoint().isEmpty() ? null : run.rest();
    if (rest == null) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "Cannot drain \"%s\" (%d): only a run on Flink with --checkpoint can be. Without"
                  + " --drain it is stopped.",
              run.name(),
              run.pid()));
    }
    for (JobInfo job : rest.jobs()) {
      if (!job.hasEnded()) {
        String unused = rest.stop(job.id(), drained(run.checkpoint()), true, LONGEST);
      }
    }
  }

  private static void awaitEnd(LocalRun run) throws IOException {
    ProcessHandle process = ProcessHandle.of(run.pid()).filter(p -> run.isAlive()).orElse(null);
    if (process == null) {
      return;
    }
    try {
      process.onExit().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "\"%s\" (process %d) has not ended after %d min: look at what it says.",
              run.name(),
              run.pid(),
              LONGEST.toMinutes()));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /**
   * Stops a job of a cluster: with a savepoint in its checkpoint directory if it has one; else it
   * is cancelled, since there is nothing to go on from.
   *
   * @param drain whether its windows close first, as at the end of its input: its checkpoint
   *     directory cannot be gone on with then
   * @return what became of it
   */
  public static String stop(FlinkRest rest, JobInfo job, boolean drain) throws IOException {
    Map<String, String> options = rest.options(job.id());
    String checkpoint = options.getOrDefault("checkpoint", "");
    String line;
    if (checkpoint.isEmpty() || checkpoint.equals("null")) {
      if (drain) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "Cannot drain \"%s\" (%s): only a job with --checkpoint can be. Without --drain it"
                    + " is cancelled.",
                job.name(),
                job.id()));
      }
      rest.cancel(job.id());
      line = "Cancelled. It kept no checkpoint: --checkpoint DIR would.";
    } else if (drain) {
      String unused = rest.stop(job.id(), drained(checkpoint), true, LONGEST);
      line = "Drained: all windows are closed, and " + checkpoint + " is at its end.";
    } else {
      String directory = StateFiles.in(checkpoint).uri(Retained.directory(run(options)));
      line = "Stopped: the next run goes on from " + rest.stop(job.id(), directory, false, LONGEST);
    }
    awaitEnd(rest, job);
    return line;
  }

  private static long run(Map<String, String> options) {
    return Long.parseLong(options.getOrDefault("run", "0"));
  }

  private static String drained(String checkpoint) {
    return StateFiles.in(checkpoint).uri(DRAINED);
  }

  /** Whether a savepoint is that of a drained job. */
  static boolean isDrained(String savepoint) {
    return savepoint.contains("/" + DRAINED + "/");
  }

  private static void awaitEnd(FlinkRest rest, JobInfo job) throws IOException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      String state = rest.state(job.id());
      if (state == null || JobInfo.hasEnded(state)) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "Job " + job.id() + " is still " + state + " after " + LONGEST.toMinutes() + " min.");
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        throw interrupted();
      }
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("Interrupted while waiting for the end.");
  }
}
