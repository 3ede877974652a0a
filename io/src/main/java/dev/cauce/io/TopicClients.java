package dev.cauce.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Makes Kafka's clients, and says in one line what they complain of. */
final class TopicClients {
  static final int REACH_SECONDS = 10;

  private static final AtomicLong NUMBER = new AtomicLong();

  private TopicClients() {}

  /**
   * A consumer that commits nothing and never jumps by itself. Does not connect yet. What is in its
   * records lies on the heap, where it was received: nothing is copied.
   */
  static Consumer<ByteBuffer, ByteBuffer> consumer(TopicConnection connection) throws IOException {
    return consumer(connection, new ByteBufferDeserializer());
  }

  /** The same, with {@code values} for what becomes of the values. */
  static <V> Consumer<ByteBuffer, V> consumer(TopicConnection connection, Deserializer<V> values)
      throws IOException {
    Properties properties = connection.properties();
    name(properties, connection);
    properties.put("bootstrap.servers", connection.brokers());
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", "none");
    properties.put("allow.auto.create.topics", "false");
    // A poll should fill blocks; with 500, Kafka's default, they would be small. With ever more,
    // the
    // garbage collector meets more of them.
    properties.putIfAbsent("max.poll.records", "5000");
    properties.putIfAbsent("max.partition.fetch.bytes", Long.toString(fetchBytes()));
    properties.putIfAbsent("receive.buffer.bytes", Integer.toString(1 << 20));
    try {
      return new KafkaConsumer<>(properties, new ByteBufferDeserializer(), values);
    } catch (KafkaException e) {
      throw explain(connection, e);
    }
  }

  /**
   * How much of a partition is fetched at once: four times Kafka's default if the heap is large.
   */
  private static long fetchBytes() {
    return Math.max(1 << 20, Math.min(4 << 20, Runtime.getRuntime().maxMemory() >> 10));
  }

  /** A producer that keeps order and repeats nothing by itself. Does not connect yet. */
  static Producer<byte[], byte[]> producer(TopicConnection connection) throws IOException {
    Properties properties = connection.properties();
    name(properties, connection);
    properties.put("bootstrap.servers", connection.brokers());
    properties.put("enable.idempotence", "true");
    properties.putIfAbsent("linger.ms", "10");
    properties.putIfAbsent("batch.size", Integer.toString(128 << 10));
    try {
      return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw explain(connection, e);
    }
  }

  /** A producer whose records count all together, and which ends those of the same id. */
  static Producer<byte[], byte[]> transactional(TopicConnection connection, String id)
      throws IOException {
    Properties properties = connection.properties();
    name(properties, connection);
    properties.put("bootstrap.servers", connection.brokers());
    properties.put("enable.idempotence", "true");
    properties.put("transactional.id", id);
    properties.putIfAbsent("transaction.timeout.ms", "300000");
    properties.putIfAbsent("linger.ms", "10");
    properties.putIfAbsent("batch.size", Integer.toString(128 << 10));
    try {
      return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw explain(connection, e);
    }
  }

  /** A consumer for the offsets of a group, which it does not join. */
  static Consumer<byte[], byte[]> groupConsumer(
      TopicConnection connection, String group, boolean committed) throws IOException {
    Properties properties = connection.properties();
    name(properties, connection);
    properties.put("bootstrap.servers", connection.brokers());
    properties.put("enable.auto.commit", "false");
    properties.put("allow.auto.create.topics", "false");
    properties.put("group.id", group);
    properties.put("isolation.level", committed ? "read_committed" : "read_uncommitted");
    try {
      return new KafkaConsumer<>(
          properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw explain(connection, e);
    }
  }

  private static void name(Properties properties, TopicConnection connection) {
    // Unique, or the clients of one JVM clash over the name of their MBean.
    String name = properties.getProperty("client.id", "cauce-" + connection.topic());
    properties.put("client.id", name + "-" + NUMBER.incrementAndGet());
  }

  /** What kept a record from being written, in one line. */
  static IOException explainSending(TopicConnection connection, Exception failure) {
    if (failure instanceof KafkaException kafka && !(failure instanceof TimeoutException)) {
      return explain(connection, kafka);
    }
    IOException explained =
        new IOException(
            "Cannot write to topic \""
                + connection.topic()
                + "\" on "
                + connection.brokers()
                + ": "
                + failure.getMessage());
    explained.addSuppressed(failure);
    return explained;
  }

  /** What went wrong, in one line and without a cause, since users are shown the root cause. */
  static IOException explain(TopicConnection connection, KafkaException failure) {
    if (failure instanceof InterruptException) {
      throw failure; // the runner wants this thread to end
    }
    String brokers = connection.brokers();
    String message;
    if (failure instanceof TimeoutException) {
      message =
          "Cannot reach Kafka at "
              + brokers
              + " within "
              + REACH_SECONDS
              + " s: is the broker running, is the address right?";
    } else if (failure instanceof AuthenticationException) {
      message = "Kafka at " + brokers + " refused the login: " + firstLine(failure);
    } else if (failure instanceof AuthorizationException) {
      message = "Kafka at " + brokers + " forbids it: " + firstLine(failure);
    } else if (failure.getCause() instanceof ConfigException cause) {
      message =
          firstLine(cause).contains("bootstrap")
              ? "Cannot reach Kafka at "
                  + brokers
                  + ": "
                  + firstLine(cause)
                  + ": name the brokers as host:port,host:port"
              : "Kafka's client refuses its configuration: " + firstLine(cause);
    } else if (failure instanceof ConfigException) {
      message = "Kafka's client refuses its configuration: " + firstLine(failure);
    } else {
      Throwable root = failure;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      message = "Topic \"" + connection.topic() + "\" on " + brokers + ": " + firstLine(root);
    }
    IOException explained = new IOException(message);
    explained.addSuppressed(failure);
    return explained;
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
