package dev.cauce.io;

import java.io.IOException;
import java.time.Duration;
import java.util.TreeMap;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** Hands out what its seat's cursor reads; leaves the seat when it is closed. */
final class TopicReader<T> extends UnboundedSource.UnboundedReader<T> {
  // Long enough not to spin, short enough for a runner that has other things to do.
  private static final Duration WAIT = Duration.ofMillis(20);

  private final TopicSource<T> source;
  private final TopicSeat<T> seat;
  private final TopicTaking<T> taking;
  private boolean finished;
  private boolean failed;

  TopicReader(TopicSource<T> source, TopicSeat<T> seat, RowAllowance allowance) {
    this.source = source;
    this.seat = seat;
    this.taking = new TopicTaking<>(allowance, new TopicEvents(seat.watermark()));
  }

  @Override
  public boolean start() throws IOException {
    return advance();
  }

  @Override
  public boolean advance() throws IOException {
    taking.clear();
    if (finished) {
      return false;
    }
    TopicCursor<T> cursor = seat.cursor();
    if (Intake.isClosed() && !cursor.hasFetched()) {
      finished = true;
      return false;
    }
    long most = taking.allowed();
    if (most == 0) {
      return false;
    }
    failed = true;
    boolean advanced = taking.take(cursor, most, WAIT);
    long heard = cursor.heard();
    for (int partition : cursor.ended(seat.watermark().silent(heard))) {
      seat.watermark().ended(partition, heard);
    }
    failed = false;
    return advanced;
  }

  @Override
  public T getCurrent() {
    return taking.block();
  }

  @Override
  public Instant getCurrentTimestamp() {
    return taking.time();
  }

  @Override
  public Instant getWatermark() {
    return finished
        ? BoundedWindow.TIMESTAMP_MAX_VALUE
        : Instant.ofEpochMilli(seat.watermark().current());
  }

  @Override
  public UnboundedSource.CheckpointMark getCheckpointMark() {
    TreeMap<Integer, TopicMark.Place> places = new TreeMap<>();
    seat.cursor()
        .next()
        .forEach(
            (partition, offset) ->
                places.put(
                    partition, new TopicMark.Place(offset, seat.watermark().largest(partition))));
    return new TopicMark(places, seat.watermark().current());
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
