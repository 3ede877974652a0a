package dev.cauce.io;

import java.io.IOException;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.beam.sdk.io.BoundedSource;
import org.joda.time.Instant;

/** Reads until every partition has reached its end; waits for the broker if need be. */
final class TopicRangeReader<T> extends BoundedSource.BoundedReader<T> {
  private static final Duration WAIT = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TopicRangeSource<T> source;
  private final TopicConnection connection;
  private final TopicCursor<T> cursor;
  private final TopicTaking<T> taking;

  TopicRangeReader(
      TopicRangeSource<T> source,
      TopicConnection connection,
      TopicCursor<T> cursor,
      RowAllowance allowance) {
    this.source = source;
    this.connection = connection;
    this.cursor = cursor;
    this.taking = new TopicTaking<>(allowance, new TopicEvents(null));
  }

  @Override
  public boolean start() throws IOException {
    return advance();
  }

  @Override
  public boolean advance() throws IOException {
    taking.clear();
    TreeMap<Integer, Long> place = cursor.next();
    long waitingSince = System.nanoTime();
    while (!cursor.isAtEnd() && !(Intake.isClosed() && !cursor.hasFetched())) {
      long most = taking.allowed();
      if (most == 0) {
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        waitingSince = System.nanoTime();
      } else if (taking.take(cursor, most, WAIT)) {
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
    return taking.block();
  }

  @Override
  public Instant getCurrentTimestamp() {
    return taking.time();
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
