package dev.cauce.runners;

import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.options.PipelineOptions;

/** What Cauce sets on Beam's FlinkRunner for Flink inside this JVM. */
final class FlinkSettings {
  /** Elements are blocks, so time, not number, is to end a bundle. */
  private static final long MAX_BUNDLE_SIZE = 100_000;

  /** With bounded input nobody waits for a tick. */
  private static final long BATCH_MILLIS = 10_000;

  private FlinkSettings() {}

  static PipelineOptions of(Runners settings, BeamArgs args) {
    FlinkPipelineOptions options = args.as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    if (!args.has("jobName")) {
      options.setJobName(settings.name());
    }
    if (!args.has("flinkMaster")) {
      options.setFlinkMaster("[local]");
    }
    if (!args.has("parallelism")) {
      options.setParallelism(settings.parallelism());
    }
    if (!args.has("maxParallelism")) {
      options.setMaxParallelism(Runners.MAX_PARALLELISM);
    }
    if (!args.has("objectReuse")) {
      options.setObjectReuse(true);
    }
    // With the default, what a bundle's end emits at a checkpoint waits for the next bundle, and
    // streams were seen to stall with rows missing.
    if (!args.has("finishBundleBeforeCheckpointing")) {
      options.setFinishBundleBeforeCheckpointing(true);
    }
    // With the default and checkpoints, a job whose sources have all ended never ends.
    if (!args.has("shutdownSourcesAfterIdleMs")) {
      options.setShutdownSourcesAfterIdleMs(0L);
    }
    // For bounded input too: it costs the same as Flink's batch engine, and its figures are live.
    if (!args.has("streaming")) {
      options.setStreaming(true);
    }
    if (!args.has("maxBundleTimeMills")) {
      options.setMaxBundleTimeMills(
          settings.isBounded() ? BATCH_MILLIS : bundleMillis(settings.trigger().getMillis()));
    }
    if (!args.has("maxBundleSize")) {
      options.setMaxBundleSize(MAX_BUNDLE_SIZE);
    }
    options.setFlinkConfDir(
        FlinkConf.write(options.getParallelism(), options.getFlinkConfDir()).toString());
    return options;
  }

  /** Small beside the trigger, or a row would wait for its bundle longer than for its tick. */
  static long bundleMillis(long triggerMillis) {
    return Math.max(10, Math.min(triggerMillis / 4, 200));
  }
}
