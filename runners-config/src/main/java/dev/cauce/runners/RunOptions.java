package dev.cauce.runners;

import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.DefaultValueFactory;
import org.apache.beam.sdk.options.Hidden;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * What a run tells its sources, tables and sinks, wherever they work. Set by {@link Runners} and
 * {@link Launcher}, read by steps; nobody gives them on a command line. Like all pipeline options
 * they can be seen in Flink's page: no secrets.
 */
@Hidden
public interface RunOptions extends PipelineOptions {
  /**
   * Whether the run makes checkpoints, so that what it does can be undone and done again: sinks
   * that count each row once then write what a complete checkpoint has seen, and nothing else.
   */
  @Default.Boolean(false)
  boolean isCheckpointed();

  void setCheckpointed(boolean checkpointed);

  /** The checkpoint directory, a path or a URI; empty if there is none. */
  @Default.String("")
  String getCheckpoint();

  void setCheckpoint(String directory);

  /** How Flink keeps state: {@code heap} or {@code rocksdb}. */
  @Default.String("heap")
  String getStateBackendName();

  void setStateBackendName(String backend);

  /**
   * What the pipeline was asked for, by names that the user knows. A checkpoint of a pipeline with
   * others is refused.
   */
  @Default.InstanceFactory(NoSettings.class)
  Map<String, String> getPipelineSettings();

  void setPipelineSettings(Map<String, String> settings);

  /** Makes an empty map. */
  final class NoSettings implements DefaultValueFactory<Map<String, String>> {
    @Override
    public Map<String, String> create(PipelineOptions options) {
      return new TreeMap<>();
    }
  }

  /**
   * The number of this run, by which sinks refuse what an older run sends: the milliseconds since
   * 1970 at which it was started, or one more than the run before on the same checkpoint.
   */
  @Default.Long(0)
  long getRun();

  void setRun(long run);

  /**
   * Who writes: the same for all runs on one checkpoint directory, and for no others. Empty without
   * a checkpoint.
   */
  @Default.String("")
  String getWriter();

  void setWriter(String writer);

  /**
   * Whether sources take what is there when they begin, beyond what the checkpoint has seen, and
   * then wait to be stopped.
   */
  @Default.Boolean(false)
  boolean isAvailableNow();

  void setAvailableNow(boolean availableNow);

  /** How many rows each source may take in this run, at most, if it takes what is there; 0: all. */
  @Default.Long(0)
  long getMaxRowsPerSource();

  void setMaxRowsPerSource(long rows);

  /**
   * Whether each result is to be seen as soon as possible (a trigger of 0): then sources say at
   * once what they have, a hundred times a second at most, and tables do not wait for more.
   */
  @Default.Boolean(false)
  boolean isAsSoonAsPossible();

  void setAsSoonAsPossible(boolean asSoonAsPossible);

  /**
   * Whether bundles take as long as a tick, since nobody has said how long they are to be: with
   * checkpoints and a trigger above 0.
   */
  @Default.Boolean(false)
  boolean isBundleATick();

  void setBundleATick(boolean bundleATick);

  /**
   * How many milliseconds at least are between two ticks where sources say when they are due
   * ({@link Paced}); 0: they do not.
   */
  @Default.Long(0)
  long getPaceMillis();

  void setPaceMillis(long millis);

  /** The cluster that the run is submitted to, {@code flink://HOST:PORT}; empty for none. */
  @Default.String("")
  String getCluster();

  void setCluster(String cluster);

  /** The id that Flink's job has on the cluster; empty for none. */
  @Default.String("")
  String getJobId();

  void setJobId(String id);
}
