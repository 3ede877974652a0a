package dev.cauce.io;

import dev.cauce.row.EventTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads partitions of a topic, block by block, from given offsets on. Knows at any moment which
 * offset of each partition comes next: what was fetched and not yet handed out does not count. Not
 * thread-safe, but may go from thread to thread.
 */
final class TopicCursor<T> implements AutoCloseable {
  private static final Duration NO_WAIT = Duration.ofMillis(1);

  private final Consumer<ByteBuffer, Integer> consumer;
  private final TopicConnection connection;
  private final TopicPacker<T> packer;
  private final boolean failOnDataLoss;
  private final LongSupplier clock;
  private final TreeMap<Integer, Long> next;
  private final Map<Integer, Long> ends;
  private final Deque<Fetched> fetched = new ArrayDeque<>();
  private final List<TopicPartition> partitions;
  private final @Nullable Metric answers;
  private double answered;
  private long heard = Long.MIN_VALUE;
  private @Nullable T block;
  private int rows;
  private long least;
  private boolean followed;

  /** Records of one partition of one poll, and how many of them were handed out. */
  private static final class Fetched {
    private final int partition;
    private final List<ConsumerRecord<ByteBuffer, Integer>> records;
    private final int to; // those from here on are beyond the end
    private int taken;

    private Fetched(
        int partition, List<ConsumerRecord<ByteBuffer, Integer>> records, @Nullable Long end) {
      this.partition = partition;
      this.records = records;
      int before = records.size();
      while (end != null && before > 0 && records.get(before - 1).offset() >= end) {
        before--;
      }
      this.to = before;
    }
  }

  /** Who wants to know what is not in the blocks. */
  interface Events {
    /**
     * Records were taken whose largest event time is {@code millis}, {@link EventTime#NONE} if none
     * of them has one.
     */
    void seen(int partition, long millis);

    /** So many of the records taken have no value and gave no row. */
    void tombstones(int number);

    /** So many rows are gone before they were read. */
    void lost(long rows);
  }

  /**
   * @param consumer gives the values to {@code packer}
   * @param starts the partitions to read, each with its first offset
   * @param ends the offset before which a partition ends; those not in it have no end
   * @param failOnDataLoss whether an offset that is no longer there is a failure
   * @param clock milliseconds since the epoch
   */
  TopicCursor(
      Consumer<ByteBuffer, Integer> consumer,
      TopicConnection connection,
      TopicPacker<T> packer,
      NavigableMap<Integer, Long> starts,
      Map<Integer, Long> ends,
      boolean failOnDataLoss,
      LongSupplier clock) {
    this.consumer = consumer;
    this.connection = connection;
    this.packer = packer;
    this.failOnDataLoss = failOnDataLoss;
    this.clock = clock;
    this.next = new TreeMap<>();
    this.ends = Map.copyOf(ends);
    this.partitions = TopicCheck.of(connection.topic(), starts.keySet());
    this.answers =
        consumer.metrics().values().stream()
            .filter(m -> m.metricName().name().equals("fetch-total"))
            .filter(m -> m.metricName().group().equals("consumer-fetch-manager-metrics"))
            .filter(m -> m.metricName().tags().keySet().equals(Set.of("client-id")))
            .findFirst()
            .orElse(null);
    consumer.assign(partitions);
    seek(starts);
  }

  /** Goes to the offsets {@code places}, one for each partition; what was fetched is forgotten. */
  void seek(NavigableMap<Integer, Long> places) {
    fetched.clear();
    places.forEach(
        (partition, offset) -> {
          next.put(partition, offset);
          consumer.seek(partition(partition), offset);
          if (isAtEnd(partition)) {
            consumer.pause(List.of(partition(partition)));
          }
        });
  }

  /** The offset of each partition that comes next. */
  TreeMap<Integer, Long> next() {
    return new TreeMap<>(next);
  }

  /** Whether records have been fetched and not yet handed out. */
  boolean hasFetched() {
    return !fetched.isEmpty();
  }

  /** Whether every partition has reached its end. */
  boolean isAtEnd() {
    return next.keySet().stream().allMatch(this::isAtEnd);
  }

  /** Whether the partition has reached its end; never so if it has none. */
  boolean isAtEnd(int partition) {
    Long end = ends.get(partition);
    return end != null && offset(partition) >= end;
  }

  /**
   * Makes the next block, of at most {@code mostRows} rows.
   *
   * @param wait how long to wait for records if none have been fetched
   * @return whether there is one; otherwise there may be one later
   * @throws IOException if Kafka cannot or will not give what was asked for
   */
  boolean advance(long mostRows, Duration wait, Events events) throws IOException {
    block = null;
    if (fetched.isEmpty()) {
      poll(wait, events);
    }
    while (block == null && !fetched.isEmpty()) {
      pack(fetched.peek(), mostRows, events);
    }
    return block != null;
  }

  /** The block that {@link #advance} made. */
  T block() {
    if (block == null) {
      throw new NoSuchElementException();
    }
    return block;
  }

  /** How many rows it has. */
  int rows() {
    return rows;
  }

  /** Their least event time; {@link EventTime#NONE} if none of them has one. */
  long least() {
    return least;
  }

  /**
   * Whether there is more to read at once, and it may be read, after the block that {@link
   * #advance} made last.
   */
  boolean isFollowed() {
    return followed;
  }

  private void poll(Duration wait, Events events) throws IOException {
    ConsumerRecords<ByteBuffer, Integer> records;
    packer.clear();
    try {
      records = consumer.poll(wait);
      listen();
    } catch (OffsetOutOfRangeException e) {
      goOnAfterLoss(e.offsetOutOfRangePartitions(), events);
      return;
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw TopicClients.explain(connection, e);
    }
    for (TopicPartition partition : partitions) {
      List<ConsumerRecord<ByteBuffer, Integer>> some = records.records(partition);
      int number = partition.partition();
      if (some.isEmpty()) {
        skipGap(number);
      } else {
        fetched.add(new Fetched(number, some, ends.get(number)));
      }
    }
  }

  private void pack(Fetched from, long mostRows, Events events) throws IOException {
    int number = 0;
    if (from.taken < from.to) {
      int before = from.taken;
      from.taken = packer.take(from.records, before, from.to, mostRows);
      if (from.taken > before) {
        next.put(from.partition, from.records.get(from.taken - 1).offset() + 1);
        events.seen(from.partition, packer.greatest());
        events.tombstones(packer.tombstones());
      }
      number = packer.rows();
    }
    if (from.taken == from.to) {
      Long end = ends.get(from.partition);
      if (end != null && from.to < from.records.size()) {
        next.put(from.partition, end);
      }
      fetched.remove();
      skipGap(from.partition);
    }
    if (number > 0) {
      rows = number;
      least = packer.least();
      T made = packer.block(from.partition, true); // before a poll forgets its rows
      followed = rows < mostRows && (!fetched.isEmpty() || isBehind(events));
      block = followed ? made : packer.last(made);
    }
  }

  /** Whether the brokers have more rows, by their last answer. */
  private boolean isBehind(Events events) throws IOException {
    if (!hasLag()) {
      return false;
    }
    // It may be the end of a transaction, which has an offset and no row: that has been fetched.
    poll(Duration.ZERO, events);
    return !fetched.isEmpty() || hasLag();
  }

  private boolean hasLag() {
    for (TopicPartition partition : partitions) {
      if (!isAtEnd(partition.partition()) && consumer.currentLag(partition).orElse(0) > 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Goes over offsets that have no record: those of transactions' ends, and those that compaction
   * has taken. Only when all that was fetched of the partition is handed out.
   */
  private void skipGap(int partition) {
    try {
      long position = consumer.position(partition(partition), NO_WAIT);
      if (position > offset(partition)) {
        // What was fetched may go beyond the end, where another run goes on.
        next.put(partition, Math.min(position, ends.getOrDefault(partition, Long.MAX_VALUE)));
      }
    } catch (TimeoutException e) {
      return; // the consumer is asking for the leader; later, then
    }
    if (isAtEnd(partition)) {
      consumer.pause(List.of(partition(partition)));
    }
  }

  private void goOnAfterLoss(Map<TopicPartition, Long> gone, Events events) throws IOException {
    List<Integer> numbers = gone.keySet().stream().map(TopicPartition::partition).toList();
    TreeMap<Integer, Long> first =
        TopicCheck.starts(consumer, connection, numbers, StartingOffsets.earliest());
    TreeMap<Integer, Long> last = TopicCheck.ends(consumer, connection, numbers);
    for (int partition : numbers) {
      long asked = offset(partition);
      long from = first.getOrDefault(partition, 0L);
      if (failOnDataLoss) {
        throw new IOException(
            ("Partition %d of topic \"%s\" no longer has offset %d, only %d to %d: rows were deleted"
                    + " before they were read; go on without them by fail-on-data-loss=false")
                .formatted(
                    partition,
                    connection.topic(),
                    asked,
                    from,
                    last.getOrDefault(partition, from)));
      }
      events.lost(Math.max(0, from - asked));
      next.put(partition, from);
      consumer.seek(partition(partition), from);
    }
  }

  /**
   * When the brokers last answered, by the clock; what {@link #ended} says is as of then. Brokers
   * answer about twice a second if there is nothing new.
   */
  long heard() {
    return heard;
  }

  private void listen() {
    double count = answers == null ? answered : (Double) answers.metricValue();
    if (count != answered) {
      answered = count;
      heard = clock.getAsLong();
    }
  }

  /** Which of {@code some} had nothing, when the brokers last answered, that was not handed out. */
  List<Integer> ended(List<Integer> some) {
    return some.stream().filter(this::hasEnded).toList();
  }

  private boolean hasEnded(int partition) {
    // Known without asking: the answer to each fetch says how much more there is. A question of its
    // own would wait behind a fetch that waits for rows.
    return fetched.stream().noneMatch(f -> f.partition == partition)
        && consumer.currentLag(partition(partition)).orElse(1) == 0;
  }

  private long offset(int partition) {
    Long offset = next.get(partition);
    if (offset == null) {
      throw new IllegalArgumentException("partition " + partition + " is not read here");
    }
    return offset;
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(connection.topic(), number);
  }

  @Override
  public void close() {
    consumer.close(Duration.ofSeconds(1));
  }
}
