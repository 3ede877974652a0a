package dev.cauce.peers.streams;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.KafkaSettings;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.LoggerFactory;

/**
 * What both run on: a thread a worker, at least once, a commit every trigger (which is when the
 * caches of the stores send what changed on, and to their changelogs), caches that hold all keys,
 * large producer batches, repartition topics of as many partitions as there are workers.
 */
final class Application {
  private Application() {}

  static void run(Arguments arguments, StreamsBuilder builder) throws InterruptedException {
    Properties all = new Properties();
    all.put(StreamsConfig.APPLICATION_ID_CONFIG, "peer-" + arguments.text("to"));
    all.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments.text("bootstrap"));
    all.put(StreamsConfig.STATE_DIR_CONFIG, arguments.work() + "/state");
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, arguments.parallelism());
    all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, arguments.triggerMillis());
    all.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 512L << 20);
    all.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 20_000);
    all.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.OPTIMIZE);
    all.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    all.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    all.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    KafkaSettings.consumer(arguments.text("bootstrap"))
        .forEach((key, value) -> all.put(StreamsConfig.CONSUMER_PREFIX + key, value));
    all.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    KafkaSettings.producer(arguments.text("bootstrap"))
        .forEach((key, value) -> all.put(StreamsConfig.PRODUCER_PREFIX + key, value));
    KafkaStreams streams = new KafkaStreams(builder.build(all), all);
    streams.setUncaughtExceptionHandler(
        problem -> {
          LoggerFactory.getLogger(Application.class).error("The application ends", problem);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.start();
    new CountDownLatch(1).await(); // until the process is ended
  }
}
