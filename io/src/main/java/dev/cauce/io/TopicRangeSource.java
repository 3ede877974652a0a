package dev.cauce.io;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/** What a topic has at the start. Split, each part has a range of offsets of one partition. */
final class TopicRangeSource<T> extends BoundedSource<T> {
  private static final long serialVersionUID = 1L;
  // Kafka does not tell the size of a range; and a consumer for less than this does not pay.
  private static final long BYTES_PER_RECORD = 100;
  private static final long LEAST_RANGE = 50_000;

  private final TopicReading reading;
  private final TopicPacking<T> packing;
  private @Nullable ArrayList<Range> ranges;

  /** The offsets [from, to) of a partition. */
  record Range(int partition, long from, long to) implements Serializable {
    private static final long serialVersionUID = 1L;

    List<Range> cut(long length) {
      List<Range> parts = new ArrayList<>();
      for (long start = from; start < to; start += length) {
        parts.add(new Range(partition, start, Math.min(to, start + length)));
      }
      return parts;
    }
  }

  TopicRangeSource(TopicReading reading, TopicPacking<T> packing) {
    this(reading, packing, null);
  }

  private TopicRangeSource(
      TopicReading reading, TopicPacking<T> packing, @Nullable ArrayList<Range> ranges) {
    this.reading = reading;
    this.packing = packing;
    this.ranges = ranges;
  }

  /** The first call settles where the read ends. */
  private List<Range> ranges() throws IOException {
    ArrayList<Range> known = ranges;
    if (known == null) {
      TopicConnection connection = reading.connection();
      try (Consumer<ByteBuffer, ByteBuffer> consumer = TopicClients.consumer(connection)) {
        List<Integer> partitions = TopicCheck.partitions(consumer, connection);
        TreeMap<Integer, Long> starts =
            TopicCheck.starts(consumer, connection, partitions, reading.from());
        TreeMap<Integer, Long> ends = TopicCheck.ends(consumer, connection, partitions);
        known = new ArrayList<>();
        for (int partition : partitions) {
          long from = starts.getOrDefault(partition, 0L);
          long to = ends.getOrDefault(partition, 0L);
          if (from < to) {
            known.add(new Range(partition, from, to));
          }
        }
      }
      ranges = known;
    }
    return known;
  }

  @Override
  public List<TopicRangeSource<T>> split(long desiredBundleSizeBytes, PipelineOptions options)
      throws IOException {
    long length = Math.max(LEAST_RANGE, desiredBundleSizeBytes / BYTES_PER_RECORD);
    List<TopicRangeSource<T>> parts = new ArrayList<>();
    for (Range range : ranges()) {
      for (Range part : range.cut(length)) {
        parts.add(new TopicRangeSource<>(reading, packing, new ArrayList<>(List.of(part))));
      }
    }
    // A runner may take no parts for a mistake: an empty topic is one empty part.
    return parts.isEmpty()
        ? List.of(new TopicRangeSource<>(reading, packing, new ArrayList<>()))
        : parts;
  }

  @Override
  public long getEstimatedSizeBytes(PipelineOptions options) throws IOException {
    return ranges().stream().mapToLong(r -> (r.to - r.from) * BYTES_PER_RECORD).sum();
  }

  @Override
  public BoundedReader<T> createReader(PipelineOptions options) throws IOException {
    TreeMap<Integer, Long> starts = new TreeMap<>();
    TreeMap<Integer, Long> ends = new TreeMap<>();
    for (Range range : ranges()) {
      starts.put(range.partition, range.from);
      ends.put(range.partition, range.to);
    }
    TopicPacker<T> packer = packing.packer(reading, System::currentTimeMillis);
    TopicCursor<T> cursor =
        new TopicCursor<>(
            TopicClients.consumer(reading.connection(), packer),
            reading.connection(),
            packer,
            starts,
            ends,
            reading.failOnDataLoss(),
            System::currentTimeMillis);
    return new TopicRangeReader<>(
        this, reading.connection(), cursor, new RowAllowance(reading.maxRate(), System::nanoTime));
  }

  @Override
  public Coder<T> getOutputCoder() {
    return packing.coder();
  }
}
