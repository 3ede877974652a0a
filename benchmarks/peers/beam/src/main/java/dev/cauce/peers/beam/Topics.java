package dev.cauce.peers.beam;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.KafkaSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** KafkaIO, set up for throughput; at least once to the topic. */
final class Topics {
  private Topics() {}

  static PCollection<String> lines(Pipeline pipeline, Arguments arguments) {
    Map<String, Object> settings = settings(KafkaSettings.consumer(arguments.text("bootstrap")));
    settings.put("auto.offset.reset", "earliest");
    return pipeline
        .apply(
            "read",
            KafkaIO.<byte[], String>read()
                .withBootstrapServers(arguments.text("bootstrap"))
                .withTopic(arguments.text("from"))
                .withKeyDeserializer(ByteArrayDeserializer.class)
                .withValueDeserializer(StringDeserializer.class)
                .withConsumerConfigUpdates(settings)
                .withoutMetadata())
        .apply("values", Values.create());
  }

  static void write(PCollection<KV<String, String>> records, Arguments arguments) {
    records.apply(
        "write",
        KafkaIO.<String, String>write()
            .withBootstrapServers(arguments.text("bootstrap"))
            .withTopic(arguments.text("to"))
            .withKeySerializer(StringSerializer.class)
            .withValueSerializer(StringSerializer.class)
            .withProducerConfigUpdates(
                settings(KafkaSettings.producer(arguments.text("bootstrap")))));
  }

  private static Map<String, Object> settings(Properties client) {
    Map<String, Object> settings = new HashMap<>();
    client.forEach((key, value) -> settings.put(key.toString(), value));
    return settings;
  }
}
