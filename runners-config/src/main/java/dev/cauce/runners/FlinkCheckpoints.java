package dev.cauce.runners;

import org.jspecify.annotations.Nullable;

/**
 * What checkpoints a job has made since it was submitted.
 *
 * @param completed how many
 * @param failed how many
 * @param inProgress how many
 * @param restored how often one was gone back to
 * @param latest the last complete checkpoint, savepoints aside; null if there is none yet
 * @param savepoint the last complete savepoint; null if there is none
 */
public record FlinkCheckpoints(
    long completed,
    long failed,
    long inProgress,
    long restored,
    @Nullable Snapshot latest,
    @Nullable Snapshot savepoint) {

  /**
   * One checkpoint or savepoint.
   *
   * @param id its number, which only grows
   * @param path where it lies, {@code file:/...}; empty if it is kept in memory
   * @param bytes the state in it
   * @param millis how long it took
   */
  public record Snapshot(long id, String path, long bytes, long millis) {}
}
