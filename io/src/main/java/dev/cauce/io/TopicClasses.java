package dev.cauce.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/**
 * Loads what Kafka's clients are made of. The launcher runs it when it makes its archive of
 * classes, for it has no broker to try a run over a topic with. Asks a port of this machine at
 * which nobody listens, and ends.
 */
final class TopicClasses {
  private static final String NOBODY = "127.0.0.1:1";

  private TopicClasses() {}

  public static void main(String[] args) throws IOException {
    TopicConnection connection = new TopicConnection(NOBODY, "none");
    LinesPacker packer = new LinesPacker(connection.topic(), null, () -> 0);
    try (Consumer<ByteBuffer, Integer> consumer = TopicClients.consumer(connection, packer)) {
      consumer.assign(List.of(new TopicPartition(connection.topic(), 0)));
      consumer.seek(new TopicPartition(connection.topic(), 0), 0);
      consumer.poll(Duration.ofMillis(100));
    }
    Producer<byte[], byte[]> producer = TopicClients.producer(connection);
    producer.close(Duration.ZERO);
  }
}
