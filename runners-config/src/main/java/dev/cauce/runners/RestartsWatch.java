package dev.cauce.runners;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a run on Flink in this JVM failed and goes back to its last checkpoint, which Flink
 * does without a word.
 */
final class RestartsWatch implements AutoCloseable {
  private static final long POLL_MILLIS = 200;

  /** What Flink says when checkpoints fail, whatever they fail of. */
  private static final String NO_CHECKPOINTS = "Exceeded checkpoint tolerable failure threshold";

  private final Figures figures;
  private final String confDir;
  private final Supplier<@Nullable String> writeProblem;
  private final PrintStream err;
  private final CountDownLatch closed = new CountDownLatch(1);
  private long told;

  private RestartsWatch(
      Figures figures, String confDir, Supplier<@Nullable String> writeProblem, PrintStream err) {
    this.figures = figures;
    this.confDir = confDir;
    this.writeProblem = writeProblem;
    this.err = err;
  }

  /**
   * Watches from a thread of its own, until it is closed.
   *
   * @param writeProblem why no checkpoint can be written at this moment; null if one can
   */
  static RestartsWatch start(
      FlinkRun flink, Supplier<@Nullable String> writeProblem, PrintStream err) {
    RestartsWatch watch = new RestartsWatch(flink.figures(), flink.confDir(), writeProblem, err);
    Thread thread = new Thread(watch::watch, "cauce-restarts");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  private void watch() {
    try {
      while (!closed.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        long restarts = figures.read().getOrDefault(Figures.RESTARTS, 0L);
        if (restarts > told) {
          told = restarts;
          err.println(
              String.format(
                  Locale.ROOT,
                  "%s Going back to the last checkpoint, and trying again (%d).",
                  sentence(cause(flinksCause())),
                  restarts));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String cause(String flinks) {
    String problem = flinks.contains(NO_CHECKPOINTS) ? writeProblem.get() : null;
    return problem == null ? flinks : "No checkpoint can be written. " + problem;
  }

  private String flinksCause() {
    try {
      FlinkRest rest = EmbeddedRest.find(confDir);
      if (rest != null) {
        for (JobInfo job : rest.jobs()) {
          String cause = rest.rootCause(job.id());
          if (cause != null) {
            return cause;
          }
        }
      }
    } catch (IOException e) {
      // It has ended meanwhile, and the run says why.
    }
    return "A step failed";
  }

  private static String sentence(String cause) {
    return cause.endsWith(".") ? cause : cause + ".";
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
