package dev.cauce.chaos;

import dev.cauce.io.kafkatest.KafkaBroker;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Servers that several cases share, started when the first one asks. */
final class Servers {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static @Nullable KafkaBroker kafka;

  private Servers() {}

  /** A broker that nobody breaks. */
  static synchronized KafkaBroker kafka() throws IOException {
    if (kafka == null) {
      kafka = new KafkaBroker();
      kafka.open();
    }
    return kafka;
  }

  /** A new topic of the shared broker. */
  static String topic(int partitions) throws IOException {
    String name = "topic" + NUMBERS.incrementAndGet();
    kafka().createTopic(name, partitions);
    return name;
  }

  static synchronized void close() {
    if (kafka != null) {
      kafka.close();
      kafka = null;
    }
  }
}
