package dev.cauce.benchmarks.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The command line of {@code benchmarks/run}. */
final class Options {
  private static final Set<String> KEYS =
      Set.of(
          "rounds",
          "sizes",
          "limit",
          "mb",
          "rows",
          "text",
          "keys",
          "parallelism",
          "memory",
          "trigger",
          "write");
  static final String USAGE =
      """
      Usage: benchmarks/run W1|W2|W3|W4|W5 [PEER ...] [scaling] [KEY=VALUE ...]
        rounds=3          how often each peer runs; they take turns
        sizes=1,8         how many times the input is given
        limit=300         seconds after which a run is cut off
        text=natural      W1: natural or distinct (a million different words)
        mb=400            W1: how long the text is at size 1
        rows=1000000      W2, W3: how many lines or readings there are at size 1
        keys=100000       W1, W2: how many different words; with scaling several, as 1e3,1e5
        parallelism=2     1 or 2; with scaling both, as 1,2
        memory=4g         the heap of each JVM
        trigger=1s        W2, W5: Cauce's --trigger; in W5 it is 0s unless given
        write=yes         whether the table goes to benchmarks/README.md; no by default if it is a
                          run to try something, by other numbers than these\
      """;

  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> peers = new ArrayList<>();
  private final String workload;
  private final boolean scaling;

  /**
   * @throws IllegalArgumentException if something is wrong with them
   */
  Options(List<String> arguments) {
    List<String> words = new ArrayList<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 0) {
        words.add(argument);
      } else if (KEYS.contains(argument.substring(0, equals))) {
        values.put(argument.substring(0, equals), argument.substring(equals + 1));
      } else {
        throw new IllegalArgumentException("there is no option " + argument + ".\n" + USAGE);
      }
    }
    if (words.isEmpty() || !words.get(0).matches("W[1-5]")) {
      throw new IllegalArgumentException(USAGE);
    }
    workload = words.remove(0);
    scaling = words.remove("scaling");
    peers.addAll(words);
    if (!scaling && (numbers("keys", "1").size() > 1 || numbers("parallelism", "2").size() > 1)) {
      throw new IllegalArgumentException("several keys or parallelisms are for: scaling");
    }
    if (!List.of("natural", "distinct").contains(text())) {
      throw new IllegalArgumentException("text=" + text() + " is neither natural nor distinct");
    }
  }

  String workload() {
    return workload;
  }

  /** The peers that were named; none for all. */
  List<String> peers() {
    return peers;
  }

  /** Whether cost against size, keys and parallelism is asked for, and not a comparison. */
  boolean scaling() {
    return scaling;
  }

  int rounds() {
    return (int) number("rounds", scaling ? 1 : 3);
  }

  List<Integer> sizes() {
    boolean one = workload.equals("W4") || workload.equals("W5");
    return numbers("sizes", one ? "1" : scaling ? "1,2,4,8" : "1,8");
  }

  long limitSeconds() {
    return number("limit", 300);
  }

  String text() {
    return values.getOrDefault("text", "natural");
  }

  long megabytes() {
    return number("mb", 400);
  }

  long rows(long otherwise) {
    return number("rows", otherwise);
  }

  /** How many different words; {@code otherwise} if it was not said. */
  List<Integer> keys(int otherwise) {
    return numbers("keys", Integer.toString(otherwise));
  }

  List<Integer> parallelisms() {
    return numbers("parallelism", "2");
  }

  String memory() {
    return values.getOrDefault("memory", "4g");
  }

  /** Cauce's trigger; {@code otherwise} if it was not said. */
  String trigger(String otherwise) {
    return values.getOrDefault("trigger", otherwise);
  }

  /**
   * Whether the table is to be kept: not if it is of a run to try something, unless it was said.
   */
  boolean write() {
    Stream<String> tried =
        Stream.concat(
            Stream.of("mb", "rows", "limit", "memory", "trigger"),
            scaling ? Stream.of() : Stream.of("rounds", "sizes", "keys", "parallelism"));
    String otherwise = tried.anyMatch(values::containsKey) ? "no" : "yes";
    return values.getOrDefault("write", otherwise).equals("yes");
  }

  private long number(String key, long otherwise) {
    return numbers(key, Long.toString(otherwise)).get(0);
  }

  private List<Integer> numbers(String key, String otherwise) {
    String value = values.getOrDefault(key, otherwise);
    try {
      List<Integer> numbers =
          Arrays.stream(value.split(",", -1)).map(text -> (int) Double.parseDouble(text)).toList();
      if (numbers.stream().allMatch(number -> number > 0)) {
        return numbers;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        key + "=" + value + " is no number above 0, nor several with commas between");
  }
}
