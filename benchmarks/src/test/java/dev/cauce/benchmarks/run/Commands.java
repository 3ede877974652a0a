package dev.cauce.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How the contestants are started. */
final class Commands {
  private final Places places;
  private final String memory;

  /**
   * @param memory the heap of each JVM, as in {@code 4g}
   */
  Commands(Places places, String memory) {
    this.places = places;
    this.memory = memory;
  }

  static boolean isCauce(String peer) {
    return peer.equals("cauce") || peer.startsWith("cauce-");
  }

  /** The module of a peer: {@code flink-blocks} is in {@code flink}. */
  static String module(String peer) {
    return peer.replaceFirst("-.*", "");
  }

  /** What anybody would type. */
  List<String> cauce(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(places.cauce().toString());
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  Map<String, String> environment() {
    return Map.of("CAUCE_JAVA_OPTS", "-Xmx" + memory);
  }

  /** The program of a peer, in a JVM of its own, with the flags that it asks for. */
  List<String> peer(String peer, String workload, Path work, String... settings)
      throws IOException {
    String module = module(peer);
    Path built = places.built(module);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + memory);
    Path flags = built.resolve("jvm-flags");
    if (Files.exists(flags)) {
      command.addAll(
          Arrays.stream(Files.readString(flags).trim().split("\\s+"))
              .filter(flag -> !flag.isEmpty())
              .toList());
    }
    command.add("-cp");
    command.add(Files.readString(built.resolve("classpath")).trim());
    command.add("dev.cauce.peers." + module + ".Main");
    command.add(peer);
    command.add(workload);
    command.add("work=" + work);
    command.addAll(Arrays.asList(settings));
    return command;
  }

  /** The program of a peer that reads the topic {@code from} and writes the topic {@code to}. */
  List<String> topicPeer(
      String peer,
      String workload,
      Path work,
      String brokers,
      String from,
      String to,
      int parallelism)
      throws IOException {
    return peer(
        peer,
        workload,
        work,
        "bootstrap=" + brokers,
        "from=" + from,
        "to=" + to,
        "checkpoint-seconds=10",
        "trigger=1s",
        "parallelism=" + parallelism);
  }
}
