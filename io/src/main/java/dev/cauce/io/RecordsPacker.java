package dev.cauce.io;

import dev.cauce.row.EventTime;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import org.joda.time.Instant;

/** Records with all that Kafka knows of them, those without a value as well. */
final class RecordsPacker extends TopicPacker<List<TopicRecord>> {
  private final LongSupplier clock;
  private final List<ByteBuffer> values = new ArrayList<>();
  private List<TopicRecord> taken = List.of();
  private long least;
  private long greatest;

  /**
   * @param clock milliseconds since the epoch, for records without a timestamp
   */
  RecordsPacker(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  int keep(ByteBuffer value) {
    values.add(value);
    return values.size() - 1;
  }

  @Override
  void clear() {
    values.clear();
  }

  @Override
  int take(List<ConsumerRecord<ByteBuffer, Integer>> records, int from, int to, long mostRows) {
    taken = new ArrayList<>();
    least = Long.MAX_VALUE;
    greatest = EventTime.NONE;
    long present = clock.getAsLong();
    long bytes = 0;
    int at = from;
    for (; at < to && taken.size() < mostRows; at++) {
      ConsumerRecord<ByteBuffer, Integer> record = records.get(at);
      bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
      if (!taken.isEmpty() && bytes > BLOCK_BYTES) {
        break;
      }
      long millis = time(record, present);
      least = Math.min(least, millis);
      greatest = Math.max(greatest, millis);
      taken.add(record(record, millis));
    }
    return at;
  }

  private TopicRecord record(ConsumerRecord<ByteBuffer, Integer> record, long millis) {
    List<TopicRecord.Header> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(new TopicRecord.Header(header.key(), header.value()));
    }
    Integer number = number(record);
    return new TopicRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(millis),
        Utils.toNullableArray(record.key()),
        number == null ? null : Utils.toArray(values.get(number)),
        headers);
  }

  @Override
  int rows() {
    return taken.size();
  }

  @Override
  int tombstones() {
    return 0; // each gave a row
  }

  @Override
  long least() {
    return least;
  }

  @Override
  long greatest() {
    return greatest;
  }

  @Override
  List<TopicRecord> block(int partition, boolean followed) {
    return taken;
  }

  @Override
  List<TopicRecord> last(List<TopicRecord> block) {
    return block;
  }
}
