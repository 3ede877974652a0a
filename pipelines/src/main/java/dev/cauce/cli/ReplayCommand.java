package dev.cauce.cli;

import dev.cauce.io.DeadLetterReplay;
import dev.cauce.io.EndpointUri;
import dev.cauce.io.InvalidUriException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** {@code cauce replay}: puts dead letters through again. */
final class ReplayCommand {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;

  private static final String USAGE =
      """
      Usage: cauce replay DEAD-LETTERS --to URI [--reason REGEX]

        DEAD-LETTERS    a directory or a file of dead letters in JSON, or kafka://HOST:PORT/TOPIC
        --to URI        where the rows go, as they came: a directory, which gets a file of lines,
                        or kafka://HOST:PORT/TOPIC
        --reason REGEX  only those in whose reason the pattern is found

      The dead letters stay where they are: move them away, or they are replayed again.

      Example: cauce replay aggregate-dead-letters --to incoming --reason 'no int'
      """;

  private ReplayCommand() {}

  static int run(List<String> args, PrintStream out, PrintStream err) {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(USAGE);
      return DONE;
    }
    List<String> problems = new ArrayList<>();
    EndpointUri from = null;
    EndpointUri to = null;
    Pattern reason = null;
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      int equals = arg.startsWith("--") ? arg.indexOf('=') : -1;
      String name = equals < 0 ? arg : arg.substring(0, equals);
      boolean option = name.equals("--to") || name.equals("--reason");
      String value = equals < 0 ? "" : arg.substring(equals + 1);
      if (option && equals < 0) {
        i++;
        if (i == args.size()) {
          problems.add(name + " needs a value.");
          continue;
        }
        value = args.get(i);
      }
      if (name.equals("--to")) {
        to = uri("--to", value, problems);
      } else if (name.equals("--reason")) {
        reason = pattern(value, problems);
      } else if (arg.startsWith("--")) {
        problems.add("\"" + arg + "\" is not an option of replay: use --to or --reason.");
      } else if (from != null) {
        problems.add("\"" + arg + "\" is one too many: name one place of dead letters.");
      } else {
        from = uri("replay", arg, problems);
      }
    }
    return run(from, to, reason, problems, err);
  }

  private static int run(
      @Nullable EndpointUri from,
      @Nullable EndpointUri to,
      @Nullable Pattern reason,
      List<String> problems,
      PrintStream err) {
    DeadLetterReplay replay = null;
    if (from != null && to != null) {
      try {
        replay = DeadLetterReplay.of(from, to);
      } catch (InvalidUriException refused) {
        problems.add(String.valueOf(refused.getMessage()));
      }
    } else if (problems.isEmpty()) {
      problems.add(
          (from == null ? "The place of the dead letters is missing" : "--to URI is missing")
              + ": cauce replay DEAD-LETTERS --to URI");
    }
    if (replay == null || !problems.isEmpty()) {
      problems.forEach(err::println);
      return BAD_USAGE;
    }
    try {
      DeadLetterReplay.Counts counts = (reason == null ? replay : replay.withReason(reason)).run();
      err.println(
          "Replayed "
              + counts.replayed()
              + " of "
              + counts.found()
              + (counts.found() == 1 ? " dead letter" : " dead letters")
              + " from "
              + from
              + " to "
              + to
              + ".");
      return DONE;
    } catch (IOException failure) {
      err.println(failure.getMessage());
      return FAILED;
    }
  }

  private static @Nullable EndpointUri uri(String what, String text, List<String> problems) {
    try {
      return EndpointUri.parse(text);
    } catch (InvalidUriException refused) {
      problems.add(what + " " + refused.getMessage());
      return null;
    }
  }

  private static @Nullable Pattern pattern(String text, List<String> problems) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException invalid) {
      problems.add(
          "--reason \""
              + text
              + "\" is not a regular expression: "
              + invalid.getDescription()
              + ".");
      return null;
    }
  }
}
