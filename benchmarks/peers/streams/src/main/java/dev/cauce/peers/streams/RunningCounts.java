package dev.cauce.peers.streams;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.Words;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.Stores;

/**
 * Running counts from Kafka to Kafka by the DSL: every word goes through a repartition topic, then
 * is counted in a store with a changelog. Tuned: {@link Application}; the store in memory, which
 * takes less CPU than RocksDB as long as it fits.
 */
final class RunningCounts {
  private RunningCounts() {}

  static void run(Arguments arguments) throws Exception {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(arguments.text("from"), Consumed.with(Serdes.ByteArray(), Serdes.String()))
        .flatMapValues(RunningCounts::words)
        .groupBy((none, word) -> word, Grouped.with(Serdes.String(), Serdes.String()))
        .count(
            Materialized.<String, Long>as(Stores.inMemoryKeyValueStore("counts"))
                .withKeySerde(Serdes.String())
                .withValueSerde(Serdes.Long())
                .withCachingEnabled())
        .toStream()
        .mapValues(count -> Long.toString(count))
        .to(arguments.text("to"), Produced.with(Serdes.String(), Serdes.String()));
    Application.run(arguments, builder);
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Words.split(line, words::add);
    return words;
  }
}
