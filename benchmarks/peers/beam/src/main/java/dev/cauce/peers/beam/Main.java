package dev.cauce.peers.beam;

import dev.cauce.peers.common.Arguments;
import java.util.Map;

/** The peers {@code beam}, on embedded Flink, and {@code beam-direct}. */
public final class Main {
  private Main() {}

  /** See {@link Arguments#run}. */
  public static void main(String[] args) throws Exception {
    Arguments.run(
        args,
        Map.of(
            "beam W1", WordCount::run,
            "beam W2", RunningCounts::run,
            "beam W3", ZScores::run,
            "beam W4", arguments -> WordCount.first(arguments, Pipelines.onFlink(arguments)),
            "beam W5", SocketCounts::run,
            "beam-direct W4",
                arguments -> WordCount.first(arguments, Pipelines.direct(arguments))));
  }
}
