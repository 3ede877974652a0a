package dev.cauce.cli;

import dev.cauce.io.Intake;
import dev.cauce.pipelines.FlowPlan;
import dev.cauce.runners.Launcher;
import dev.cauce.runners.Progress;
import dev.cauce.runners.PromptBundles;
import dev.cauce.runners.Runners;
import dev.cauce.table.Prompt;
import java.io.IOException;
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
    PromptBundles.lengthen(pipeline, fn -> fn instanceof Prompt prompt && prompt.isPrompt());
    if (job.options().explain) {
      Steps.of(pipeline).forEach(err::println);
    }
    if (job.options().detach) {
      return Launcher.submit(pipeline);
    }
    int code = Launcher.run(pipeline, progress());
    return code == Launcher.FAILED ? code : afterwards(plan, code, err);
  }

  /** Does what the plan does here when its run is over. */
  private static int afterwards(FlowPlan plan, int code, PrintStream err) {
    FlowPlan.Afterwards afterwards = plan.afterwards();
    try {
      if (afterwards != null) {
        afterwards.run(err::println);
      }
      return code;
    } catch (IOException | IllegalArgumentException failure) {
      err.println(Problems.rootMessage(failure));
      return Launcher.FAILED;
    }
  }

  /** The runner's options; null if they are among the problems. */
  @Nullable PipelineOptions pipelineOptions(Problems problems) {
    FlowOptions options = job.options();
    checkpoint(problems);
    try {
      Runners runner =
          Runners.on(options.runner())
              .withTrigger(options.trigger.interval())
              .withName(job.name())
              .withBeamArgs(beamOptions.toArray(new String[0]));
      if (options.parallelism != null) {
        runner = runner.withParallelism(options.parallelism);
      }
      if (options.checkpoint != null) {
        runner = runner.withCheckpoint(options.checkpoint).withPipelineSettings(job.identity());
        if (options.checkpointInterval != null) {
          runner = runner.withCheckpointInterval(options.checkpointInterval);
        }
      }
      if (options.trigger.availableNow()) {
        long rows = options.maxRowsPerRun == null ? 0 : options.maxRowsPerRun;
        runner = runner.availableNow(rows / Math.max(1, job.sources().size()));
      }
      runner = runner.withStateBackend(options.stateBackend);
      return (job.bounded() ? runner.bounded() : runner).toOptions();
    } catch (IllegalArgumentException refused) {
      problems.add(String.valueOf(refused.getMessage()));
      return null;
    }
  }

  /** What the options about checkpoints demand of each other. */
  private void checkpoint(Problems problems) {
    FlowOptions options = job.options();
    if (options.checkpoint == null && options.checkpointInterval != null) {
      problems.add("--checkpoint-interval needs --checkpoint DIR.");
    }
    if (options.checkpoint != null && job.bounded() && !job.sources().isEmpty()) {
      problems.add(
          "--checkpoint is for input that does not end: take what comes from run to run with"
              + " --trigger available-now, or leave --checkpoint out.");
    }
    if (options.maxRowsPerRun != null && !options.trigger.availableNow()) {
      problems.add("--max-rows-per-run needs --trigger available-now.");
    } else if (options.maxRowsPerRun != null && options.maxRowsPerRun < job.sources().size()) {
      problems.add("--max-rows-per-run must be at least 1 for each --from.");
    }
  }

  /** Once a trigger, but not so often that nobody can read it. */
  private Progress progress() {
    Duration trigger = job.options().trigger.interval();
    Duration interval = trigger.isShorterThan(SHORTEST) ? SHORTEST : trigger;
    return Progress.in(job.options().progress).withInterval(interval).withName(job.name());
  }
}
