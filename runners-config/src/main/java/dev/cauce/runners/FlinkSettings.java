package dev.cauce.runners;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.options.PipelineOptions;

/** What Cauce sets on Beam's FlinkRunner for Flink inside this JVM. */
final class FlinkSettings {
  /** Elements are blocks, so time, not number, is to end a bundle. */
  private static final long MAX_BUNDLE_SIZE = 100_000;

  /** A day: with bounded input nobody waits for a tick, so a bundle lasts as long as the input. */
  private static final long BATCH_MILLIS = 86_400_000;

  /**
   * With checkpoints a failure is not the end: the job goes back to the last one, and tries again
   * for a minute or so. Then whoever watches the process sees it fail, and may start it again.
   */
  private static final Map<String, String> RESTARTS = restarts(8, "10 min", "0.0");

  /** Flink's own limit. */
  private static final int MOST_PARTS = 1 << 15;

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
    RunOptions ours = options.as(RunOptions.class);
    ours.setStateBackendName(settings.stateBackend());
    ours.setAsSoonAsPossible(
        !settings.isBounded()
            && settings.trigger().getMillis() == 0
            && !args.has("maxBundleTimeMills"));
    Map<String, String> conf = new TreeMap<>();
    String checkpoint = settings.checkpoint();
    if (checkpoint != null) {
      checkpoints(settings, checkpoint, args, options);
      conf.putAll(RESTARTS);
      conf.put("state.checkpoints.num-retained", "3");
    }
    conf.put("execution.buffer-timeout.interval", bufferMillis(settings) + " ms");
    conf.put("state.backend.type", settings.stateBackend().equals("heap") ? "hashmap" : "rocksdb");
    conf.put("state.backend.incremental", "true"); // which the heap does not know
    options.setFlinkConfDir(
        FlinkConf.write(options.getParallelism(), conf, options.getFlinkConfDir()).toString());
    return options;
  }

  /**
   * Back to the last checkpoint after each failure, a second later at first and a quarter of a
   * minute at most.
   *
   * @param attempts after so many in a row it is given up
   * @param reset how long it must have worked for the next failure to be the first again
   * @param jitter by which part of it a delay may vary
   */
  static Map<String, String> restarts(int attempts, String reset, String jitter) {
    String prefix = "restart-strategy.exponential-delay.";
    return Map.of(
        "restart-strategy.type",
        "exponential-delay",
        prefix + "initial-backoff",
        "1 s",
        prefix + "max-backoff",
        "15 s",
        prefix + "backoff-multiplier",
        "2.0",
        prefix + "jitter-factor",
        jitter,
        prefix + "attempts-before-reset-backoff",
        Integer.toString(attempts),
        prefix + "reset-backoff-threshold",
        reset);
  }

  private static void checkpoints(
      Runners settings, String checkpoint, BeamArgs args, FlinkPipelineOptions options) {
    int parts = options.getMaxParallelism();
    if (parts < options.getParallelism() || parts > MOST_PARTS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--maxParallelism=%d: with a checkpoint it must be fixed, from the parallelism (%d) to"
                  + " %d, for no other can go on with it. Leave it out for %d.",
              parts,
              options.getParallelism(),
              MOST_PARTS,
              Runners.MAX_PARALLELISM));
    }
    long interval = settings.checkpointInterval().getMillis();
    options.setCheckpointingInterval(interval);
    // Whatever a checkpoint takes, half of the time is for the rows.
    options.setMinPauseBetweenCheckpoints(Math.max(1, interval / 2));
    // In how many buffers Beam deals what awaits a checkpoint. What a run finds in one when it goes
    // on stays there until its first checkpoint is complete; if it comes round to that buffer
    // before, it mixes what came before and after, and commits what no checkpoint has seen. Flink
    // does begin as many checkpoints if they take longer than the interval, pause or not.
    options.setNumConcurrentCheckpoints(32);
    options.setExternalizedCheckpointsEnabled(true);
    options.setRetainExternalizedCheckpointsOnCancellation(true);
    options.setEnableStableInputDrain(true);
    RunOptions ours = options.as(RunOptions.class);
    if (!args.has("maxBundleTimeMills")) {
      // News leave with the bundle that brings them, so a bundle takes as long as a tick; longer
      // where PromptBundles finds that it may.
      ours.setBundleATick(settings.trigger().getMillis() > 0);
      options.setMaxBundleTimeMills(Math.max(10, settings.trigger().getMillis()));
    }
    ours.setCheckpointed(true);
    ours.setCheckpoint(checkpoint);
    ours.setPipelineSettings(settings.pipelineSettings());
    ours.setAvailableNow(settings.isAvailableNow());
    ours.setMaxRowsPerSource(settings.maxRowsPerSource());
  }

  /**
   * How long what a step hands on may wait in a buffer for more: at each of the two exchanges
   * between a row and its result. Small beside the trigger; 0, at once, if results are to come as
   * soon as possible. Blocks fill buffers by themselves, so it costs little.
   */
  private static long bufferMillis(Runners settings) {
    return settings.isBounded() ? 100 : Math.min(settings.trigger().getMillis() / 20, 100);
  }

  /** Small beside the trigger, or a row would wait for its bundle longer than for its tick. */
  static long bundleMillis(long triggerMillis) {
    return Math.max(10, Math.min(triggerMillis / 4, 200));
  }
}
