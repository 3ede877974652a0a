package dev.cauce.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * Dead letters in a topic: the values of all records that were committed when the reading begins,
 * in the order of each partition.
 */
record LetterTopic(TopicConnection connection) implements LetterSource {
  private static final Duration WAIT = Duration.ofMillis(200);
  private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

  @Override
  public void forEach(Taker taker) throws IOException {
    Map<String, String> config = new TreeMap<>(connection.config());
    config.put("isolation.level", "read_committed");
    try (Consumer<ByteBuffer, ByteBuffer> consumer =
        TopicClients.consumer(connection.withConfig(config))) {
      List<Integer> partitions = TopicCheck.partitions(consumer, connection);
      Map<Integer, Long> ends = TopicCheck.ends(consumer, connection, partitions);
      List<TopicPartition> all = TopicCheck.of(connection.topic(), partitions);
      consumer.assign(all);
      consumer.seekToBeginning(all);
      long lastNews = System.nanoTime();
      while (!isAtEnd(consumer, ends)) {
        boolean news = false;
        for (ConsumerRecord<ByteBuffer, ByteBuffer> record : consumer.poll(WAIT)) {
          news = true;
          Long end = ends.get(record.partition());
          if (record.value() != null && end != null && record.offset() < end) {
            String where =
                "Offset "
                    + record.offset()
                    + " of partition "
                    + record.partition()
                    + " of topic \""
                    + record.topic()
                    + "\"";
            taker.take(LetterSource.parse(Utils.toArray(record.value()), where), where);
          }
        }
        if (news) {
          lastNews = System.nanoTime();
        } else if (System.nanoTime() - lastNews > PATIENCE_NANOS) {
          throw new IOException(
              "Kafka at "
                  + connection.brokers()
                  + " has given nothing of topic \""
                  + connection.topic()
                  + "\" for 60 s, although there is more: is the broker running?");
        }
      }
    } catch (KafkaException e) {
      throw TopicClients.explain(connection, e);
    }
  }

  private boolean isAtEnd(Consumer<?, ?> consumer, Map<Integer, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(
            end ->
                consumer.position(new TopicPartition(connection.topic(), end.getKey()))
                    >= end.getValue());
  }
}
