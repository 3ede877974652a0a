package dev.cauce.chaos;

import java.util.ArrayList;
import java.util.List;

/** Command lines that several cases use. */
final class Flows {
  /** A line of a {@link Ledger}, as columns. */
  private static final List<String> LEDGER_LINES =
      List.of(
          "--format=regex:(?<key>\\S+) (?<seq>\\d+) (?<checksum>\\S+)",
          "--schema=key string, seq bigint, checksum string");

  private Flows() {}

  /** The lines of a ledger as they come, each row once. */
  static List<String> rows(List<String> more) {
    return command("select", LEDGER_LINES, more);
  }

  /** The same of lines that end with an event time and maybe blanks. */
  static List<String> timedRows(List<String> more) {
    return command(
        "select",
        List.of(
            LEDGER_LINES.get(0) + " (?<at>\\S+) *",
            LEDGER_LINES.get(1) + ", at timestamp",
            "--event-time=at"),
        more);
  }

  /** How many lines of a ledger there are of each key. */
  static List<String> counts(List<String> more) {
    List<String> options = new ArrayList<>(LEDGER_LINES);
    options.addAll(List.of("--by=key", "--agg=count"));
    return command("aggregate", options, more);
  }

  private static List<String> command(String flow, List<String> options, List<String> more) {
    List<String> command = new ArrayList<>();
    command.add(flow);
    command.addAll(options);
    command.addAll(more);
    return command;
  }
}
