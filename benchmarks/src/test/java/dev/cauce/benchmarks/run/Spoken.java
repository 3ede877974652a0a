package dev.cauce.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a process says on standard output, line by line, with the moment at which it came. */
final class Spoken {
  private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();

  /**
   * @param nanos {@link System#nanoTime} when the line was there
   * @param text null at the end
   */
  record Line(long nanos, @Nullable String text) {}

  /** Begins to listen. */
  Spoken(InputStream out) {
    Thread listener = new Thread(() -> listen(out), "listener");
    listener.setDaemon(true);
    listener.start();
  }

  private void listen(InputStream out) {
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(out, UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(new Line(System.nanoTime(), line));
      }
    } catch (IOException closed) {
      // The process was ended while it spoke.
    }
    lines.add(new Line(System.nanoTime(), null));
  }

  /** The next line; null if none comes within {@code seconds}. */
  @Nullable Line next(double seconds) throws InterruptedException {
    return lines.poll((long) (seconds * 1e9), TimeUnit.NANOSECONDS);
  }
}
