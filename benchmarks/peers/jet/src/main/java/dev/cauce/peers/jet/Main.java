package dev.cauce.peers.jet;

import dev.cauce.peers.common.Arguments;
import java.util.Map;

/** The peer {@code jet}. */
public final class Main {
  private Main() {}

  /** See {@link Arguments#run}. */
  public static void main(String[] args) throws Exception {
    Arguments.run(args, Map.of("jet W1", WordCount::run, "jet W4", WordCount::first));
  }
}
