package dev.cauce.peers.plain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.WordTable;
import java.util.BitSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Running counts from Kafka to Kafka: a thread a partition counts bytes in a table of its own,
 * which is added to that of all at every trigger; what changed is sent. It keeps nothing: after a
 * failure all is read again.
 */
final class RunningCounts {
  private static final class Part {
    private WordTable table = new WordTable();

    private synchronized void add(Iterable<ConsumerRecord<byte[], byte[]>> records) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        byte[] line = record.value();
        int start = 0;
        int hash = 0;
        for (int i = 0; i < line.length; i++) {
          if (line[i] == ' ') {
            table.add(line, start, i, hash, 1);
            start = i + 1;
            hash = 0;
          } else {
            hash = 31 * hash + line[i];
          }
        }
        table.add(line, start, line.length, hash, 1);
      }
    }

    private synchronized WordTable take(WordTable instead) {
      WordTable taken = table;
      table = instead;
      return taken;
    }
  }

  private RunningCounts() {}

  static void run(Arguments arguments) throws Exception {
    int workers = arguments.parallelism();
    Part[] parts = new Part[workers];
    for (int i = 0; i < workers; i++) {
      Part part = new Part();
      parts[i] = part;
      Kafka.read(arguments, i, part::add);
    }
    WordTable all = new WordTable();
    WordTable spare = new WordTable();
    BitSet changed = new BitSet();
    try (Producer<byte[], byte[]> producer = Kafka.producer(arguments)) {
      while (true) {
        Thread.sleep(arguments.triggerMillis());
        for (Part part : parts) {
          WordTable delta = part.take(spare);
          for (int i = 0; i < delta.size(); i++) {
            changed.set(
                all.add(
                    delta.bytes(), delta.start(i), delta.end(i), delta.hash(i), delta.count(i)));
          }
          delta.clear();
          spare = delta;
        }
        for (int i = changed.nextSetBit(0); i >= 0; i = changed.nextSetBit(i + 1)) {
          byte[] count = Long.toString(all.count(i)).getBytes(US_ASCII);
          producer.send(new ProducerRecord<>(arguments.text("to"), all.word(i), count));
        }
        changed.clear();
      }
    }
  }
}
