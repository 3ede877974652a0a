package dev.cauce.peers.plain;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Reads and writes topics. */
final class Kafka {
  private Kafka() {}

  static Producer<byte[], byte[]> producer(Arguments arguments) {
    return new KafkaProducer<>(
        KafkaSettings.producer(arguments.text("bootstrap")),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Starts a thread that gives {@code to} each poll of its share of the partitions, for ever. */
  static void read(
      Arguments arguments, int worker, Consumer<Iterable<ConsumerRecord<byte[], byte[]>>> to) {
    Thread thread =
        new Thread(
            () -> {
              try (KafkaConsumer<byte[], byte[]> consumer =
                  new KafkaConsumer<>(
                      KafkaSettings.consumer(arguments.text("bootstrap")),
                      new ByteArrayDeserializer(),
                      new ByteArrayDeserializer())) {
                String topic = arguments.text("from");
                List<TopicPartition> mine =
                    IntStream.range(0, consumer.partitionsFor(topic).size())
                        .filter(partition -> partition % arguments.parallelism() == worker)
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .toList();
                consumer.assign(mine);
                consumer.seekToBeginning(mine);
                while (true) {
                  to.accept(consumer.poll(Duration.ofSeconds(1)));
                }
              }
            },
            "reader-" + worker);
    thread.setDaemon(true);
    thread.start();
  }
}
