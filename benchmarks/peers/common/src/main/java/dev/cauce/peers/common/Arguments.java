package dev.cauce.peers.common;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code key=value} arguments of a run, checked against what its workload takes. */
public final class Arguments {
  private static final Set<String> STREAM =
      Set.of("bootstrap", "from", "to", "checkpoint-seconds", "trigger", "parallelism", "work");
  private static final Map<String, Set<String>> KEYS =
      Map.of(
          "W1", Set.of("in", "out", "parallelism", "work"),
          "W2", STREAM,
          "W3", STREAM,
          "W4", Set.of("in", "parallelism", "work"),
          "W5", Set.of("host", "port", "parallelism", "work"));

  private final Map<String, String> values = new HashMap<>();

  private Arguments() {}

  /**
   * Runs the program that the first two arguments name, with the others; ends the JVM with 2 and
   * one line on standard error if there is none such or they are not understood.
   *
   * @param args PEER WORKLOAD key=value ...
   * @param programs by {@code "PEER WORKLOAD"}
   */
  public static void run(String[] args, Map<String, Program> programs) throws Exception {
    Program program;
    Arguments arguments;
    try {
      String name = args.length < 2 ? "" : args[0] + " " + args[1];
      program = programs.get(name);
      if (program == null) {
        throw new IllegalArgumentException(
            "No program \"" + name + "\": there are " + new TreeSet<>(programs.keySet()) + ".");
      }
      arguments = read(args);
    } catch (IllegalArgumentException problem) {
      throw refused(problem.getMessage());
    }
    program.run(arguments);
  }

  private static Arguments read(String[] args) {
    Set<String> known = KEYS.get(args[1]);
    Arguments read = new Arguments();
    for (int i = 2; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      String key = equals < 0 ? args[i] : args[i].substring(0, equals);
      if (equals < 0 || known == null || !known.contains(key)) {
        throw new IllegalArgumentException(
            "Unknown \"" + args[i] + "\": " + args[1] + " takes KEY=VALUE of " + known + ".");
      }
      read.values.put(key, args[i].substring(equals + 1));
    }
    return read;
  }

  /** The value of {@code key}, which has to be there. */
  public String text(String key) {
    String value = values.get(key);
    if (value == null) {
      throw refused("Missing: " + key + "=VALUE.");
    }
    return value;
  }

  /** The whole number that is the value of {@code key}. */
  public int whole(String key) {
    String text = text(key);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException none) {
      throw refused(key + "=" + text + " is no whole number.");
    }
  }

  /** How many workers: 2 unless said otherwise. */
  public int parallelism() {
    return values.containsKey("parallelism") ? whole("parallelism") : 2;
  }

  /** Where the run may put what it needs, an absolute path. */
  public String work() {
    return Path.of(text("work")).toAbsolutePath().toString();
  }

  /** Milliseconds between checkpoints: 10 s unless said otherwise. */
  public long checkpointMillis() {
    return 1000L * (values.containsKey("checkpoint-seconds") ? whole("checkpoint-seconds") : 10);
  }

  /** Milliseconds between two looks at what changed: {@code 1s} unless said otherwise. */
  public long triggerMillis() {
    String text = values.getOrDefault("trigger", "1s");
    Matcher matcher = Pattern.compile("([0-9]{1,9})(ms|s)").matcher(text);
    if (!matcher.matches()) {
      throw refused("trigger=" + text + " is no time: write 500ms or 1s.");
    }
    return Long.parseLong(matcher.group(1)) * (matcher.group(2).equals("s") ? 1000 : 1);
  }

  private static IllegalArgumentException refused(String message) {
    System.err.println(message);
    System.exit(2);
    return new IllegalArgumentException(message);
  }
}
