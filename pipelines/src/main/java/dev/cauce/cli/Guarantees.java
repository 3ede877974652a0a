package dev.cauce.cli;

import dev.cauce.io.EndpointUri;
import dev.cauce.pipelines.FlowPlan;
import dev.cauce.table.OutputMode;
import org.jspecify.annotations.Nullable;

/** What sources and sinks promise, as the tables of the README have it. */
final class Guarantees {
  private Guarantees() {}

  /** Why {@code sink} cannot take what leaves the plan's table; null if it can. */
  static @Nullable String refusal(EndpointUri sink, FlowPlan plan, boolean bounded) {
    if (sink.scheme().equals("jdbc") && plan.mode() == OutputMode.UPDATE && !plan.hasKey()) {
      return "the rows have no key, so none could replace an older one: use --mode complete, or"
          + " group by something.";
    }
    boolean replaces = plan.mode() != OutputMode.APPEND && !bounded;
    return sink.scheme().equals("kafka") && replaces && !plan.hasKey()
        ? "the rows have no key, so no record could replace an older one: group by something, or"
            + " name another sink."
        : null;
  }

  /** What a source gives again when the run is started anew or goes on. */
  static String source(EndpointUri source, boolean bounded, boolean resumes) {
    return switch (source.scheme()) {
      case "socket" -> "at most once: what was sent is not sent again";
      case "console" -> "at most once: standard input is not given again";
      case "file" ->
          bounded
              ? "all is read again"
              : resumes ? "exactly once: goes on where the checkpoint was" : "all is read again";
      case "kafka" ->
          resumes
              ? "exactly once: goes on at the checkpoint's offsets"
              : bounded || source.parameters().containsKey("from")
                  ? "read again from its first offset"
                  : "goes on at the newest record: what came meanwhile is not read";
      case "rate" -> resumes ? "exactly once: goes on where the checkpoint was" : "begins anew";
      default -> "as it says itself";
    };
  }

  /** What is in a sink after a crash, if the run can go on from a checkpoint or if it cannot. */
  static String sink(EndpointUri sink, OutputMode mode, boolean resumes) {
    return switch (sink.scheme()) {
      case "console" -> "none: what was printed may be printed again";
      case "memory" -> "none: it ends with the process";
      case "file" ->
          mode == OutputMode.APPEND
              ? (resumes ? "exactly once, in files" : "each file") + " complete or absent, never torn"
              : "the table of a tick, replaced as a whole, never torn; as exact as the state";
      case "kafka" ->
          mode == OutputMode.APPEND
              ? "at least once: a record may come twice, in order by key"
              : "at least once with versions: the last record of each key is right";
      case "jdbc" ->
          "each update once, in the order in which it left, by a ledger in the same transaction; as"
              + " exact as the state";
      default -> "as it says itself";
    };
  }
}
