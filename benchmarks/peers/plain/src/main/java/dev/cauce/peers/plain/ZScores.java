package dev.cauce.peers.plain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.Moments;
import dev.cauce.peers.common.Numbers;
import dev.cauce.peers.common.Readings;
import dev.cauce.peers.common.WordTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Alerts of sensors from Kafka to Kafka: a thread a partition, the moments of a sensor found by the
 * bytes of its name. It keeps nothing: after a failure all is read again.
 */
final class ZScores {
  private ZScores() {}

  static void run(Arguments arguments) throws Exception {
    Producer<byte[], byte[]> producer = Kafka.producer(arguments);
    for (int i = 0; i < arguments.parallelism(); i++) {
      Part part = new Part(producer, arguments.text("to"));
      Kafka.read(arguments, i, part::judge);
    }
    new CountDownLatch(1).await(); // until the process is ended
  }

  private record Part(
      Producer<byte[], byte[]> producer, String to, WordTable sensors, List<Moments> moments) {
    Part(Producer<byte[], byte[]> producer, String to) {
      this(producer, to, new WordTable(), new ArrayList<>());
    }

    void judge(Iterable<ConsumerRecord<byte[], byte[]>> records) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        byte[] line = record.value();
        int end = 0;
        int hash = 0;
        while (line[end] != ',') {
          hash = 31 * hash + line[end++];
        }
        int sensor = sensors.add(line, 0, end, hash, 1);
        if (sensor == moments.size()) {
          moments.add(new Moments());
        }
        double statistic = moments.get(sensor).judge(Numbers.value(line, 0, line.length));
        if (!Double.isNaN(statistic)) {
          String alert = Readings.alert(new String(line, UTF_8), statistic);
          producer.send(new ProducerRecord<>(to, sensors.word(sensor), alert.getBytes(UTF_8)));
        }
      }
    }
  }
}
