package dev.cauce.peers.flink;

import dev.cauce.peers.common.Arguments;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Running counts from Kafka to Kafka in two steps, as Flink's SQL does it with
 * table.exec.mini-batch and TWO_PHASE aggregation, but by hand and so without its rows: {@link
 * LocalCount} before the shuffle, {@link GlobalCount} behind it. Tuned: mini-batches as long as the
 * trigger, 100,000 words at most; else as the program a record a word.
 */
final class MiniBatchRunningCounts {
  private MiniBatchRunningCounts() {}

  static void run(Arguments arguments) throws Exception {
    long every = arguments.triggerMillis();
    StreamExecutionEnvironment environment = Environments.unbounded(arguments);
    environment
        .fromSource(Topics.lines(arguments), WatermarkStrategy.noWatermarks(), "lines")
        .transform("count locally", MiniBatchWordCount.COUNT, new LocalCount(every, 100_000))
        .keyBy(count -> count.f0)
        .transform(
            "count", Types.TUPLE(Types.STRING, Types.STRING), new GlobalCount(every, 100_000))
        .sinkTo(Topics.records(arguments));
    environment.execute();
  }
}
