package dev.cauce.io;

import dev.cauce.row.Lines;
import java.io.IOException;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes blocks from the {@link LineFeed} of its source. */
final class LineFeedReader extends UnboundedSource.UnboundedReader<Lines> {
  private static final Logger LOG = LoggerFactory.getLogger(LineFeedReader.class);

  /** Only a reader that found nothing the last time waits, so that no row waits for it. */
  private static final long IDLE_MILLIS = 10;

  private final Counter inputRows = Metrics.counter("cauce", "numInputRows");
  private final Counter halfLines = Metrics.counter("cauce", "numHalfLines");
  private final Counter oversizedLines = Metrics.counter("cauce", "numOversizedLines");
  private final Counter malformedRows = Metrics.counter("cauce", "numMalformedRows");

  private final LineFeedSource source;
  private final Portion portion;
  private final Pace pace;
  private FeedMark mark;
  private boolean over;
  private boolean waits; // until the runner has heard how far event time was
  private boolean told;
  private @Nullable LineFeed feed;
  private @Nullable Lines current;
  private Instant before = BoundedWindow.TIMESTAMP_MIN_VALUE; // the watermark before it was taken

  LineFeedReader(LineFeedSource source, FeedMark mark, Portion portion, Pace pace) {
    this.source = source;
    this.portion = portion;
    this.pace = pace;
    // A run that takes what is there begins a stream of its own.
    this.over = mark.ended() && !portion.isAvailableNow();
    this.mark = over ? mark : new FeedMark(mark.taken(), false, mark.watermark());
    this.waits =
        source.eventTime() != null
            && mark.watermark() > PartitionTimes.NEVER
            && LineFeeds.find(portion.key(source.id())) == null;
  }

  @Override
  public boolean start() throws IOException {
    return advance();
  }

  @Override
  public boolean advance() throws IOException {
    LineFeed from = over ? null : feed();
    if (from == null) {
      current = null;
      over = true;
      return false;
    }
    if (Intake.isClosed()) {
      from.stop();
    }
    if (portion.isUsedUp()) {
      leave(from.buffer());
      return false;
    }
    if (waits) {
      current = null;
      portion.report(true);
      return false;
    }
    boolean idle = current == null;
    pace.await();
    before = from.buffer().watermark();
    try {
      current = from.buffer().take(idle ? IDLE_MILLIS : 0, portion.block());
    } catch (IOException e) {
      from.release();
      throw e;
    }
    count(from.buffer().takeCounts());
    if (current != null) {
      inputRows.inc(current.size());
      pace.handsOn(current.isFollowed());
      portion.take(current.size());
      portion.report(true);
      return true;
    }
    boolean drained = from.buffer().isDrained();
    boolean ended = drained && from.buffer().isComplete();
    if (portion.isAvailableNow() && (ended || !drained)) {
      // The stream has ended for this run only. The feed stays, drained: a reader that is made anew
      // in this run must not begin another stream.
      portion.report(!ended);
    } else if (drained) {
      mark = mark(from.buffer(), ended);
      over = true;
      from.release();
    }
    return false;
  }

  /** As many rows were taken as may be: what is left goes with this process. */
  private void leave(LineBuffer buffer) {
    current = null;
    portion.report(false);
    if (!told && !buffer.isDrained()) {
      told = true;
      LOG.warn(
          "{} has more rows than this run may take: they are not read, and no other run gets them",
          source);
    }
  }

  /** The feed of the source; null if it has none and none may begin. */
  private @Nullable LineFeed feed() {
    if (feed == null) {
      String key = portion.key(source.id());
      feed = Intake.isClosed() ? LineFeeds.find(key) : LineFeeds.attach(key, source, mark);
      long missing = feed == null ? 0 : feed.buffer().taken() - mark.taken();
      if (missing > 0) {
        LOG.warn(
            "{} rows from {} were taken after the checkpoint from which the pipeline goes on: they"
                + " cannot be read again",
            missing,
            source);
      }
    }
    return feed;
  }

  private void count(LineBuffer.Counts counts) {
    if (counts.halfLines() > 0) {
      halfLines.inc(counts.halfLines());
    }
    if (counts.oversizedLines() > 0) {
      oversizedLines.inc(counts.oversizedLines());
    }
    if (counts.malformedRows() > 0) {
      malformedRows.inc(counts.malformedRows());
    }
  }

  @Override
  public Lines getCurrent() {
    if (current == null) {
      throw new NoSuchElementException();
    }
    return current;
  }

  @Override
  public Instant getCurrentTimestamp() {
    return TimedRows.timestamp(getCurrent(), before);
  }

  @Override
  public Instant getWatermark() {
    boolean told = Hearing.isTold();
    portion.asked(told);
    waits &= !told;
    if (over) {
      SourceTimes.over(source.id());
      return BoundedWindow.TIMESTAMP_MAX_VALUE;
    }
    Instant watermark =
        feed == null ? BoundedWindow.TIMESTAMP_MIN_VALUE : feed.buffer().watermark();
    if (source.eventTime() != null) {
      SourceTimes.report(source.id(), watermark.getMillis(), source.settings().origin());
    }
    return watermark;
  }

  @Override
  public FeedMark getCheckpointMark() {
    return feed == null || over ? mark : mark(feed.buffer(), false);
  }

  private static FeedMark mark(LineBuffer buffer, boolean ended) {
    return new FeedMark(buffer.taken(), ended, buffer.reached());
  }

  @Override
  public long getSplitBacklogBytes() {
    return feed == null ? BACKLOG_UNKNOWN : feed.buffer().unread();
  }

  @Override
  public LineFeedSource getCurrentSource() {
    return source;
  }

  @Override
  public void close() {
    // The stream goes on: a reader that follows takes it up where this one left it.
  }
}
