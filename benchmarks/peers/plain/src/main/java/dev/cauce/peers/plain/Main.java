package dev.cauce.peers.plain;

import dev.cauce.peers.common.Arguments;
import java.util.Map;

/** The peer {@code plain}. */
public final class Main {
  private Main() {}

  /** See {@link Arguments#run}. */
  public static void main(String[] args) throws Exception {
    Arguments.run(
        args,
        Map.of(
            "plain W1", WordCount::run,
            "plain W2", RunningCounts::run,
            "plain W3", ZScores::run));
  }
}
