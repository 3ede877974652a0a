package dev.cauce.runners;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells when a run on Flink in this JVM failed and goes back to its last checkpoint, which Flink
 * does without a word.
 */
final class RestartsWatch implements AutoCloseable {
  private static final long POLL_MILLIS = 200;

  private final Figures figures;
  private final String confDir;
  private final PrintStream err;
  private final CountDownLatch closed = new CountDownLatch(1);
  private long told;

  private RestartsWatch(Figures figures, String confDir, PrintStream err) {
    this.figures = figures;
    this.confDir = confDir;
    this.err = err;
  }

  /** Watches from a thread of its own, until it is closed. */
  static RestartsWatch start(FlinkRun flink, PrintStream err) {
    RestartsWatch watch = new RestartsWatch(flink.figures(), flink.confDir(), err);
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
                  sentence(cause()),
                  restarts));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String cause() {
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
