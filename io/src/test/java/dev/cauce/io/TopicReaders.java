package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.io.kafkatest.KafkaBroker;
import dev.cauce.row.Lines;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.joda.time.Instant;

/** Makes readers of the topics of one broker, and reads what they hand out as a runner would. */
final class TopicReaders {
  static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();
  static final Duration LIMIT = Duration.ofSeconds(30);

  private final KafkaBroker kafka;

  TopicReaders(KafkaBroker kafka) {
    this.kafka = kafka;
  }

  void sendAt(String topic, int partition, long millis, String value) {
    kafka.send(
        List.of(new ProducerRecord<>(topic, partition, millis, null, value.getBytes(UTF_8))));
  }

  TopicReading reading(String topic) {
    return new TopicReading(new TopicConnection(kafka.brokers(), topic));
  }

  TopicSource<Lines> source(String topic) {
    return new TopicSource<>(reading(topic), TopicPacking.LINES, topic + System.nanoTime());
  }

  UnboundedReader<Lines> reader(String topic) throws IOException {
    return reader(reading(topic));
  }

  UnboundedReader<Lines> reader(TopicReading reading) throws IOException {
    String id = reading.connection().topic() + System.nanoTime();
    return new TopicSource<>(reading, TopicPacking.LINES, id)
        .split(1, OPTIONS)
        .get(0)
        .createReader(OPTIONS, null);
  }

  /** Reads until there are {@code rows} rows, or more if they come in one block. */
  static List<String> read(UnboundedReader<Lines> reader, int rows) throws IOException {
    List<String> read = new ArrayList<>();
    long end = System.nanoTime() + LIMIT.toNanos();
    while (read.size() < rows && System.nanoTime() < end) {
      if (reader.advance()) {
        read.addAll(rows(reader.getCurrent()));
      } else {
        Instant unused = reader.getWatermark(); // as runners do: one that resumes waits for it
      }
    }
    return read;
  }

  static List<String> rows(Lines lines) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      rows.add(lines.line(i));
    }
    return rows;
  }

  static TopicMark copy(TopicMark mark) throws IOException {
    return CoderUtils.clone(TopicMark.Format.INSTANCE, mark);
  }
}
