package dev.cauce.cli;

import dev.cauce.io.Intake;
import dev.cauce.pipelines.FlowPlan;
import dev.cauce.runners.Launcher;
import dev.cauce.runners.Progress;
import dev.cauce.runners.Runners;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Runs the pipeline that a command line describes. Nothing runs if anything is wrong with it.
 *
 * @param beamOptions what goes to Beam as it is
 */
record RunCommand(Job job, List<String> beamOptions) {
  private static final int BAD_USAGE = 2;
  private static final Duration SHORTEST = Duration.millis(500);

  /** Adds to {@code problems}; runs the pipeline if there are none. */
  int run(Problems problems, PrintStream err) {
    PipelineOptions pipelineOptions = pipelineOptions(problems);
    FlowPlan plan = job.plan();
    if (plan == null || pipelineOptions == null || !problems.isEmpty()) {
      problems.print(err);
      return BAD_USAGE;
    }
    plan.notes().forEach(err::println);
    Pipeline pipeline = Pipeline.create(pipelineOptions);
    Intake.open();
    try {
      job.build(pipeline, plan); // from here on servers may be asked
    } catch (IllegalArgumentException refused) {
      err.println(Problems.rootMessage(refused));
      return BAD_USAGE;
    } catch (UncheckedIOException unreachable) {
      err.println(Problems.rootMessage(unreachable));
      return Launcher.FAILED;
    }
    if (job.options().explain) {
      Steps.of(pipeline).forEach(err::println);
    }
    return job.options().detach
        ? Launcher.submit(pipeline)
        : Launcher.run(pipeline, progress());
  }

  /** The runner's options; null if they are among the problems. */
  @Nullable PipelineOptions pipelineOptions(Problems problems) {
    FlowOptions options = job.options();
    try {
      Runners runner =
          Runners.on(options.runner)
              .withTrigger(options.trigger)
              .withName(job.name())
              .withBeamArgs(beamOptions.toArray(new String[0]));
      if (options.parallelism != null) {
        runner = runner.withParallelism(options.parallelism);
      }
      return (job.bounded() ? runner.bounded() : runner).toOptions();
    } catch (IllegalArgumentException refused) {
      problems.add(String.valueOf(refused.getMessage()));
      return null;
    }
  }

  /** Once a trigger, but not so often that nobody can read it. */
  private Progress progress() {
    Duration trigger = job.options().trigger;
    Duration interval = trigger.isShorterThan(SHORTEST) ? SHORTEST : trigger;
    return Progress.in(job.options().progress).withInterval(interval).withName(job.name());
  }
}
