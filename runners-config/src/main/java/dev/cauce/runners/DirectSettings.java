package dev.cauce.runners;

import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.options.PipelineOptions;

/** What Cauce sets on Beam's DirectRunner. */
final class DirectSettings {
  private DirectSettings() {}

  static PipelineOptions of(Runners settings, BeamArgs args) {
    DirectOptions options = args.as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    if (!args.has("jobName")) {
      options.setJobName(settings.name());
    }
    if (!args.has("targetParallelism")) {
      options.setTargetParallelism(settings.parallelism());
    }
    // Checks for authors of transforms: every element encoded and compared. On in tests, which do
    // not come here; they cost a user half of the speed.
    if (!args.has("enforceImmutability")) {
      options.setEnforceImmutability(false);
    }
    if (!args.has("enforceEncodability")) {
      options.setEnforceEncodability(false);
    }
    // Always: Launcher waits itself, so that it can report progress and stop.
    options.setBlockOnRun(false);
    return options;
  }
}
