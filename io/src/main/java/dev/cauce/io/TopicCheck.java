package dev.cauce.io;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.joda.time.Instant;

/** Asks the brokers before anything runs: are they there, do they have the topic, which offsets. */
final class TopicCheck {
  private static final Duration LIMIT = Duration.ofSeconds(TopicClients.REACH_SECONDS);
  private static final int NAMES_SHOWN = 10;

  private TopicCheck() {}

  /**
   * The partitions of the topic, in order.
   *
   * @throws IOException in one line, if no broker answers within 10 s or the topic does not exist
   */
  static List<Integer> partitions(TopicConnection connection) throws IOException {
    try (Consumer<?, ?> consumer = TopicClients.consumer(connection)) {
      return partitions(consumer, connection);
    }
  }

  static List<Integer> partitions(Consumer<?, ?> consumer, TopicConnection connection)
      throws IOException {
    String topic = connection.topic();
    try {
      List<PartitionInfo> found;
      try {
        found = consumer.partitionsFor(topic, LIMIT);
      } catch (UnknownTopicOrPartitionException e) {
        found = List.of();
      }
      if (found == null || found.isEmpty()) {
        throw missing(connection, new ArrayList<>(consumer.listTopics(LIMIT).keySet()));
      }
      return found.stream().map(PartitionInfo::partition).sorted().toList();
    } catch (KafkaException e) {
      throw TopicClients.explain(connection, e);
    }
  }

  private static IOException missing(TopicConnection connection, List<String> topics) {
    topics.removeIf(name -> name.startsWith("__"));
    topics.sort(null);
    String there = String.join(", ", topics.subList(0, Math.min(NAMES_SHOWN, topics.size())));
    return new IOException(
        "Topic \"%s\" does not exist on %s: create it first (topics there: %s)"
            .formatted(
                connection.topic(),
                connection.brokers(),
                topics.isEmpty() ? "none" : topics.size() > NAMES_SHOWN ? there + ", ..." : there));
  }

  /**
   * Does nothing if the topic can be written to; a broker that creates topics by itself creates it.
   *
   * @throws IOException as {@link #partitions(TopicConnection)}
   */
  static void writable(TopicConnection connection) throws IOException {
    try {
      List<Integer> unused = partitions(connection);
    } catch (IOException missing) {
      if (!String.valueOf(missing.getMessage()).startsWith("Topic ")) {
        throw missing;
      }
      // Only a producer's question makes a broker create a topic, if it does so at all.
      TopicConnection impatient = connection.withConfig(patience(connection, 3000));
      try (Producer<byte[], byte[]> producer = TopicClients.producer(impatient)) {
        List<PartitionInfo> unused = producer.partitionsFor(connection.topic());
      } catch (TimeoutException e) {
        throw missing;
      } catch (KafkaException e) {
        throw TopicClients.explain(connection, e);
      }
    }
  }

  private static Map<String, String> patience(TopicConnection connection, int millis) {
    Map<String, String> config = new TreeMap<>(connection.config());
    config.put("max.block.ms", Integer.toString(millis));
    return config;
  }

  /** The offset of each partition's first record from {@code from} on. */
  static TreeMap<Integer, Long> starts(
      Consumer<?, ?> consumer,
      TopicConnection connection,
      List<Integer> partitions,
      StartingOffsets from)
      throws IOException {
    List<TopicPartition> all = of(connection.topic(), partitions);
    try {
      if (from.isEarliest()) {
        return numbered(consumer.beginningOffsets(all, LIMIT));
      }
      TreeMap<Integer, Long> starts = numbered(consumer.endOffsets(all, LIMIT));
      Instant time = from.time();
      if (time != null) {
        Map<TopicPartition, Long> asked = new HashMap<>();
        all.forEach(p -> asked.put(p, time.getMillis()));
        consumer
            .offsetsForTimes(asked, LIMIT)
            .forEach(
                (p, found) -> {
                  if (found != null) { // else no record is as late as that
                    starts.put(p.partition(), found.offset());
                  }
                });
      }
      return starts;
    } catch (KafkaException e) {
      throw TopicClients.explain(connection, e);
    }
  }

  /**
   * The offset after the last record of each partition that the consumer's isolation level shows.
   */
  static TreeMap<Integer, Long> ends(
      Consumer<?, ?> consumer, TopicConnection connection, List<Integer> partitions)
      throws IOException {
    try {
      return numbered(consumer.endOffsets(of(connection.topic(), partitions), LIMIT));
    } catch (KafkaException e) {
      throw TopicClients.explain(connection, e);
    }
  }

  static List<TopicPartition> of(String topic, Iterable<Integer> partitions) {
    List<TopicPartition> all = new ArrayList<>();
    partitions.forEach(p -> all.add(new TopicPartition(topic, p)));
    return all;
  }

  static TreeMap<Integer, Long> numbered(Map<TopicPartition, Long> offsets) {
    TreeMap<Integer, Long> numbered = new TreeMap<>();
    offsets.forEach((p, offset) -> numbered.put(p.partition(), offset));
    return numbered;
  }
}
