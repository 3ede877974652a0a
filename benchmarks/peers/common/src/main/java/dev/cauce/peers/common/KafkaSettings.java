package dev.cauce.peers.common;

import java.util.Properties;

/**
 * Settings of Kafka's clients for throughput, the same in every peer: large batches, lz4, a linger
 * far below the trigger, more records a poll than the 500 of the default.
 */
public final class KafkaSettings {
  private KafkaSettings() {}

  /** Of producers, without serializers. */
  public static Properties producer(String bootstrap) {
    Properties all = new Properties();
    all.put("bootstrap.servers", bootstrap);
    all.put("linger.ms", "20");
    all.put("batch.size", "262144");
    all.put("buffer.memory", "67108864");
    all.put("compression.type", "lz4");
    return all;
  }

  /** Of consumers, without deserializers, group and where to begin. */
  public static Properties consumer(String bootstrap) {
    Properties all = new Properties();
    all.put("bootstrap.servers", bootstrap);
    all.put("max.poll.records", "10000");
    all.put("max.partition.fetch.bytes", "4194304");
    all.put("receive.buffer.bytes", "1048576");
    return all;
  }
}
