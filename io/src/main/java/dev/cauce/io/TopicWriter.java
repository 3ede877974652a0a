package dev.cauce.io;

import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes updates to a topic. All writers of one sink in one JVM share a producer, and with it one
 * order: what is handed to it first is in a partition first.
 */
final class TopicWriter {
  private static final Map<String, TopicWriter> OPEN = new HashMap<>();
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final TopicConnection connection;
  private final Producer<byte[], byte[]> producer;
  private final @Nullable LatestVersions versions;
  private int users;
  private boolean broken;

  private TopicWriter(
      TopicConnection connection, Producer<byte[], byte[]> producer, boolean disordered) {
    this.connection = connection;
    this.producer = producer;
    this.versions =
        disordered
            ? new LatestVersions(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()))
            : null;
  }

  /**
   * The writer of the sink {@code id}, which is opened if it is not.
   *
   * @param disordered whether updates of one key may come out of order: then older ones than what
   *     was written of late are left out, which costs memory and time for each row
   */
  static TopicWriter open(String id, TopicConnection connection, boolean disordered)
      throws IOException {
    synchronized (OPEN) {
      TopicWriter writer = OPEN.get(id);
      if (writer == null || writer.isBroken()) {
        writer = new TopicWriter(connection, TopicClients.producer(connection), disordered);
        OPEN.put(id, writer);
      }
      writer.users++;
      return writer;
    }
  }

  /** Gives the writer back; the last one closes it. */
  void release(String id) {
    synchronized (OPEN) {
      users--;
      if (users > 0) {
        return;
      }
      OPEN.remove(id, this);
    }
    producer.close(isBroken() ? Duration.ZERO : CLOSE_LIMIT);
  }

  /** What became of the records of one bundle. */
  static final class Receipt implements Callback {
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failed) {
      if (failed != null) {
        failure.compareAndSet(null, failed);
      }
    }
  }

  /**
   * Hands over the rows of {@code update}; first, as records without a value, those that left.
   *
   * @return how many were left out because a newer value of their key was written before
   * @throws IOException if an earlier record of the same receipt could not be written
   */
  int write(TableUpdate update, Receipt receipt) throws IOException {
    return write(update, List.of(), receipt);
  }

  /** Like {@link #write(TableUpdate, Receipt)}; the rows of the keys {@code gone} left as well. */
  int write(TableUpdate update, Collection<byte[]> gone, Receipt receipt) throws IOException {
    int[] superseded = {0};
    boolean replaces = update.mode() != OutputMode.APPEND;
    UpdateRecords.forEach(
        connection.topic(),
        update,
        gone,
        record -> {
          if (!send(record, replaces, update.version(), receipt)) {
            superseded[0]++;
          }
        });
    check(receipt);
    return superseded[0];
  }

  /** One at a time: the order of admission is the order of sending. */
  private synchronized boolean send(
      ProducerRecord<byte[], byte[]> record, boolean replaces, long version, Receipt receipt)
      throws IOException {
    byte[] key = record.key();
    if (versions != null
        && replaces
        && key != null
        && !versions.admit(LatestVersions.hash(key), version)) {
      return false;
    }
    try {
      var unused = producer.send(record, receipt);
    } catch (KafkaException e) {
      broken = true;
      throw explain(e);
    }
    return true;
  }

  /** Waits until Kafka has all that was handed over. */
  void flush(Receipt receipt) throws IOException {
    producer.flush();
    check(receipt);
  }

  private void check(Receipt receipt) throws IOException {
    Exception failure = receipt.failure.get();
    if (failure != null) {
      synchronized (this) {
        broken = true;
      }
      throw explain(failure);
    }
  }

  private synchronized boolean isBroken() {
    return broken;
  }

  private IOException explain(Exception failure) {
    return TopicClients.explainSending(connection, failure);
  }
}
