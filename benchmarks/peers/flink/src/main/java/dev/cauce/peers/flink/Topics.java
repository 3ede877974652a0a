package dev.cauce.peers.flink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.KafkaSettings;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/** Flink's connector to Kafka, set up for throughput; at least once to the topic. */
final class Topics {
  /** Key and value. */
  static final TypeInformation<Tuple2<byte[], byte[]>> RECORD =
      Types.TUPLE(Types.PRIMITIVE_ARRAY(Types.BYTE), Types.PRIMITIVE_ARRAY(Types.BYTE));

  private Topics() {}

  static KafkaSource<String> lines(Arguments arguments) {
    return KafkaSource.<String>builder()
        .setProperties(KafkaSettings.consumer(arguments.text("bootstrap")))
        .setTopics(arguments.text("from"))
        .setGroupId("flink")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setProperty("commit.offsets.on.checkpoint", "false")
        .setValueOnlyDeserializer(new SimpleStringSchema())
        .build();
  }

  static KafkaSink<Tuple2<String, String>> records(Arguments arguments) {
    return KafkaSink.<Tuple2<String, String>>builder()
        .setBootstrapServers(arguments.text("bootstrap"))
        .setKafkaProducerConfig(KafkaSettings.producer(arguments.text("bootstrap")))
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(
            KafkaRecordSerializationSchema.<Tuple2<String, String>>builder()
                .setTopic(arguments.text("to"))
                .setKeySerializationSchema(record -> record.f0.getBytes(UTF_8))
                .setValueSerializationSchema(record -> record.f1.getBytes(UTF_8))
                .build())
        .build();
  }

  /** The same of bytes as they are. */
  static KafkaSink<Tuple2<byte[], byte[]>> byteRecords(Arguments arguments) {
    return KafkaSink.<Tuple2<byte[], byte[]>>builder()
        .setBootstrapServers(arguments.text("bootstrap"))
        .setKafkaProducerConfig(KafkaSettings.producer(arguments.text("bootstrap")))
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(
            KafkaRecordSerializationSchema.<Tuple2<byte[], byte[]>>builder()
                .setTopic(arguments.text("to"))
                .setKeySerializationSchema(record -> record.f0)
                .setValueSerializationSchema(record -> record.f1)
                .build())
        .build();
  }
}
