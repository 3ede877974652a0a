package dev.cauce.peers.flink;

import dev.cauce.peers.common.Arguments;
import java.util.Map;

/** The peers of this package. */
public final class Main {
  private Main() {}

  /** See {@link Arguments#run}. */
  public static void main(String[] args) throws Exception {
    Arguments.run(
        args,
        Map.ofEntries(
            Map.entry("flink W1", WordCount::run),
            Map.entry("flink W2", RunningCounts::run),
            Map.entry("flink W3", ZScores::run),
            Map.entry("flink W4", FirstResult::run),
            Map.entry("flink W5", SocketCounts::run),
            Map.entry("flink-minibatch W1", MiniBatchWordCount::run),
            Map.entry("flink-minibatch W2", MiniBatchRunningCounts::run),
            Map.entry("flink-blocks W1", BlockWordCount::run),
            Map.entry("flink-blocks W2", BlockRunningCounts::run),
            Map.entry("flink-blocks W3", BlockZScores::run)));
  }
}
