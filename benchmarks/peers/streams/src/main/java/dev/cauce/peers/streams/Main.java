package dev.cauce.peers.streams;

import dev.cauce.peers.common.Arguments;
import java.util.Map;

/** The peer {@code streams}. */
public final class Main {
  private Main() {}

  /** See {@link Arguments#run}. */
  public static void main(String[] args) throws Exception {
    Arguments.run(args, Map.of("streams W2", RunningCounts::run, "streams W3", ZScores::run));
  }
}
