package dev.cauce.runners;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Renews a {@link Lease} from a thread of its own, and knows whether it is still held. A process
 * that was stopped for a while may wake up when another one has long followed it: before anything
 * is written that cannot be undone, {@link Fence} asks here.
 */
final class Heartbeat implements AutoCloseable {
  /** The lease is looked at again before it is trusted if it was not renewed for so long. */
  private static final long DOUBT = Lease.BEAT.multipliedBy(2).toMillis();

  private static volatile @Nullable Heartbeat present;

  private final Lease lease;
  private final String directory;
  private final Consumer<String> lost;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::beat, "cauce-lease");
  private volatile @Nullable String loss;

  private Heartbeat(Lease lease, String directory, Consumer<String> lost) {
    this.lease = lease;
    this.directory = directory;
    this.lost = lost;
  }

  /**
   * Begins to renew.
   *
   * @param lost called once, with a line for the user, when the lease is no longer ours
   */
  static Heartbeat start(Lease lease, String directory, Consumer<String> lost) {
    Heartbeat heartbeat = new Heartbeat(lease, directory, lost);
    present = heartbeat;
    heartbeat.thread.setDaemon(true);
    heartbeat.thread.start();
    return heartbeat;
  }

  /** That of the run in this JVM; null if there is none. */
  static @Nullable Heartbeat present() {
    return present;
  }

  private void beat() {
    try {
      while (!closed.await(Lease.BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
        renew();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void renew() {
    if (loss != null) {
      return;
    }
    try {
      if (!lease.renew()) {
        lose(
            String.format(
                Locale.ROOT,
                "Stopped at once: %s has taken --checkpoint \"%s\" over while this process gave no"
                    + " sign of life.",
                lease.holderName(),
                directory));
      }
    } catch (IOException e) {
      if (lease.age() >= Lease.EXPIRY.toMillis()) {
        lose(
            String.format(
                Locale.ROOT,
                "Stopped: the lease on --checkpoint \"%s\" could not be renewed for %d s: %s",
                directory,
                lease.age() / 1000,
                e.getMessage()));
      }
    }
  }

  private void lose(String line) {
    loss = line;
    lost.accept(line);
  }

  /** Throws if another run may have taken the directory. */
  void check() throws IOException {
    if (loss == null && lease.age() > DOUBT) {
      renew();
    }
    String line = loss;
    if (line != null) {
      throw new IOException(line);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    if (present == this) {
      present = null;
    }
  }
}
