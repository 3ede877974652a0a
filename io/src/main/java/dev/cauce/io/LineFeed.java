package dev.cauce.io;

import dev.cauce.row.EventTime;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream that is being read: its {@link FeedInput}, the daemon thread that reads it, and the
 * {@link LineBuffer} between that thread and the pipeline. It belongs to no reader, so that a
 * runner may drop and recreate readers as it likes without cutting the stream or losing what was
 * read.
 *
 * <p>It ends when a reader has seen the end of the stream and {@link #release releases} it, or when
 * the source it is read for, which every reader holds, has been garbage for the time it lingers:
 * runners do not close the readers of a cancelled pipeline.
 */
final class LineFeed {
  private static final Logger LOG = LoggerFactory.getLogger(LineFeed.class);
  private static final int CHUNK = 64 << 10;
  private static final long TICK_MILLIS = 200;

  private final String origin;
  private final FeedInput input;
  private final LineBuffer buffer;
  private final long lingerNanos;
  private WeakReference<Object> source = new WeakReference<>(null);
  private long sourceSeen = System.nanoTime();
  private boolean released;
  private volatile boolean stopped;

  /**
   * A feed of {@code settings}.
   *
   * @param eventTime where the event time of a row stands; null if it is that of arrival
   * @param mark what was taken in an earlier life
   */
  LineFeed(
      FeedInput.Settings settings,
      @Nullable EventTime eventTime,
      FeedMark mark,
      long lingerMillis) {
    this.origin = settings.origin();
    this.input = settings.open();
    this.buffer =
        new LineBuffer(origin, settings.maxLineBytes(), eventTime, mark, System::currentTimeMillis);
    this.lingerNanos = TimeUnit.MILLISECONDS.toNanos(lingerMillis);
  }

  /** Begins to read; calls {@code gone} when it has ended. */
  void start(Runnable gone) {
    Thread thread =
        new Thread(
            () -> {
              try {
                read();
                awaitRelease();
              } finally {
                gone.run();
              }
            },
            "cauce-lines " + origin);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * A reader of {@code source} begins.
   *
   * @return false if this feed has come to its end and a new one is needed
   */
  synchronized boolean attach(Object source) {
    this.source = new WeakReference<>(source);
    this.sourceSeen = System.nanoTime();
    return !released;
  }

  /** Where the rows are. */
  LineBuffer buffer() {
    return buffer;
  }

  /** Reads no further. What is in the buffer can still be taken. */
  void stop() {
    if (!stopped) {
      stopped = true;
      buffer.close();
      input.close();
    }
  }

  /** Nobody needs this feed any more. */
  void release() {
    stop();
    synchronized (this) {
      released = true;
      notifyAll();
    }
  }

  private void read() {
    try {
      byte[] chunk = new byte[CHUNK];
      while (!stopped && !Intake.isClosed() && !isAbandoned()) {
        if (buffer.awaitRoom(TICK_MILLIS)) {
          int length = input.read(chunk);
          if (length > 0) {
            buffer.put(chunk, length);
          } else if (length == FeedInput.CUT) {
            buffer.cut();
          } else if (length == FeedInput.END) {
            buffer.complete();
            return;
          }
        }
      }
    } catch (IOException e) {
      buffer.fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("Reading from {} failed", origin, e);
      buffer.fail(new IOException("Reading from " + origin + " failed: " + e, e));
    } finally {
      stop();
    }
  }

  /** Until a reader has seen the end: a reader that comes before must not begin the stream anew. */
  private synchronized void awaitRelease() {
    try {
      while (!released && !isAbandoned()) {
        wait(TICK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    released = true;
  }

  private synchronized boolean isAbandoned() {
    if (source.get() != null) {
      sourceSeen = System.nanoTime();
      return false;
    }
    return System.nanoTime() - sourceSeen >= lingerNanos;
  }
}
