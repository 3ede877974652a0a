package dev.cauce.io;

import dev.cauce.row.Lines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * Hands out what a {@link FileFeed} gives, several small blocks at once, until the intake is
 * closed.
 */
final class WatchedReader extends UnboundedSource.UnboundedReader<List<Lines>> {
  /** With so many bytes an element is worth its price. */
  private static final int ENOUGH_BYTES = 64 << 10;

  private final WatchedSource source;
  private final FileFeed feed;
  private final int blocksAtOnce;
  private final Portion portion;
  private List<Lines> current = List.of(); // empty: there is none
  private Instant before = BoundedWindow.TIMESTAMP_MIN_VALUE; // the watermark before it was taken
  private boolean ended;
  private boolean waits; // until the runner has heard how far event time was
  private boolean marked; // nothing was handed out since the last mark
  private long token;

  /**
   * @param portion the one that the feed has, unless another reader left the feed to this one
   * @param resumes whether it goes on from a checkpoint: the runner has forgotten the watermark,
   *     and rows must not be judged before it has heard of it again
   */
  WatchedReader(
      WatchedSource source, FileFeed feed, int blocksAtOnce, Portion portion, boolean resumes) {
    this.source = source;
    this.feed = feed;
    this.blocksAtOnce = blocksAtOnce;
    this.portion = portion;
    this.waits = resumes && source.hasTimesInRows() && feed.watermark() > PartitionTimes.NEVER;
  }

  @Override
  public boolean start() throws IOException {
    return advance();
  }

  @Override
  public boolean advance() throws IOException {
    current = List.of();
    // All that is not handed out is still in the files: there is nothing to finish.
    ended = ended || Intake.isClosed();
    if (ended) {
      return false;
    }
    if (waits) {
      portion.report(true);
      return false;
    }
    before = watermark();
    current = blocks();
    feed.counts().report();
    marked = marked && current.isEmpty();
    portion.report(!current.isEmpty() || !feed.isAtEnd());
    return !current.isEmpty();
  }

  private List<Lines> blocks() throws IOException {
    List<Lines> blocks = new ArrayList<>();
    int bytes = 0;
    while (blocks.size() < blocksAtOnce && bytes < ENOUGH_BYTES) {
      Lines block = feed.next();
      if (block == null) {
        break;
      }
      blocks.add(block);
      bytes += block.length();
    }
    for (int i = 0; i < blocks.size(); i++) {
      boolean followed = i < blocks.size() - 1 || feed.isBehind();
      blocks.set(i, blocks.get(i).withFollowed(followed));
    }
    return blocks;
  }

  @Override
  public List<Lines> getCurrent() {
    if (current.isEmpty()) {
      throw new NoSuchElementException();
    }
    return current;
  }

  @Override
  public Instant getCurrentTimestamp() {
    return Collections.min(getCurrent().stream().map(b -> TimedRows.timestamp(b, before)).toList());
  }

  @Override
  public Instant getWatermark() {
    if (Hearing.isTold()) {
      portion.asked(true);
      feed.heard();
      waits = false;
    }
    if (ended) {
      SourceTimes.over(source.id());
      return BoundedWindow.TIMESTAMP_MAX_VALUE;
    }
    Instant watermark = watermark();
    if (source.hasTimesInRows()) {
      SourceTimes.report(source.id(), watermark.getMillis(), feed.heldBy());
    }
    return watermark;
  }

  private Instant watermark() {
    return Instant.ofEpochMilli(feed.watermark());
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
      FeedRegistry.park(portion.key(source.id()), feed, token);
    } else {
      feed.close();
    }
  }

  @Override
  public WatchedSource getCurrentSource() {
    return source;
  }
}
