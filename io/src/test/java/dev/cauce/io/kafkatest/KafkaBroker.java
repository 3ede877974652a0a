package dev.cauce.io.kafkatest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.rules.ExternalResource;

/**
 * A single Kafka broker (KRaft, no ZooKeeper) in a JVM of its own, on loopback, with its data in a
 * temporary folder: {@code @ClassRule public static final KafkaBroker kafka = new KafkaBroker();}.
 * It is ready when the test begins; its process and folder are gone afterwards, also when the
 * test's JVM ends early.
 *
 * <p>Topics have to be created, unless {@code auto.create.topics.enable} is set.
 */
public final class KafkaBroker extends ExternalResource {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Map<String, String> properties;
  private final String clusterId = Uuid.randomUuid().toString();
  private int port;
  private int controllerPort;
  private @Nullable Path folder;
  private @Nullable Process process;
  private @Nullable Thread hook;

  /** A broker with default properties. */
  public KafkaBroker() {
    this(Map.of());
  }

  private KafkaBroker(Map<String, String> properties) {
    this.properties = properties;
  }

  /** A broker like this one, but with the broker property {@code name} set to {@code value}. */
  public KafkaBroker with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(properties);
    more.put(name, value);
    return new KafkaBroker(more);
  }

  /** {@code host:port}, for {@code bootstrap.servers}. */
  public String brokers() {
    return "127.0.0.1:" + port;
  }

  @Override
  protected void before() throws IOException {
    open();
  }

  /** Starts it, for whoever uses it without a rule. */
  public void open() throws IOException {
    folder = Files.createTempDirectory("kafka-broker");
    hook = new Thread(this::kill);
    Runtime.getRuntime().addShutdownHook(hook);
    port = freePort();
    controllerPort = freePort();
    try {
      start();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  protected void after() {
    close();
  }

  /** Ends what {@link #open} began. */
  public void close() {
    kill();
    if (hook != null) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  /** Starts the broker again after {@link #stop}, on the same port, with the same data. */
  public void start() throws IOException {
    Path home = home();
    Path config = home.resolve("server.properties");
    Files.writeString(config, config(home));
    Path arguments = home.resolve("java.args");
    Files.writeString(
        arguments,
        String.join(
            "\n",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            '"' + System.getProperty("java.class.path").replace("\\", "\\\\") + '"',
            BrokerMain.class.getName(),
            config.toString(),
            clusterId));
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + arguments)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("broker.log").toFile()))
            .start();
    awaitReady();
  }

  /**
   * Stops the broker; its data stay. Politely, since a broker that was killed is not let back in
   * before its session of 9 s is over.
   */
  public void stop() {
    Process running = process;
    if (running != null) {
      running.destroy();
      try {
        if (!running.waitFor(20, TimeUnit.SECONDS)) {
          destroyForcibly(running);
        }
      } catch (InterruptedException e) {
        destroyForcibly(running);
        Thread.currentThread().interrupt();
      }
      process = null;
    }
  }

  /** Ends the broker with SIGKILL; its data stay. The next {@link #start} takes some 10 s. */
  public void crash() {
    Process running = process;
    if (running != null) {
      destroyForcibly(running);
      process = null;
    }
  }

  private static void destroyForcibly(Process running) {
    running.destroyForcibly();
    running.onExit().join();
  }

  private String config(Path home) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    all.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    all.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    all.put("controller.listener.names", "CONTROLLER");
    all.put("log.dirs", home.resolve("data").toString());
    all.put("auto.create.topics.enable", "false");
    all.put("offsets.topic.replication.factor", "1");
    all.put("offsets.topic.num.partitions", "1");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("transaction.state.log.num.partitions", "1");
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("num.network.threads", "2");
    all.put("num.io.threads", "2");
    all.put("background.threads", "2");
    all.put("log.cleaner.dedupe.buffer.size", "2097152");
    all.put("log.retention.ms", "-1"); // tests send records of 1970
    all.putAll(properties);
    return all.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private void awaitReady() throws IOException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers", brokers(),
                "reconnect.backoff.ms", 50,
                "reconnect.backoff.max.ms", 100))) {
      while (true) {
        if (process == null || !process.isAlive()) {
          throw new IOException("The broker ended while it started:\n" + log());
        }
        try {
          if (!admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty()) {
            return;
          }
        } catch (ExecutionException | TimeoutException e) {
          if (System.nanoTime() > end) {
            throw new IOException("The broker is not ready after " + START_LIMIT + ":\n" + log());
          }
        } catch (InterruptedException e) {
          throw new IOException("Interrupted while the broker started", e);
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
  }

  private String log() throws IOException {
    return Files.readString(home().resolve("broker.log"));
  }

  /** Creates a topic and waits until it is there. */
  public void createTopic(String name, int partitions) {
    createTopic(name, partitions, Map.of());
  }

  /** Creates a topic with properties of its own and waits until it is there. */
  public void createTopic(String name, int partitions, Map<String, String> configs) {
    try (Admin admin = admin()) {
      NewTopic topic =
          new NewTopic(name, Optional.of(partitions), Optional.of((short) 1)).configs(configs);
      admin.createTopics(List.of(topic)).all().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      // Created is not yet known: the broker learns of it from the controller a moment later.
      long end = System.nanoTime() + LIMIT.toNanos();
      while (System.nanoTime() < end) {
        try {
          TopicDescription made =
              admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
          if (made != null && made.partitions().stream().allMatch(p -> p.leader() != null)) {
            return;
          }
        } catch (ExecutionException e) {
          // Not yet.
        }
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      }
      throw new IllegalStateException("Topic " + name + " is not there after " + LIMIT);
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new IllegalStateException("Cannot create topic " + name, e);
    }
  }

  /** An admin client, for the caller to close. */
  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", brokers()));
  }

  /** Sends the records and waits until the broker has them. */
  public void send(List<ProducerRecord<byte[], byte[]>> records) {
    List<Exception> failures = new ArrayList<>();
    // One for each call: what an older one knows of topics may be older than the topic.
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers(), "enable.idempotence", false),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> record : records) {
        var unused =
            producer.send(
                record,
                (metadata, failure) -> {
                  if (failure != null) {
                    synchronized (failures) {
                      failures.add(failure);
                    }
                  }
                });
      }
      producer.flush();
    }
    synchronized (failures) {
      if (!failures.isEmpty()) {
        throw new IllegalStateException("Sending failed", failures.get(0));
      }
    }
  }

  /** Sends each of {@code values} as a record without a key to one partition of a topic. */
  public void send(String topic, int partition, List<String> values) {
    send(
        values.stream()
            .map(v -> new ProducerRecord<byte[], byte[]>(topic, partition, null, v.getBytes(UTF_8)))
            .toList());
  }

  /** Everything that is in the topic now, partition by partition in order of the offsets. */
  public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", brokers(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(read::add);
      }
      Comparator<ConsumerRecord<byte[], byte[]>> order =
          Comparator.comparingInt(ConsumerRecord::partition);
      read.sort(order.thenComparingLong(ConsumerRecord::offset));
      return read;
    }
  }

  private void kill() {
    if (process != null) {
      destroyForcibly(process);
      process = null;
    }
    Path home = folder;
    if (home == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    folder = null;
  }

  private Path home() {
    if (folder == null) {
      throw new IllegalStateException("The broker is not running");
    }
    return folder;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
