package dev.cauce.peers.flink;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.Words;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Word count of a small file to standard output, as the first page of the documentation has it. */
final class FirstResult {
  private FirstResult() {}

  static void run(Arguments arguments) throws Exception {
    StreamExecutionEnvironment environment = Environments.bounded(arguments);
    environment
        .fromSource(Lines.of(arguments.text("in")), WatermarkStrategy.noWatermarks(), "lines")
        .<Tuple2<String, Long>>flatMap(
            (line, to) -> Words.split(line, word -> to.collect(Tuple2.of(word, 1L))))
        .returns(Types.TUPLE(Types.STRING, Types.LONG))
        .keyBy(one -> one.f0)
        .sum(1)
        .map(count -> Words.csv(count.f0, count.f1))
        .addSink(new StandardOutput());
    environment.execute();
  }
}
