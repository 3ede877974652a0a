package dev.cauce.io;

import dev.cauce.io.BatchWriter.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Transactions on a topic, of one writer. Each also says how far the writer is: the offset of the
 * consumer group {@code cauce-WRITER} at the topic's first partition is the number of the last
 * update, and its metadata are the runs; nobody consumes by it. Opening one ends, by Kafka's
 * epochs, whoever had it open before, and undoes what he had begun. Not thread-safe. After any
 * failure it is of no use: close it and open it anew.
 */
final class TopicTransactions {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TopicConnection connection;
  private final String group;
  private final TopicPartition ledger;
  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private LastWritten written = LastWritten.NOTHING;

  private TopicTransactions(
      TopicConnection connection, String group, Producer<byte[], byte[]> producer) {
    this.connection = connection;
    this.group = group;
    this.ledger = new TopicPartition(connection.topic(), 0);
    this.producer = producer;
  }

  /**
   * Opens them for the run of {@code place}.
   *
   * @throws IOException in one line, if a newer run writes, or Kafka cannot be reached or refuses
   */
  static TopicTransactions open(TopicConnection connection, Place place) throws IOException {
    String group = "cauce-" + place.writer();
    String what = "Topic \"" + connection.topic() + "\"";
    // What nobody has decided yet does not matter to who only asks whether he is too old.
    read(connection, group, place, false).check(place, what);
    String id = group + "-" + connection.topic();
    Producer<byte[], byte[]> producer = TopicClients.transactional(connection, id);
    TopicTransactions opened = new TopicTransactions(connection, group, producer);
    try {
      producer.initTransactions();
      LastWritten found = read(connection, group, place, true);
      found.check(place, what);
      // So that an older run is told apart from now on, however little this one writes.
      opened.commit(found.takenOverBy(place.present()), records -> {});
      return opened;
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw opened.explain(e);
    } catch (IOException | RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  private static LastWritten read(
      TopicConnection connection, String group, Place place, boolean committed) throws IOException {
    TopicPartition ledger = new TopicPartition(connection.topic(), 0);
    try (Consumer<byte[], byte[]> consumer =
        TopicClients.groupConsumer(connection, group, committed)) {
      OffsetAndMetadata found = consumer.committed(Set.of(ledger), LIMIT).get(ledger);
      if (found == null) {
        return new LastWritten(place.writer(), 0, 0, 0);
      }
      String[] runs = found.metadata().split(" ", -1);
      return new LastWritten(
          place.writer(), Long.parseLong(runs[0]), Long.parseLong(runs[1]), found.offset());
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException notOurs) {
      throw new IOException(
          "The offset of group \""
              + group
              + "\" of topic \""
              + connection.topic()
              + "\" was not written by Cauce: delete the group if rows may be there twice.",
          notOurs);
    } catch (KafkaException e) {
      throw TopicClients.explain(connection, e);
    }
  }

  /** How far the writer is. */
  LastWritten written() {
    return written;
  }

  /** What a transaction writes. */
  interface Content {
    void writeTo(UpdateRecords.Taker records) throws IOException;
  }

  /** Writes what {@code content} gives, and how far the writer is then: all of it or nothing. */
  void commit(LastWritten upTo, Content content) throws IOException {
    try {
      producer.beginTransaction();
      content.writeTo(this::send);
      OffsetAndMetadata position =
          new OffsetAndMetadata(upTo.last(), upTo.run() + " " + upTo.present());
      producer.sendOffsetsToTransaction(Map.of(ledger, position), new ConsumerGroupMetadata(group));
      producer.commitTransaction();
      written = upTo;
    } catch (KafkaException e) {
      if (!(e instanceof TimeoutException)) {
        abort(); // so that readers need not wait for the timeout; who cannot has nothing to undo
      }
      throw explain(e);
    }
  }

  private void abort() {
    try {
      producer.abortTransaction();
    } catch (KafkaException | IllegalStateException cannot) {
      // It is undone when the transactions are opened next, or by the broker after its timeout.
    }
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    var unused =
        producer.send(
            record,
            (metadata, failed) -> {
              if (failed != null) {
                failure.compareAndSet(null, failed);
              }
            });
  }

  /** Gives the producer back; what it had begun is undone by the broker, or by who comes next. */
  void close(boolean failed) {
    producer.close(failed ? Duration.ZERO : Duration.ofSeconds(5));
  }

  private static boolean isTimeoutTooLong(@Nullable Throwable e) {
    return e instanceof InvalidTxnTimeoutException
        || (e != null && String.valueOf(e.getMessage()).contains("transaction.max.timeout.ms"));
  }

  private IOException explain(KafkaException e) {
    Exception first = failure.get();
    Exception cause = first == null ? e : first;
    String what = "Topic \"" + connection.topic() + "\" on " + connection.brokers();
    String message = null;
    for (Throwable each : new Throwable[] {e, e.getCause(), first}) {
      if (each instanceof ProducerFencedException
          || each instanceof InvalidProducerEpochException) {
        message = what + ": a newer run writes here: this one must stop";
      } else if (isTimeoutTooLong(each)) {
        message =
            what
                + ": the broker does not allow transactions that take so long: set"
                + " transaction.timeout.ms, with config=FILE, to its transaction.max.timeout.ms or"
                + " less (without it, it is 300000)";
      }
    }
    if (message == null) {
      return TopicClients.explainSending(connection, cause);
    }
    IOException explained = new IOException(message);
    explained.addSuppressed(e);
    return explained;
  }
}
