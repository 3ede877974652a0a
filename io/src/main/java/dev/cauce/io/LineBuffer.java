package dev.cauce.io;

import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows between the thread that reads a stream and the reader that hands them to a pipeline. A row
 * can be taken as soon as it is whole; rows that wait gather in blocks. Rows bear the time of their
 * arrival, which never goes back, or the event time that stands in them. Holds at most {@link
 * #CAPACITY} bytes, a piece of the stream and the longest line. Thread-safe.
 */
final class LineBuffer implements LineCutter.Rows {
  private static final Logger LOG = LoggerFactory.getLogger(LineBuffer.class);
  static final int CAPACITY = 4 << 20;
  private static final int BLOCK = 256 << 10;
  private static final int ROW = 12; // what a row costs beside its bytes: its end and its time
  private static final long SECOND = 1_000_000_000L;

  /** Lines that did not become rows, and rows that are not UTF-8. */
  record Counts(long halfLines, long oversizedLines, long malformedRows) {}

  private final String origin;
  private final int maxLineBytes;
  private final @Nullable EventTime eventTime;
  private final LongSupplier clock;
  private final LineCutter cutter;
  private final Deque<Lines> full = new ArrayDeque<>();
  private final Lines.Builder open;
  private long openedAt;
  private long stamp = Long.MIN_VALUE;
  private int unread;
  private long taken;
  private long reached; // the largest event time of the rows taken, if it stands in them
  private boolean closed;
  private boolean complete;
  private @Nullable IOException failure;
  private long halfLines;
  private long oversizedLines;
  private long malformedRows;
  private long oversizedInAll;
  private long quietUntil;

  /** A buffer of rows that bear the time of their arrival. */
  LineBuffer(String origin, int maxLineBytes, long taken, LongSupplier clock) {
    this(origin, maxLineBytes, null, new FeedMark(taken, false), clock);
  }

  /**
   * A buffer after which {@link #taken} and {@link #watermark} go on from {@code mark}.
   *
   * @param eventTime where the event time of a row stands; null if it is that of arrival
   */
  LineBuffer(
      String origin,
      int maxLineBytes,
      @Nullable EventTime eventTime,
      FeedMark mark,
      LongSupplier clock) {
    this.origin = origin;
    this.maxLineBytes = maxLineBytes;
    this.eventTime = eventTime;
    this.taken = mark.taken();
    this.reached = mark.watermark();
    this.clock = clock;
    this.open = Lines.builder(origin);
    this.cutter = new LineCutter(maxLineBytes, this);
    this.quietUntil = System.nanoTime();
  }

  // What the thread that reads the stream calls.

  /** Waits up to {@code millis} for room; whether there is some. */
  @SuppressWarnings("WaitNotInLoop") // after too short a wait the caller asks again
  synchronized boolean awaitRoom(long millis) throws InterruptedException {
    if (unread >= CAPACITY && !closed && millis > 0) {
      wait(millis);
    }
    return unread < CAPACITY;
  }

  /** The next bytes of the stream, {@code chunk[0, length)}. Ignored when closed. */
  synchronized void put(byte[] chunk, int length) {
    if (!closed) {
      now();
      cutter.cut(chunk, 0, length);
      notifyAll();
    }
  }

  /** The stream was cut: what has no line end is lost, and counted. */
  synchronized void cut() {
    if (cutter.drop()) {
      halfLines++;
    }
  }

  /** The stream is at its end: what has no line end is its last line. */
  synchronized void complete() {
    if (!closed) {
      now();
      cutter.finish();
      complete = true;
      closed = true;
      notifyAll();
    }
  }

  /** The stream is of no more use; who has taken all that came before meets {@code cause}. */
  synchronized void fail(IOException cause) {
    if (!closed) {
      failure = cause;
      close();
    }
  }

  /** Nothing more will be put in. What is there can still be taken. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  @Override
  public void row(byte[] bytes, int from, int to) {
    if (!Utf8.isWellFormed(bytes, from, to)) {
      malformedRows++;
    }
    if (open.size() == 0) {
      openedAt = stamp;
    }
    open.add(bytes, from, to, eventTime == null ? stamp : eventTime.millis(bytes, from, to));
    unread += weight(to - from, 1);
    if (weight(open.length(), open.size()) >= BLOCK) {
      full.add(open.build());
    }
  }

  @Override
  public void oversized() {
    oversizedLines++;
    oversizedInAll++;
    if (System.nanoTime() - quietUntil >= 0) {
      quietUntil = System.nanoTime() + SECOND;
      LOG.warn(
          "Skipped a line of more than {} bytes from {} ({} of them so far)",
          maxLineBytes,
          origin,
          oversizedInAll);
    }
  }

  // What the reader calls.

  /**
   * The next block, of all rows that are there at once up to its size; null if there are none after
   * waiting for up to {@code millis}.
   *
   * @throws IOException if all rows are taken and the stream has failed
   */
  synchronized @Nullable Lines take(long millis) throws IOException {
    return take(millis, Integer.MAX_VALUE);
  }

  /**
   * The same, of at most {@code mostRows} rows.
   *
   * @param mostRows at least 1
   */
  @SuppressWarnings("WaitNotInLoop") // after too short a wait the caller asks again
  synchronized @Nullable Lines take(long millis, int mostRows) throws IOException {
    if (unread == 0 && !closed && millis > 0) {
      try {
        wait(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    Lines block = full.poll();
    if (block == null && open.size() > 0) {
      block = open.build();
    }
    if (block != null && block.size() > mostRows) {
      full.addFirst(part(block, mostRows, block.size()));
      block = part(block, 0, mostRows);
    }
    if (block != null) {
      unread -= weight(block.length(), block.size());
      taken += block.size();
      reached = eventTime == null ? reached : Math.max(reached, block.greatest());
      block = block.withFollowed(unread > 0);
      notifyAll();
    } else if (failure != null) {
      throw failure;
    }
    return block;
  }

  private static Lines part(Lines block, int from, int to) {
    Lines.Builder part = Lines.builder(block.origin());
    for (int i = from; i < to; i++) {
      part.add(block.bytes(), block.start(i), block.end(i), block.millis(i));
    }
    return part.build();
  }

  /** Whether all rows are taken, none will come, and nothing failed. */
  synchronized boolean isDrained() {
    return closed && unread == 0 && failure == null;
  }

  /** Whether the stream is at its end, rather than the reading of it. */
  synchronized boolean isComplete() {
    return complete;
  }

  /** How many rows were taken, those before this buffer began included. */
  synchronized long taken() {
    return taken;
  }

  /** About how many bytes wait to be taken. */
  synchronized long unread() {
    return unread;
  }

  /**
   * How far time has come. Of times of arrival, that of the oldest row that waits, else the
   * present: no row to come is older. Of times in the rows, the largest of all that were taken.
   */
  synchronized Instant watermark() {
    if (eventTime != null) {
      return Instant.ofEpochMilli(reached);
    }
    Lines oldest = full.peek();
    if (oldest != null) {
      return oldest.least();
    }
    return Instant.ofEpochMilli(open.size() > 0 ? openedAt : now());
  }

  /** The largest event time that stood in rows that were taken: what a mark keeps. */
  synchronized long reached() {
    return reached;
  }

  /** What was counted since the last call. */
  synchronized Counts takeCounts() {
    Counts counts = new Counts(halfLines, oversizedLines, malformedRows);
    halfLines = 0;
    oversizedLines = 0;
    malformedRows = 0;
    return counts;
  }

  /** The present, never before what was called so once. */
  private long now() {
    stamp = Math.max(stamp, clock.getAsLong());
    return stamp;
  }

  private static int weight(int bytes, int rows) {
    return bytes + ROW * rows;
  }
}
