package dev.cauce.io;

import dev.cauce.row.EventTime;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Fills one block after the other with records of a cursor. It is what Kafka's consumer gives the
 * values to, and keeps them until the next poll; to the consumer a value is then its number among
 * those of the poll. To look at thousands of records only after they have all been made would fetch
 * each of them from memory again. Not thread-safe.
 *
 * @param <T> the blocks
 */
abstract class TopicPacker<T> implements Deserializer<Integer> {
  static final int BLOCK_BYTES = 256 << 10;

  // A record's time is the producer's word; one at the end of time would close all windows.
  private static final long LAST_TIME = GlobalWindow.INSTANCE.maxTimestamp().getMillis() - 1;

  @Override
  public final Integer deserialize(String topic, byte[] value) {
    return keep(ByteBuffer.wrap(value));
  }

  @Override
  public final Integer deserialize(String topic, Headers headers, ByteBuffer value) {
    return keep(value);
  }

  /** Keeps a value that was received; returns how many there were before it. */
  abstract int keep(ByteBuffer value);

  /** Forgets the values: the next poll begins. */
  abstract void clear();

  /**
   * Takes the first of the records [{@code from}, {@code to}) into a block, until it is full. They
   * are of one poll and one partition, and one at least.
   *
   * @return up to which they were taken
   */
  abstract int take(
      List<ConsumerRecord<ByteBuffer, Integer>> records, int from, int to, long mostRows);

  /** How many rows of those that were taken last are in the block. */
  abstract int rows();

  /** How many of those that were taken last have no value, and gave no row. */
  abstract int tombstones();

  /** The least event time of the rows; {@link EventTime#NONE} if none of them has one. */
  abstract long least();

  /** The greatest event time of the rows; {@link EventTime#NONE} if none of them has one. */
  abstract long greatest();

  /**
   * The block of what was taken last; it has one row at least.
   *
   * @param followed whether more rows are known to come at once
   */
  abstract T block(int partition, boolean followed);

  /** The same block, of which it has turned out that no more rows are known to come at once. */
  abstract T last(T block);

  /** The event time that a record has from Kafka, or else {@code present}. */
  static long time(ConsumerRecord<?, ?> record, long present) {
    return Math.min(record.timestamp() < 0 ? present : record.timestamp(), LAST_TIME);
  }

  /** The number of a record's value; null if it has none. */
  static @Nullable Integer number(ConsumerRecord<?, Integer> record) {
    return record.value();
  }
}
