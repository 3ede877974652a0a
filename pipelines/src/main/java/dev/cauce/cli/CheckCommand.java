package dev.cauce.cli;

import dev.cauce.io.EndpointUri;
import dev.cauce.pipelines.FlowPlan;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;

/**
 * {@code cauce check}: says whether a command line can run, and what it would do. Runs nothing and
 * connects to nothing.
 */
record CheckCommand(Job job, List<String> beamOptions) {
  private static final int ALLOWED = 0;
  private static final int REFUSED = 2;
  private static final String FACT = "  %-12s  %s%n";

  /** Prints what there is to say; {@code problems} are what is wrong so far. */
  int run(Problems problems, PrintStream out) {
    PipelineOptions options = new RunCommand(job, beamOptions).pipelineOptions(problems);
    FlowPlan plan = job.plan();
    List<String> steps = new ArrayList<>();
    if (plan != null && options != null && problems.isEmpty()) {
      try {
        steps.addAll(steps(options, plan));
      } catch (IllegalArgumentException refused) {
        problems.add(Problems.rootMessage(refused));
      }
    }
    if (plan == null || !problems.isEmpty()) {
      out.println("refused: " + job.flowName());
      problems.lines().forEach(line -> out.println("  " + line));
      return REFUSED;
    }
    out.println(
        "allowed: "
            + job.flowName()
            + " in "
            + plan.mode().name().toLowerCase(Locale.ROOT)
            + " mode over "
            + (job.bounded() ? "input that ends" : "endless input")
            + ", on "
            + job.options().runner());
    facts(plan, out);
    crash(plan, out);
    if (job.options().explain) {
      out.println("steps:");
      steps.forEach(step -> out.println("  " + step));
    }
    return ALLOWED;
  }

  private void facts(FlowPlan plan, PrintStream out) {
    out.printf(FACT, "columns", plan.columns());
    plan.notes().forEach(note -> out.printf(FACT, "note", note));
    if (plan.hasLateRows()) {
      out.printf(FACT, "event time", eventTime(plan));
    }
    for (String fact : plan.facts(job.bounded())) {
      int colon = fact.indexOf(": ");
      out.printf(FACT, fact.substring(0, colon), fact.substring(colon + 2));
    }
    if (plan.hasLateRows() && !job.bounded()) {
      out.printf(
          FACT,
          "late rows",
          "counted as numRowsDroppedByWatermark"
              + (job.options().lateToDeadLetters ? ", and to the dead letters" : ""));
    }
    EndpointUri letters = job.lettersUri();
    if (letters != null) {
      out.printf(FACT, "dead letters", "to " + letters + ", counted as numDeadLetters");
    } else if (plan.hasDeadLetters()) {
      out.printf(FACT, "dead letters", "none: the first row that cannot be used fails the run");
    }
  }

  private static String eventTime(FlowPlan plan) {
    EventTime time = plan.eventTime();
    return time == null
        ? "what the source takes: arrival, a file's time of modification, Kafka's timestamp"
        : time + (time.isArrival() ? "" : "; a row without one is a dead letter");
  }

  /** What is there after a crash. */
  private void crash(FlowPlan plan, PrintStream out) {
    String checkpoint = job.options().checkpoint;
    boolean resumes = checkpoint != null;
    out.println("after a crash:");
    String state;
    if (job.bounded()) {
      state = "none is kept: run it again, and it writes the same table";
    } else if (resumes) {
      state = "exactly once, from the newest checkpoint in " + checkpoint;
    } else {
      state = "none is kept: --checkpoint DIR keeps it";
    }
    out.printf(FACT, "state", state);
    job.sources()
        .forEach(
            source ->
                out.printf(
                    FACT,
                    source.name(),
                    Guarantees.source(
                        source.uri(), job.isBounded(source), resumes && !job.bounded())));
    job.sinks()
        .forEach(
            sink ->
                out.printf(
                    FACT,
                    "to " + sink.name(),
                    Guarantees.sink(sink.uri(), plan.mode(), resumes && !job.bounded())));
  }

  /** The steps of the flow alone, which shows whether it can be built. */
  private List<String> steps(PipelineOptions options, FlowPlan plan) {
    Pipeline pipeline = Pipeline.create(options);
    PCollection<Lines> rows =
        pipeline
            .apply("Rows", Create.empty(LinesCoder.of()))
            .setIsBoundedInternal(job.bounded() ? IsBounded.BOUNDED : IsBounded.UNBOUNDED);
    job.table(rows, plan);
    List<String> steps = new ArrayList<>();
    job.sources().forEach(source -> steps.add("Read " + source.name() + ": " + source.uri()));
    steps.addAll(Steps.of(pipeline, job.flowName()));
    job.sinks().forEach(sink -> steps.add("Write " + sink.name() + ": " + sink.uri()));
    if (job.lettersUri() != null) {
      steps.add("Write dead letters: " + job.lettersUri());
    }
    return steps;
  }
}
