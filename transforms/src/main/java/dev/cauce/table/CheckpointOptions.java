package dev.cauce.table;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Hidden;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * What a table wants to know of the run that it is part of. Whoever starts the run sets it, under
 * the same name, in options of their own.
 */
@Hidden
public interface CheckpointOptions extends PipelineOptions {
  /**
   * Whether the run makes checkpoints, and its sinks write what these have seen. A table then sends
   * what came with a bundle at once, and the bundle takes as long as a tick would: since bundles
   * end before a checkpoint begins, all that a table knows at a checkpoint has left it by then, and
   * what left it is what it was at one moment, in all its shards.
   */
  @Default.Boolean(false)
  boolean isCheckpointed();

  /** See {@link #isCheckpointed}. */
  void setCheckpointed(boolean checkpointed);

  /**
   * How many milliseconds at least are between two ticks of a table, where sources say when they
   * are due: after a block that is not followed by another ({@link
   * dev.cauce.row.Lines#isFollowed}). As long as blocks follow, ticks are by the clock, and what a
   * table knows at a checkpoint may leave it later; so this is for sinks alone that do not write
   * what a checkpoint has seen. 0: news leave when a bundle ends.
   */
  @Default.Long(0)
  long getPaceMillis();

  /** See {@link #getPaceMillis}. */
  void setPaceMillis(long millis);

  /**
   * How the runner keeps state: {@code heap} or {@code rocksdb}. A table keeps it in smaller pieces
   * for {@code rocksdb}, which writes each several times. Another one than before is no harm.
   */
  @Default.String("heap")
  String getStateBackendName();

  /** See {@link #getStateBackendName}. */
  void setStateBackendName(String backend);
}
