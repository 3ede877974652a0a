package dev.cauce.io;

import dev.cauce.row.EventTime;
import dev.cauce.runners.Paced;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/** The partitions of a topic without an end. Split, each part has some of the partitions. */
final class TopicSource<T> extends UnboundedSource<T, TopicMark> implements Paced {
  private static final long serialVersionUID = 1L;

  private final TopicReading reading;
  private final TopicPacking<T> packing;
  private final String id;
  private final @Nullable TreeMap<Integer, Long> starts;
  private final int part;
  private final int parts;

  /**
   * @param id the same for no two sources of this JVM
   */
  TopicSource(TopicReading reading, TopicPacking<T> packing, String id) {
    this(reading, packing, id, null, 0, 1);
  }

  private TopicSource(
      TopicReading reading,
      TopicPacking<T> packing,
      String id,
      @Nullable TreeMap<Integer, Long> starts,
      int part,
      int parts) {
    this.reading = reading;
    this.packing = packing;
    this.id = id;
    this.starts = starts;
    this.part = part;
    this.parts = parts;
  }

  /** At most as many parts as there are partitions; where each begins is settled here. */
  @Override
  public List<TopicSource<T>> split(int desiredNumSplits, PipelineOptions options)
      throws IOException {
    if (starts != null) {
      return List.of(this);
    }
    TreeMap<Integer, Long> all = starts();
    int parts = Math.max(1, Math.min(desiredNumSplits, all.size()));
    List<TreeMap<Integer, Long>> dealt = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      dealt.add(new TreeMap<>());
    }
    int turn = 0;
    for (Map.Entry<Integer, Long> partition : all.entrySet()) {
      dealt.get(turn++ % parts).put(partition.getKey(), partition.getValue());
    }
    List<TopicSource<T>> splits = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      splits.add(new TopicSource<>(reading, packing, id + "/" + i, dealt.get(i), i, parts));
    }
    return splits;
  }

  private TreeMap<Integer, Long> starts() throws IOException {
    if (starts != null) {
      return starts;
    }
    TopicConnection connection = reading.connection();
    try (Consumer<ByteBuffer, ByteBuffer> consumer = TopicClients.consumer(connection)) {
      List<Integer> partitions = TopicCheck.partitions(consumer, connection);
      return TopicCheck.starts(consumer, connection, partitions, reading.from());
    }
  }

  @Override
  public UnboundedReader<T> createReader(PipelineOptions options, @Nullable TopicMark mark)
      throws IOException {
    TopicMark place = mark == null ? beginning(starts()) : mark;
    Portion portion = Portion.of(options, wholeId(), part, parts);
    TopicSeat<T> seat = TopicSeat.take(portion.key(id));
    boolean begins = seat == null || !seat.cursor().next().equals(place.offsets());
    if (seat == null || begins) {
      seat = seat(seat, place, portion);
    }
    RowAllowance allowance = new RowAllowance(reading.maxRate(), System::nanoTime);
    return new TopicReader<>(
        this, seat, allowance, portion, Pace.of(options), begins && mark != null);
  }

  private TopicSeat<T> seat(@Nullable TopicSeat<T> elsewhere, TopicMark place, Portion portion)
      throws IOException {
    if (elsewhere != null) {
      elsewhere.cursor().close();
    }
    TopicConnection connection = reading.connection();
    TopicPacker<T> packer = packing.packer(reading, System::currentTimeMillis);
    Consumer<ByteBuffer, Integer> consumer = TopicClients.consumer(connection, packer);
    Map<Integer, Long> ends = Map.of();
    if (portion.isAvailableNow()) {
      try {
        ends = TopicCheck.ends(consumer, connection, List.copyOf(place.places().keySet()));
      } catch (IOException e) {
        consumer.close();
        throw e;
      }
    }
    return new TopicSeat<>(
        new TopicCursor<>(
            consumer,
            connection,
            packer,
            place.offsets(),
            ends,
            reading.failOnDataLoss(),
            System::currentTimeMillis),
        times(place, portion));
  }

  /** The id that all parts of this source share. */
  private String wholeId() {
    int part = id.lastIndexOf('/');
    return part < 0 ? id : id.substring(0, part);
  }

  /**
   * Where the event time of its partitions stands, together with the other parts of this source.
   */
  private PartitionTimes<Integer> times(TopicMark place, Portion portion) {
    PartitionTimes<Integer> times =
        new PartitionTimes<>(
            SourceTimes.peers(wholeId()),
            id,
            place.watermark(),
            reading.idleness().getMillis(),
            System::currentTimeMillis);
    String topic = reading.connection().topic();
    place
        .places()
        .forEach(
            (partition, at) -> {
              String name = topic + "-" + partition;
              if (portion.isAvailableNow() && at.lastNews() != PartitionTimes.NEVER) {
                times.addKnown(partition, name, at.largest(), at.lastNews());
              } else {
                times.add(partition, name, at.largest());
              }
            });
    return times;
  }

  /** Whether rows bear the time of their arrival. */
  boolean isByArrival() {
    EventTime time = reading.eventTime();
    return time != null && time.isArrival();
  }

  private static TopicMark beginning(TreeMap<Integer, Long> starts) {
    long never = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
    TreeMap<Integer, TopicMark.Place> places = new TreeMap<>();
    starts.forEach((p, offset) -> places.put(p, new TopicMark.Place(offset, never)));
    return new TopicMark(places, never);
  }

  /** Under which a reader of this source leaves its seat. */
  String id() {
    return id;
  }

  @Override
  public Coder<TopicMark> getCheckpointMarkCoder() {
    return TopicMark.Format.INSTANCE;
  }

  @Override
  public Coder<T> getOutputCoder() {
    return packing.coder();
  }
}
