package dev.cauce.io;

import java.io.IOException;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Hands out what its seat's cursor reads; leaves the seat when it is closed. */
final class TopicReader<T> extends UnboundedSource.UnboundedReader<T> {
  // Long enough not to spin, short enough for a runner that has other things to do.
  private static final Duration WAIT = Duration.ofMillis(20);

  private final TopicSource<T> source;
  private final TopicSeat<T> seat;
  private final RowAllowance allowance;
  private final TopicEvents events;
  private final Portion portion;
  private final Pace pace;
  private @Nullable T current;
  private Instant time = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private boolean finished;
  private boolean failed;
  private boolean waits; // until the runner has heard how far event time was
  private long arrival = PartitionTimes.NEVER; // no row to come arrives earlier

  /**
   * @param resumes whether it goes on from a checkpoint: the runner has forgotten the watermark,
   *     and rows must not be judged before it has heard of it again
   */
  TopicReader(
      TopicSource<T> source,
      TopicSeat<T> seat,
      RowAllowance allowance,
      Portion portion,
      Pace pace,
      boolean resumes) {
    this.source = source;
    this.seat = seat;
    this.allowance = allowance;
    this.portion = portion;
    this.pace = pace;
    this.events = new TopicEvents(seat.times());
    this.waits = resumes && !source.isByArrival() && watermark() > PartitionTimes.NEVER;
  }

  @Override
  public boolean start() throws IOException {
    return advance();
  }

  @Override
  public boolean advance() throws IOException {
    current = null;
    if (finished) {
      return false;
    }
    TopicCursor<T> cursor = seat.cursor();
    if (Intake.isClosed() && !cursor.hasFetched()) {
      finished = true;
      return false;
    }
    if (portion.isAvailableNow() && (portion.isUsedUp() || cursor.isAtEnd())) {
      arrival = System.currentTimeMillis();
      passOver(cursor);
      portion.report(false);
      return false;
    }
    portion.report(true);
    if (waits) {
      return false;
    }
    long most = Math.min(allowance.rows(), portion.left());
    if (most == 0) {
      return false;
    }
    if (!pace.await()) {
      return false;
    }
    failed = true;
    long before = watermark();
    arrival = System.currentTimeMillis();
    boolean advanced = cursor.advance(most, WAIT, events);
    passOver(cursor);
    failed = false;
    if (advanced) {
      current = cursor.block();
      time = Instant.ofEpochMilli(Math.max(cursor.least(), before)); // see TimedRows.timestamp
      allowance.take(cursor.rows());
      portion.take(cursor.rows());
      events.rows(cursor.rows());
      pace.handsOn(cursor.isFollowed());
    }
    return advanced;
  }

  /** Partitions without news for long, and with nothing left, are not to hold the others up. */
  private void passOver(TopicCursor<T> cursor) {
    PartitionTimes<Integer> times = seat.times();
    if (!portion.isAvailableNow()) {
      cursor.ended(times.silent(cursor.heard())).forEach(times::ended);
      return;
    }
    // What came after the ends were settled does not count: in this run it is not there.
    for (int partition : times.silent(portion.since())) {
      if (cursor.isAtEnd(partition)) {
        times.ended(partition);
      }
    }
  }

  @Override
  public T getCurrent() {
    if (current == null) {
      throw new NoSuchElementException();
    }
    return current;
  }

  @Override
  public Instant getCurrentTimestamp() {
    getCurrent();
    return time;
  }

  @Override
  public Instant getWatermark() {
    boolean told = Hearing.isTold();
    portion.asked(told);
    waits &= !told;
    if (finished) {
      SourceTimes.over(source.id());
      return BoundedWindow.TIMESTAMP_MAX_VALUE;
    }
    long watermark = watermark();
    if (!source.isByArrival()) {
      SourceTimes.report(source.id(), watermark, seat.times().heldBy());
    }
    return Instant.ofEpochMilli(watermark);
  }

  private long watermark() {
    long reached = seat.times().current();
    return source.isByArrival() ? Math.max(reached, arrival) : reached;
  }

  @Override
  public UnboundedSource.CheckpointMark getCheckpointMark() {
    TreeMap<Integer, TopicMark.Place> places = new TreeMap<>();
    seat.cursor()
        .next()
        .forEach(
            (partition, offset) ->
                places.put(
                    partition,
                    new TopicMark.Place(
                        offset,
                        seat.times().largest(partition),
                        seat.times().lastNews(partition))));
    return new TopicMark(places, watermark());
  }

  @Override
  public TopicSource<T> getCurrentSource() {
    return source;
  }

  @Override
  public void close() {
    if (failed) {
      seat.cursor().close();
    } else {
      seat.leave(portion.key(source.id()));
    }
  }
}
