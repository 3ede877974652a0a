package dev.cauce.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.io.kafkatest.KafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Rows that keep coming, in partitions of a topic and, if wanted, as files of a directory; every
 * row is entered into {@link Prefixes} before it is sent. A thread sends them until it is paused.
 */
final class Workload implements AutoCloseable {
  private static final int TOPIC_PARTITIONS = 2;
  private static final int ROWS_AT_ONCE = 100;
  private static final Instant START = Instant.parse("2024-03-01T00:00:00Z");
  private static final int KEYS = 500;

  private final Prefixes prefixes = new Prefixes();
  private final Random random;
  private final boolean windowed;
  private final String topic;
  private final String brokers;
  private final @Nullable Path directory;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Thread thread = new Thread(this::feed, "chaos-workload");
  private final long[] rows = new long[TOPIC_PARTITIONS + 1];
  private long files;
  private volatile boolean paused;
  private volatile boolean closed;
  private volatile @Nullable Exception failure;

  private Workload(
      Random random, boolean windowed, KafkaBroker broker, String topic, @Nullable Path directory) {
    this.random = new Random(random.nextLong()); // another thread's
    this.windowed = windowed;
    this.brokers = broker.brokers();
    this.topic = topic;
    this.directory = directory;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    thread.setDaemon(true);
    thread.start();
  }

  /** Lines of words, from a topic. */
  static Workload words(Scene scene) throws IOException {
    return scene.keep(
        new Workload(
            scene.random(), false, Servers.kafka(), Servers.topic(TOPIC_PARTITIONS), null));
  }

  /** Lines of words, from a topic and a directory. */
  static Workload wordsAndFiles(Scene scene) throws IOException {
    return scene.keep(
        new Workload(
            scene.random(),
            false,
            Servers.kafka(),
            Servers.topic(TOPIC_PARTITIONS),
            scene.folder("in")));
  }

  /** Lines of words, from a broker of the case's own. */
  static Workload words(Scene scene, KafkaBroker broker, String topic) {
    return scene.keep(new Workload(scene.random(), false, broker, topic, null));
  }

  /** Rows with an event time, from a topic. */
  static Workload windows(Scene scene) throws IOException {
    return scene.keep(
        new Workload(scene.random(), true, Servers.kafka(), Servers.topic(TOPIC_PARTITIONS), null));
  }

  /** The flow that counts them, and where from: all of its command line but the sink. */
  List<String> question() {
    List<String> question = new ArrayList<>();
    if (windowed) {
      question.addAll(
          List.of(
              "aggregate",
              "--schema=key string, at timestamp",
              "--event-time=at",
              "--window=10s",
              "--lateness=1h",
              "--by=key",
              "--agg=count",
              "--mode=update"));
    } else {
      question.addAll(List.of("wordcount", "--words=spaces", "--mode=update"));
    }
    question.add("--from=kafka://" + brokers + "/" + topic + "?from=earliest");
    if (directory != null) {
      question.add("--from=" + directory + "?watch=200ms");
    }
    return question;
  }

  /** The key of a row of its table, in SQL. */
  String sqlKey() {
    return windowed ? "extract(epoch from window_start)::bigint || ' ' || key" : "word";
  }

  /** What is a right state of its table. */
  Prefixes prefixes() {
    return prefixes;
  }

  /** Stops sending; what was sent has arrived when this returns. */
  void pause() throws Exception {
    paused = true;
    Await.until("all sent", Duration.ofSeconds(60), () -> isIdle() || failure != null);
    check();
  }

  void resume() {
    paused = false;
  }

  /** While it is paused: sends so many batches of rows to each partition. */
  void send(int batches) throws InterruptedException, ExecutionException {
    for (int batch = 0; batch < batches; batch++) {
      sendBatch();
    }
  }

  private synchronized boolean isIdle() {
    return true; // once it has the lock no batch is under way
  }

  private void check() {
    if (failure != null) {
      throw new IllegalStateException("The workload failed", failure);
    }
  }

  private void feed() {
    try {
      while (!closed) {
        if (!paused) {
          sendUnlessPaused();
        }
        Await.pass(Duration.ofMillis(100));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | RuntimeException e) {
      if (!closed) {
        failure = e;
      }
    }
  }

  private synchronized void sendUnlessPaused() throws InterruptedException, ExecutionException {
    if (!paused) {
      sendBatch();
    }
  }

  private synchronized void sendBatch() throws InterruptedException, ExecutionException {
    List<Future<?>> sent = new ArrayList<>();
    for (int partition = 0; partition < TOPIC_PARTITIONS; partition++) {
      for (int row = 0; row < ROWS_AT_ONCE; row++) {
        byte[] value = row(partition).getBytes(UTF_8);
        sent.add(producer.send(new ProducerRecord<>(topic, partition, null, value)));
      }
    }
    for (Future<?> each : sent) {
      each.get();
    }
    if (directory != null) {
      sendFile(directory);
    }
  }

  private void sendFile(Path to) {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < ROWS_AT_ONCE; row++) {
      text.append(row(TOPIC_PARTITIONS)).append('\n');
    }
    String name = String.format(Locale.ROOT, "f%08d", files++);
    try {
      Path hidden = Files.writeString(to.resolve("." + name), text);
      Files.move(hidden, to.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String row(int partition) {
    long number = rows[partition]++;
    if (windowed) {
      String key = key(partition);
      Instant at = START.plusMillis(number * 20);
      prefixes.add(partition, List.of(at.getEpochSecond() / 10 * 10 + " " + key));
      return "{\"key\":\"" + key + "\",\"at\":\"" + at + "\"}";
    }
    List<String> words = new ArrayList<>();
    for (int word = 0; word < 5; word++) {
      words.add(key(partition));
    }
    prefixes.add(partition, words);
    return String.join(" ", words);
  }

  private String key(int partition) {
    int keys = windowed ? 20 : KEYS;
    return "p" + partition + "k" + (int) (keys * Math.pow(random.nextDouble(), 2));
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
    producer.close(Duration.ofSeconds(1));
  }
}
