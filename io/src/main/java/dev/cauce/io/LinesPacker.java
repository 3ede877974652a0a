package dev.cauce.io;

import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Values as rows; a record without a value gives none. */
final class LinesPacker extends TopicPacker<Lines> {
  private static final int KEPT_BYTES = 1 << 20;

  private final String topic;
  private final @Nullable EventTime inValues;
  private final boolean isByArrival;
  private final LongSupplier clock;
  private byte[] bytes = new byte[1 << 10];
  private int[] ends = new int[1 << 5];
  private long[] times = new long[1 << 5];
  private int size;
  private int first; // of the rows taken last
  private int rows;
  private int tombstones;
  private long least;
  private long greatest;

  /**
   * @param eventTime where the event time stands in the values; null if it is the timestamp
   * @param clock milliseconds since the epoch, for times of arrival and records without a timestamp
   */
  LinesPacker(String topic, @Nullable EventTime eventTime, LongSupplier clock) {
    this.topic = topic;
    this.isByArrival = eventTime != null && eventTime.isArrival();
    this.inValues = isByArrival ? null : eventTime;
    this.clock = clock;
  }

  @Override
  int keep(ByteBuffer value) {
    int from = end(size - 1);
    int to = Math.addExact(from, value.remaining());
    if (to > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(to, (int) Math.min(2L * bytes.length, 1 << 30)));
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
      times = Arrays.copyOf(times, 2 * size);
    }
    byte[] received = value.array();
    int start = value.arrayOffset() + value.position();
    if (inValues != null) {
      times[size] = inValues.millis(received, start, start + value.remaining());
    }
    System.arraycopy(received, start, bytes, from, to - from);
    ends[size] = to;
    return size++;
  }

  /** Where value {@code number} ends, and the next one begins. */
  private int end(int number) {
    return number < 0 ? 0 : ends[number];
  }

  @Override
  void clear() {
    if (bytes.length > KEPT_BYTES && end(size - 1) < bytes.length / 4) {
      bytes = new byte[bytes.length / 2]; // one poll of long values is not to be paid for for ever
    }
    size = 0;
  }

  @Override
  int take(List<ConsumerRecord<ByteBuffer, Integer>> records, int from, int to, long mostRows) {
    rows = 0;
    tombstones = 0;
    least = Long.MAX_VALUE;
    greatest = EventTime.NONE; // below every time
    // A row arrives when it is taken: between its poll and that, the watermark may have gone on.
    long present = clock.getAsLong();
    boolean dense = isDense(records, from, to);
    Integer known = number(records.get(from));
    int next = known == null ? 0 : known;
    int at = from;
    for (; at < to && rows < mostRows; at++) {
      if (!dense) {
        Integer number = number(records.get(at));
        if (number == null) {
          tombstones++;
          continue;
        }
        next = number;
      }
      if (rows == 0) {
        first = next;
      } else if (end(next) - end(first - 1) > BLOCK_BYTES) {
        break;
      }
      if (next != first + rows) {
        throw new IllegalStateException("records in another order than their values");
      }
      if (inValues == null) {
        times[next] = isByArrival ? present : time(records.get(at), present);
      }
      add(times[next]);
      next++;
    }
    return at;
  }

  private void add(long millis) {
    rows++;
    if (millis != EventTime.NONE) {
      least = Math.min(least, millis);
      greatest = Math.max(greatest, millis);
    }
  }

  /** Whether each of the records has a value, so that the records themselves tell nothing more. */
  private static boolean isDense(
      List<ConsumerRecord<ByteBuffer, Integer>> records, int from, int to) {
    Integer first = number(records.get(from));
    Integer last = number(records.get(to - 1));
    return first != null && last != null && last - first == to - 1 - from;
  }

  @Override
  int rows() {
    return rows;
  }

  @Override
  int tombstones() {
    return tombstones;
  }

  @Override
  long least() {
    return least == Long.MAX_VALUE ? EventTime.NONE : least;
  }

  @Override
  long greatest() {
    return greatest;
  }

  @Override
  Lines block(int partition, boolean followed) {
    return Lines.copyOf(topic + "-" + partition, bytes, ends, times, first, first + rows)
        .withFollowed(followed);
  }

  @Override
  Lines last(Lines block) {
    return block.withFollowed(false);
  }
}
