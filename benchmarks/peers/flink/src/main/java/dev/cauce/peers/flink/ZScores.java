package dev.cauce.peers.flink;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.Moments;
import dev.cauce.peers.common.Readings;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Alerts of sensors from Kafka to Kafka: keyBy, the moments in keyed state. Tuned: state on the
 * heap (where it is not encoded at each access) as a POJO, objects reused, sent on at once.
 */
final class ZScores {
  private ZScores() {}

  static void run(Arguments arguments) throws Exception {
    StreamExecutionEnvironment environment = Environments.unbounded(arguments);
    environment
        .fromSource(Topics.lines(arguments), WatermarkStrategy.noWatermarks(), "lines")
        .keyBy(Readings::sensor)
        .process(new Judge())
        .returns(Types.TUPLE(Types.STRING, Types.STRING))
        .sinkTo(Topics.records(arguments));
    environment.execute();
  }

  private static final class Judge
      extends KeyedProcessFunction<String, String, Tuple2<String, String>> {
    private static final long serialVersionUID = 1;

    private transient ValueState<Moments> state;

    @Override
    public void open(Configuration none) {
      state =
          getRuntimeContext()
              .getState(new ValueStateDescriptor<>("moments", Types.POJO(Moments.class)));
    }

    @Override
    public void processElement(String line, Context context, Collector<Tuple2<String, String>> out)
        throws Exception {
      Moments moments = state.value();
      if (moments == null) {
        moments = new Moments();
      }
      double statistic = moments.judge(Readings.value(line));
      state.update(moments);
      if (!Double.isNaN(statistic)) {
        out.collect(Tuple2.of(context.getCurrentKey(), Readings.alert(line, statistic)));
      }
    }
  }
}
