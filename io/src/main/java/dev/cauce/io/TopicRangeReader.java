package dev.cauce.io;

import dev.cauce.row.EventTime;
import java.io.IOException;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads until every partition has reached its end; waits for the broker if need be. */
final class TopicRangeReader<T> extends BoundedSource.BoundedReader<T> {
  private static final Duration WAIT = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TopicRangeSource<T> source;
  private final TopicConnection connection;
  private final TopicCursor<T> cursor;
  private final RowAllowance allowance;
  private final TopicEvents events = new TopicEvents(null);
  private @Nullable T current;
  private Instant time = BoundedWindow.TIMESTAMP_MIN_VALUE;

  TopicRangeReader(
      TopicRangeSource<T> source,
      TopicConnection connection,
      TopicCursor<T> cursor,
      RowAllowance allowance) {
    this.source = source;
    this.connection = connection;
    this.cursor = cursor;
    this.allowance = allowance;
  }

  @Override
  public boolean start() throws IOException {
    return advance();
  }

  @Override
  public boolean advance() throws IOException {
    current = null;
    TreeMap<Integer, Long> place = cursor.next();
    long waitingSince = System.nanoTime();
    while (!cursor.isAtEnd() && !(Intake.isClosed() && !cursor.hasFetched())) {
      long most = allowance.rows();
      if (most == 0) {
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        waitingSince = System.nanoTime();
      } else if (cursor.advance(most, WAIT, events)) {
        current = cursor.block();
        long least = cursor.least();
        time =
            least == EventTime.NONE
                ? BoundedWindow.TIMESTAMP_MIN_VALUE
                : Instant.ofEpochMilli(least);
        allowance.take(cursor.rows());
        events.rows(cursor.rows());
        return true;
      } else if (!cursor.next().equals(place)) { // gaps and tombstones are progress, too
        place = cursor.next();
        waitingSince = System.nanoTime();
      } else if (System.nanoTime() - waitingSince > PATIENCE.toNanos()) {
        throw new IOException(
            "Kafka at "
                + connection.brokers()
                + " has given nothing of topic \""
                + connection.topic()
                + "\" for "
                + PATIENCE.toSeconds()
                + " s, although there is more: is the broker running?");
      }
    }
    return false;
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
  public BoundedSource<T> getCurrentSource() {
    return source;
  }

  @Override
  public void close() {
    cursor.close();
  }
}
