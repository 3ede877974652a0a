package dev.cauce.peers.streams;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.Moments;
import dev.cauce.peers.common.Readings;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Alerts of sensors from Kafka to Kafka by the Processor API. A sensor's readings are in one
 * partition already, so there is no repartition topic, only the changelog of the moments. Tuned:
 * {@link Application}; the store in memory and cached, so that a sensor is logged once a commit.
 */
final class ZScores {
  private static final String STORE = "moments";

  private ZScores() {}

  static void run(Arguments arguments) throws Exception {
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.String(), moments())
            .withCachingEnabled());
    builder.stream(arguments.text("from"), Consumed.with(Serdes.ByteArray(), Serdes.String()))
        .<String, String>process(Judge::new, STORE)
        .to(arguments.text("to"), Produced.with(Serdes.String(), Serdes.String()));
    Application.run(arguments, builder);
  }

  private static Serde<Moments> moments() {
    return Serdes.serdeFrom(
        (topic, moments) ->
            ByteBuffer.allocate(28)
                .putLong(moments.count)
                .putDouble(moments.mean)
                .putDouble(moments.squares)
                .putInt(moments.cooling)
                .array(),
        (topic, bytes) -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          Moments moments = new Moments();
          moments.count = buffer.getLong();
          moments.mean = buffer.getDouble();
          moments.squares = buffer.getDouble();
          moments.cooling = buffer.getInt();
          return moments;
        });
  }

  private static final class Judge implements Processor<byte[], String, String, String> {
    private ProcessorContext<String, String> context;
    private KeyValueStore<String, Moments> store;

    @Override
    public void init(ProcessorContext<String, String> context) {
      this.context = context;
      this.store = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<byte[], String> reading) {
      String line = reading.value();
      String sensor = Readings.sensor(line);
      Moments moments = store.get(sensor);
      if (moments == null) {
        moments = new Moments();
      }
      double statistic = moments.judge(Readings.value(line));
      store.put(sensor, moments);
      if (!Double.isNaN(statistic)) {
        context.forward(reading.withKey(sensor).withValue(Readings.alert(line, statistic)));
      }
    }
  }
}
