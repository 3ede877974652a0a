package dev.cauce.io;

import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import java.io.Serializable;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;

/** What becomes of records on their way into one element: blocks of rows, or lists of records. */
interface TopicPacking<T> extends Serializable {
  /** See {@link LinesPacker}. */
  TopicPacking<Lines> LINES = new LinesPacking();

  /** See {@link RecordsPacker}; the event time is the timestamp. */
  TopicPacking<List<TopicRecord>> RECORDS = new RecordsPacking();

  Coder<T> coder();

  /**
   * @param clock milliseconds since the epoch, for times of arrival and records without a timestamp
   */
  TopicPacker<T> packer(TopicReading reading, LongSupplier clock);

  /** See {@link #LINES}. */
  final class LinesPacking implements TopicPacking<Lines> {
    private static final long serialVersionUID = 1L;

    @Override
    public Coder<Lines> coder() {
      return LinesCoder.of();
    }

    @Override
    public TopicPacker<Lines> packer(TopicReading reading, LongSupplier clock) {
      return new LinesPacker(reading.connection().topic(), reading.eventTime(), clock);
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
    public TopicPacker<List<TopicRecord>> packer(TopicReading reading, LongSupplier clock) {
      return new RecordsPacker(clock);
    }
  }
}
