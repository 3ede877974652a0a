package dev.cauce.peers.spark;

import dev.cauce.peers.common.Arguments;
import java.util.Map;

/** The peer {@code spark}. */
public final class Main {
  private Main() {}

  /** See {@link Arguments#run}. */
  public static void main(String[] args) throws Exception {
    Arguments.run(
        args,
        Map.of(
            "spark W1", WordCount::run,
            "spark W2", RunningCounts::run,
            "spark W3", ZScores::run,
            "spark W4", WordCount::first,
            "spark W5", SocketCounts::run));
  }
}
