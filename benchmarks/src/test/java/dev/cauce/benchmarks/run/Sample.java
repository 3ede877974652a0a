package dev.cauce.benchmarks.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run.
 *
 * @param rows how many rows its input had
 * @param written how many rows it wrote, where a workload counts them; else 0
 * @param usage what its process took
 * @param resultSeconds from its start to the result: the whole one, or the first row of it where a
 *     workload asks for that; NaN if none came
 * @param latenciesMillis from a row's sending to its result, where a workload asks for that
 * @param checkpointBytes how much lay in its directory of checkpoints at the end
 * @param failure why it does not count: a wrong result, or none; null if it counts
 * @param cutOff whether that is because its time was over
 */
record Sample(
    String peer,
    Setting setting,
    long rows,
    long written,
    Usage usage,
    double resultSeconds,
    List<Double> latenciesMillis,
    long checkpointBytes,
    @Nullable String failure,
    boolean cutOff) {

  /** Whether its result is right. */
  boolean counts() {
    return failure == null;
  }
}
