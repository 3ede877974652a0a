package dev.cauce.peers.flink;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.Words;
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
 * Running counts from Kafka to Kafka, a record a word: keyBy, the count in keyed state, which a
 * timer sends at the next trigger (all words share its time, so it is set once a word and trigger).
 * Tuned: state on the heap, objects reused, large producer batches.
 */
final class RunningCounts {
  private RunningCounts() {}

  static void run(Arguments arguments) throws Exception {
    StreamExecutionEnvironment environment = Environments.unbounded(arguments);
    environment
        .fromSource(Topics.lines(arguments), WatermarkStrategy.noWatermarks(), "lines")
        .<String>flatMap((line, to) -> Words.split(line, to::collect))
        .returns(Types.STRING)
        .keyBy(word -> word)
        .process(new Count(arguments.triggerMillis()))
        .returns(Types.TUPLE(Types.STRING, Types.STRING))
        .sinkTo(Topics.records(arguments));
    environment.execute();
  }

  /** A count, and whether a timer will send it. */
  public static final class Counted {
    public long count;
    public boolean isWaiting;
  }

  private static final class Count
      extends KeyedProcessFunction<String, String, Tuple2<String, String>> {
    private static final long serialVersionUID = 1;

    private final long everyMillis;
    private transient ValueState<Counted> state;

    Count(long everyMillis) {
      this.everyMillis = everyMillis;
    }

    @Override
    public void open(Configuration none) {
      state =
          getRuntimeContext()
              .getState(new ValueStateDescriptor<>("count", Types.POJO(Counted.class)));
    }

    @Override
    public void processElement(String word, Context context, Collector<Tuple2<String, String>> out)
        throws Exception {
      Counted counted = state.value();
      if (counted == null) {
        counted = new Counted();
      }
      counted.count++;
      if (!counted.isWaiting) {
        counted.isWaiting = true;
        long now = context.timerService().currentProcessingTime();
        context.timerService().registerProcessingTimeTimer(now - now % everyMillis + everyMillis);
      }
      state.update(counted);
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<Tuple2<String, String>> out)
        throws Exception {
      Counted counted = state.value();
      counted.isWaiting = false;
      state.update(counted);
      out.collect(Tuple2.of(context.getCurrentKey(), Long.toString(counted.count)));
    }
  }
}
