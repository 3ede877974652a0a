package dev.cauce.io;

import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import org.joda.time.Instant;

/** What becomes of records on their way into one element: blocks of rows, or lists of records. */
interface TopicPacking<T> extends Serializable {
  /** Values as rows; a record without a value gives none. */
  TopicPacking<Lines> LINES = new LinesPacking();

  /** Records with all that Kafka knows of them, those without a value as well. */
  TopicPacking<List<TopicRecord>> RECORDS = new RecordsPacking();

  Coder<T> coder();

  Packer<T> packer(String topic, int partition);

  /** Fills one block after the other with records of one partition. */
  interface Packer<T> {
    /**
     * Adds a record of the event time {@code millis}.
     *
     * @return whether it gave a row
     */
    boolean add(ConsumerRecord<ByteBuffer, ByteBuffer> record, long millis);

    /** How many rows were added since the last {@link #build}. */
    int size();

    /**
     * The block of the rows added since the last call; there is at least one.
     *
     * @param followed whether more rows are known to come at once
     */
    T build(boolean followed);
  }

  /** See {@link #LINES}. */
  final class LinesPacking implements TopicPacking<Lines> {
    private static final long serialVersionUID = 1L;

    @Override
    public Coder<Lines> coder() {
      return LinesCoder.of();
    }

    @Override
    public Packer<Lines> packer(String topic, int partition) {
      Lines.Builder lines = Lines.builder(topic + "-" + partition);
      return new Packer<>() {
        @Override
        public boolean add(ConsumerRecord<ByteBuffer, ByteBuffer> record, long millis) {
          ByteBuffer value = record.value();
          if (value == null) {
            return false;
          }
          int from = value.arrayOffset() + value.position();
          lines.add(value.array(), from, from + value.remaining(), millis);
          return true;
        }

        @Override
        public int size() {
          return lines.size();
        }

        @Override
        public Lines build(boolean followed) {
          return lines.build().withFollowed(followed);
        }
      };
    }
  }

  /** See {@link #RECORDS}. */
  final class RecordsPacking implements TopicPacking<List<TopicRecord>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Coder<List<TopicRecord>> coder() {
      return ListCoder.of(TopicRecordCoder.of());
    }

    @Override
    public Packer<List<TopicRecord>> packer(String topic, int partition) {
      return new Packer<>() {
        private List<TopicRecord> records = new ArrayList<>();

        @Override
        public boolean add(ConsumerRecord<ByteBuffer, ByteBuffer> record, long millis) {
          List<TopicRecord.Header> headers = new ArrayList<>();
          for (Header header : record.headers()) {
            headers.add(new TopicRecord.Header(header.key(), header.value()));
          }
          return records.add(
              new TopicRecord(
                  topic,
                  partition,
                  record.offset(),
                  Instant.ofEpochMilli(millis),
                  Utils.toNullableArray(record.key()),
                  Utils.toNullableArray(record.value()),
                  headers));
        }

        @Override
        public int size() {
          return records.size();
        }

        @Override
        public List<TopicRecord> build(boolean followed) {
          List<TopicRecord> built = records;
          records = new ArrayList<>();
          return built;
        }
      };
    }
  }
}
