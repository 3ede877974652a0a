package dev.cauce.io;

import dev.cauce.row.Lines;
import java.io.IOException;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Hands out what a {@link FileFeed} gives, until the intake is closed. */
final class WatchedReader extends UnboundedSource.UnboundedReader<Lines> {
  private final WatchedSource source;
  private final FileFeed feed;
  private @Nullable Lines current;
  private boolean ended;
  private boolean marked; // nothing was handed out since the last mark
  private long token;

  WatchedReader(WatchedSource source, FileFeed feed) {
    this.source = source;
    this.feed = feed;
  }

  @Override
  public boolean start() throws IOException {
    return advance();
  }

  @Override
  public boolean advance() throws IOException {
    current = null;
    // All that is not handed out is still in the files: there is nothing to finish.
    ended = ended || Intake.isClosed();
    if (ended) {
      return false;
    }
    current = feed.next();
    feed.counts().report();
    marked = marked && current == null;
    return current != null;
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
    return getCurrent().least();
  }

  @Override
  public Instant getWatermark() {
    return ended ? BoundedWindow.TIMESTAMP_MAX_VALUE : Instant.ofEpochMilli(feed.watermark());
  }

  @Override
  public FileMark getCheckpointMark() {
    token = FeedRegistry.newToken();
    marked = true;
    return feed.mark(token);
  }

  @Override
  public void close() {
    if (marked && !ended) {
      FeedRegistry.park(source.id(), feed, token);
    } else {
      feed.close();
    }
  }

  @Override
  public WatchedSource getCurrentSource() {
    return source;
  }
}
