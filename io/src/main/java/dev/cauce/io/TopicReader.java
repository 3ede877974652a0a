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
  private @Nullable T current;
  private Instant time = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private boolean finished;
  private boolean failed;
  private long arrival = PartitionTimes.NEVER; // no row to come arrives earlier

  TopicReader(TopicSource<T> source, TopicSeat<T> seat, RowAllowance allowance) {
    this.source = source;
    this.seat = seat;
    this.allowance = allowance;
    this.events = new TopicEvents(seat.times());
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
    long most = allowance.rows();
    if (most == 0) {
      return false;
    }
    failed = true;
    long before = watermark();
    arrival = System.currentTimeMillis();
    boolean advanced = cursor.advance(most, WAIT, events);
    for (int partition : cursor.ended(seat.times().silent(cursor.heard()))) {
      seat.times().ended(partition);
    }
    failed = false;
    if (advanced) {
      current = cursor.block();
      time = Instant.ofEpochMilli(Math.max(cursor.least(), before)); // see TimedRows.timestamp
      allowance.take(cursor.rows());
      events.rows(cursor.rows());
    }
    return advanced;
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
                    partition, new TopicMark.Place(offset, seat.times().largest(partition))));
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
      seat.leave(source.id());
    }
  }
}
