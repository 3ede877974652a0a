package dev.cauce.benchmarks.run;

import dev.cauce.io.kafkatest.KafkaBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A broker in a JVM of its own, whose CPU time is nobody's, and its topics, all of two partitions.
 */
final class Topics implements AutoCloseable {
  static final int PARTITIONS = 2;

  private final KafkaBroker broker = new KafkaBroker();
  private final Set<String> filled = new HashSet<>();
  private int outputs;

  Topics() throws IOException {
    broker.open();
  }

  /** {@code host:port}. */
  String brokers() {
    return broker.brokers();
  }

  /** Gives records to a topic that is being filled. */
  interface Feed {
    void send(int partition, byte @Nullable [] key, byte[] value);
  }

  /** Writes the records. */
  interface Filling {
    void fill(Feed feed) throws IOException;
  }

  /** Makes the topic {@code name} of what {@code filling} sends, if it is not there. */
  void fill(String name, Filling filling) throws IOException {
    if (!filled.add(name)) {
      return;
    }
    broker.createTopic(name, PARTITIONS);
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers(), "linger.ms", 20, "batch.size", 1 << 18),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      filling.fill(
          (partition, key, value) -> {
            var unused =
                producer.send(
                    new ProducerRecord<>(name, partition, key, value),
                    (metadata, failed) -> failure.compareAndSet(null, failed));
          });
    }
    if (failure.get() != null) {
      throw new IOException("Topic " + name + " was not filled", failure.get());
    }
  }

  /** A new, empty topic. */
  String output() {
    String name = "out" + ++outputs;
    broker.createTopic(name, PARTITIONS);
    return name;
  }

  /** Takes the topic away, so that the disk does not fill. */
  void drop(String name) {
    try (Admin admin = broker.admin()) {
      var unused = admin.deleteTopics(List.of(name)).all();
    }
  }

  /** Follows what is committed to a topic from its start. */
  final class Tail implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    Tail(String topic) {
      consumer =
          new KafkaConsumer<>(
              Map.of(
                  "bootstrap.servers",
                  brokers(),
                  "isolation.level",
                  "read_committed",
                  "fetch.min.bytes",
                  1 << 16,
                  "fetch.max.wait.ms",
                  100),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer());
      partitions =
          IntStream.range(0, PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }

    /** Hands on key and value of what has come, in the order of each partition. */
    void poll(BiConsumer<byte[], byte[]> records) {
      consumer
          .poll(Duration.ofMillis(100))
          .forEach(record -> records.accept(record.key(), record.value()));
    }

    /** The same up to the present end. */
    void drain(BiConsumer<byte[], byte[]> records) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        poll(records);
      }
    }

    @Override
    public void close() {
      consumer.close();
    }
  }

  @Override
  public void close() {
    broker.close();
  }
}
