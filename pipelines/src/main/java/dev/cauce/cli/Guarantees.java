package dev.cauce.cli;

import dev.cauce.io.EndpointUri;
import dev.cauce.pipelines.FlowPlan;
import dev.cauce.table.OutputMode;
import org.jspecify.annotations.Nullable;

/** What sources and sinks promise, as the tables of the README have it. */
final class Guarantees {
  private Guarantees() {}

  /**
   * Why {@code sink} cannot take what leaves the plan's table; null if it can.
   *
   * @param checkpoints whether the run makes checkpoints
   */
  static @Nullable String refusal(
      EndpointUri sink, FlowPlan plan, boolean bounded, boolean checkpoints) {
    if (sink.scheme().equals("file")
        && sink.parameters().containsKey("partition-by")
        && plan.mode() != OutputMode.APPEND) {
      return "partition-by takes rows that are final: the files of a table in many directories"
          + " could not be replaced at once. Use --mode append, or leave it out.";
    }
    if (isExactlyOnce(sink) && (bounded || !checkpoints)) {
      return bounded
          ? "exactly-once needs checkpoints, which input that ends does not have: leave it out."
          : "exactly-once needs checkpoints: add --checkpoint DIR and --runner flink.";
    }
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

  private static boolean isExactlyOnce(EndpointUri sink) {
    return sink.scheme().equals("kafka") && "true".equals(sink.parameters().get("exactly-once"));
  }

  /**
   * What is in a sink after a crash.
   *
   * @param checkpoints whether the run makes checkpoints
   */
  static String sink(EndpointUri sink, OutputMode mode, boolean checkpoints) {
    return switch (sink.scheme()) {
      case "console" ->
          checkpoints
              ? "each batch once, but what is printed as the process dies may be printed again"
              : "none: what was printed may be printed again";
      case "memory" -> "none: it ends with the process";
      case "file" ->
          checkpoints
              ? mode == OutputMode.APPEND
                  ? "exactly once: files appear with the checkpoint, complete, by a ledger"
                  : "exactly once: the table of a checkpoint, replaced as a whole"
              : mode == OutputMode.APPEND
                  ? "each file complete or absent, never torn"
                  : "the table of a tick, replaced as a whole, never torn; as exact as the state";
      case "kafka" ->
          isExactlyOnce(sink)
              ? "exactly once for who reads committed records: a transaction a checkpoint"
              : mode == OutputMode.APPEND
                  ? "at least once: a record may come twice, in order by key"
                  : "at least once with versions: the last record of each key is right";
      case "jdbc" ->
          "each update once, in the order in which it left, by a ledger in the same transaction; as"
              + " exact as the state";
      default -> "as it says itself";
    };
  }
}
