package dev.cauce.peers.flink;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.Words;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Running counts of the lines of a socket to standard output, as the documentation's first
 * streaming program has it; each changed row at once. Tuned: no buffer waits for a second record.
 */
final class SocketCounts {
  private SocketCounts() {}

  static void run(Arguments arguments) throws Exception {
    StreamExecutionEnvironment environment = Environments.streaming(arguments);
    environment.setBufferTimeout(0);
    environment
        .socketTextStream(arguments.text("host"), arguments.whole("port"))
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
