package dev.cauce.runners;

import java.time.Instant;

/**
 * A job of a Flink cluster, as its list of jobs shows it.
 *
 * @param id 32 hexadecimal digits
 * @param name what the run is called; several jobs may have one
 * @param state Flink's word: {@code CREATED}, {@code RUNNING}, {@code RESTARTING}, {@code FAILED},
 *     {@code FINISHED}, ...
 * @param started when it was submitted
 */
public record JobInfo(String id, String name, String state, Instant started) {
  /** Whether it has ended, and how no longer changes. */
  public boolean hasEnded() {
    return hasEnded(state);
  }

  /** Whether {@code state} is that of a job that has ended. */
  static boolean hasEnded(String state) {
    return state.equals("FINISHED") || state.equals("FAILED") || state.equals("CANCELED");
  }
}
