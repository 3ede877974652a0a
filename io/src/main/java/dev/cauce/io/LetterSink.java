package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Where rows go as they came, to be read again. */
interface LetterSink {
  Output open() throws IOException;

  /** Rows on their way. */
  interface Output extends Closeable {
    /**
     * Writes a row.
     *
     * @param where its dead letter stands, for messages
     */
    void write(String row, String where) throws IOException;

    /** All rows are there. */
    void finish() throws IOException;
  }

  /** Lines of a file of its own in a directory. */
  static LetterSink directory(Path directory) {
    return () ->
        new Output() {
          private final FileSet files = FileSet.plain(directory, new FileSteps());
          private @Nullable OutputStream lines;

          @Override
          public void write(String row, String where) throws IOException {
            if (row.indexOf('\n') >= 0) {
              throw new IOException(
                  where
                      + " is a row of several lines, which a file of lines cannot give back:"
                      + " replay it to a Kafka topic, or choose others with --reason");
            }
            OutputStream to = lines == null ? begin() : lines;
            to.write(row.getBytes(UTF_8));
            to.write('\n');
          }

          private OutputStream begin() throws IOException {
            Files.createDirectories(directory);
            String time =
                DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC)
                    .format(Instant.now());
            String id = UUID.randomUUID().toString().substring(0, 8);
            OutputStream begun = files.create("replay-" + time + "-" + id + ".txt");
            lines = begun;
            return begun;
          }

          @Override
          public void finish() throws IOException {
            if (lines != null) {
              lines.close();
              files.publish();
            }
          }

          @Override
          public void close() throws IOException {
            files.close();
          }
        };
  }

  /** Records of a topic. */
  static LetterSink topic(TopicConnection connection) {
    return () -> {
      TopicCheck.writable(connection);
      Producer<byte[], byte[]> producer = TopicClients.producer(connection);
      AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
      return new Output() {
        @Override
        public void write(String row, String where) throws IOException {
          try {
            var unused =
                producer.send(
                    new ProducerRecord<>(connection.topic(), row.getBytes(UTF_8)),
                    (metadata, failed) -> {
                      if (failed != null) {
                        failure.compareAndSet(null, failed);
                      }
                    });
          } catch (KafkaException e) {
            throw TopicClients.explainSending(connection, e);
          }
          check();
        }

        private void check() throws IOException {
          Exception failed = failure.get();
          if (failed != null) {
            throw TopicClients.explainSending(connection, failed);
          }
        }

        @Override
        public void finish() throws IOException {
          producer.flush();
          check();
        }

        @Override
        public void close() {
          producer.close();
        }
      };
    };
  }
}
