package dev.cauce.runners;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.util.ExceptionUtils;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a savepoint that Flink declined is to be asked for again, and when. Declined, and
 * not failed: the job lives on, and whatever stood in the way passes. So it is when
 *
 * <ul>
 *   <li>not all tasks run yet, at the start or after a failure: asked for again as long as there is
 *       time;
 *   <li>a task ended, or failed, in the moment of the request. Flink then asks a task that is no
 *       longer there, and calls it "Task local checkpoint failure": asked for again {@value #MOST}
 *       times, each time after twice the pause.
 * </ul>
 *
 * <p>All else, such as a disk that is full, does not pass by itself, and is left to the caller. One
 * object for one savepoint; not for several threads.
 */
final class DeclinedSavepoint {
  private static final int MOST = 6;
  private static final Duration STARTING = Duration.ofMillis(50);
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private static final Set<CheckpointFailureReason> PASSING =
      EnumSet.of(
          CheckpointFailureReason.TASK_CHECKPOINT_FAILURE,
          CheckpointFailureReason.TASK_FAILURE,
          CheckpointFailureReason.JOB_FAILOVER_REGION,
          CheckpointFailureReason.CHECKPOINT_COORDINATOR_SUSPEND,
          CheckpointFailureReason.CHECKPOINT_SUBSUMED,
          CheckpointFailureReason.CHECKPOINT_DECLINED,
          CheckpointFailureReason.CHECKPOINT_DECLINED_TASK_NOT_READY,
          CheckpointFailureReason.CHECKPOINT_DECLINED_TASK_CLOSING,
          CheckpointFailureReason.CHECKPOINT_DECLINED_SUBSUMED,
          CheckpointFailureReason.CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER,
          CheckpointFailureReason.CHECKPOINT_DECLINED_INPUT_END_OF_STREAM,
          CheckpointFailureReason.MINIMUM_TIME_BETWEEN_CHECKPOINTS,
          CheckpointFailureReason.TOO_MANY_CHECKPOINT_REQUESTS);

  private int declined;

  /**
   * How long to wait before it is asked for again; null if it is not to be.
   *
   * @param failure what Flink gave instead of a savepoint
   */
  @Nullable Duration pauseAfter(Throwable failure) {
    return ExceptionUtils.findThrowable(failure, CheckpointException.class)
        .map(CheckpointException::getCheckpointFailureReason)
        .map(this::pauseAfter)
        .orElse(null);
  }

  /**
   * The same, of a failure that came as text, as Flink's REST interface gives it.
   *
   * @param trace a stack trace
   */
  @Nullable Duration pauseAfter(String trace) {
    for (String line : trace.split("\\R", -1)) {
      if (line.contains(CheckpointException.class.getName() + ": ")) {
        for (CheckpointFailureReason reason : CheckpointFailureReason.values()) {
          if (line.endsWith(reason.message())) {
            return pauseAfter(reason);
          }
        }
      }
    }
    return null;
  }

  private @Nullable Duration pauseAfter(CheckpointFailureReason reason) {
    if (reason == CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING) {
      return STARTING;
    }
    return PASSING.contains(reason) && declined < MOST
        ? SHORTEST.multipliedBy(1L << declined++)
        : null;
  }
}
