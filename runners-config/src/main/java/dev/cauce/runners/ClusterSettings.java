package dev.cauce.runners;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.GlobalConfiguration;

/**
 * What Cauce sets on Beam's FlinkRunner for a remote cluster: all that it sets for Flink inside
 * this JVM and that belongs to a job; what belongs to a process is the cluster's own. The job's id
 * is chosen here, so that its job is known among others of the same name.
 */
final class ClusterSettings {
  private static final String JOB_ID = "$internal.pipeline.job-id";

  /** Settings of a job; the others of {@link FlinkConf} are those of a JobManager. */
  private static final List<String> OF_A_JOB =
      List.of(
          "restart-strategy.",
          "state.",
          "execution.buffer-timeout.",
          "execution.checkpointing.",
          "execution.savepoint");

  /**
   * TaskManagers come and go: a job goes back to its last checkpoint and waits for another one, a
   * quarter of an hour at the most without a success in between. Without checkpoints it would begin
   * from nothing and write everything twice, so it fails instead.
   */
  private static final Map<String, String> RESTARTS = FlinkSettings.restarts(60, "5 min", "0.1");

  private ClusterSettings() {}

  static PipelineOptions of(Runners settings, FlinkAddress address, BeamArgs args) {
    FlinkPipelineOptions options = FlinkSettings.of(settings, args).as(FlinkPipelineOptions.class);
    options.setFlinkMaster(address.hostAndPort());
    // To be followed by REST; attached, run() would tell nothing before the end.
    options.setAttachedMode(false);
    if (!args.has("filesToStage")) {
      options.setFilesToStage(ClusterJars.ofThisJvm());
    }
    Map<String, String> conf = new TreeMap<>();
    GlobalConfiguration.loadConfiguration(options.getFlinkConfDir())
        .toMap()
        .forEach(
            (key, value) -> {
              if (OF_A_JOB.stream().anyMatch(key::startsWith)) {
                conf.put(key, value);
              }
            });
    boolean checkpoints = options.getCheckpointingInterval() > 0;
    conf.putAll(checkpoints ? RESTARTS : Map.of("restart-strategy.type", "none"));
    String users = args.as(FlinkPipelineOptions.class).getFlinkConfDir();
    if (users != null) {
      GlobalConfiguration.loadConfiguration(users).toMap().forEach(conf::put);
    }
    String id = new JobID().toHexString();
    conf.put(JOB_ID, id);
    options.setFlinkConfDir(FlinkConf.writeAll(conf).toString());
    RunOptions ours = options.as(RunOptions.class);
    if (ours.isCheckpointed()) {
      // Whoever stops the job asks it for this, from wherever he is.
      ours.setCheckpoint(StateFiles.in(ours.getCheckpoint()).uri());
    }
    ours.setCluster(address.toString());
    ours.setJobId(id);
    return options;
  }

  /** Tells Beam where the job goes on, once that stands in the configuration. */
  static void resume(PipelineOptions options) {
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    flink.setSavepointPath(
        GlobalConfiguration.loadConfiguration(flink.getFlinkConfDir())
            .toMap()
            .get("execution.savepoint.path"));
  }
}
