package dev.cauce.runners;

import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.CHECKPOINT_COORDINATOR_SHUTDOWN;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.CHECKPOINT_DECLINED_TASK_CLOSING;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.IO_EXCEPTION;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING;
import static org.apache.flink.runtime.checkpoint.CheckpointFailureReason.TASK_CHECKPOINT_FAILURE;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class DeclinedSavepointTest {
  private final DeclinedSavepoint declined = new DeclinedSavepoint();

  private static ExecutionException failure(CheckpointFailureReason reason) {
    return new ExecutionException(new CompletionException(new CheckpointException(reason)));
  }

  @Test
  public void pauseAfter_taskThatEndedInThatMoment_isLongerEachTimeAndEnds() {
    List<@Nullable Long> millis = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Duration pause = declined.pauseAfter(failure(TASK_CHECKPOINT_FAILURE));
      millis.add(pause == null ? null : pause.toMillis());
    }

    assertThat(millis, contains(100L, 200L, 400L, 800L, 1600L, 3200L, null, null));
  }

  @Test
  public void pauseAfter_tasksThatStart_neverEnds() {
    for (int i = 0; i < 1000; i++) {
      assertThat(
          declined.pauseAfter(failure(NOT_ALL_REQUIRED_TASKS_RUNNING)), is(Duration.ofMillis(50)));
    }
    // And they do not use up the others.
    assertThat(
        declined.pauseAfter(failure(CHECKPOINT_DECLINED_TASK_CLOSING)), is(Duration.ofMillis(100)));
  }

  @Test
  public void pauseAfter_whatDoesNotPass_isNone() {
    assertThat(declined.pauseAfter(failure(IO_EXCEPTION)), nullValue());
    assertThat(declined.pauseAfter(failure(CHECKPOINT_COORDINATOR_SHUTDOWN)), nullValue());
    assertThat(
        declined.pauseAfter(new ExecutionException(new IllegalStateException("gone"))),
        nullValue());
  }

  @Test
  public void pauseAfter_trace_isAsOfTheException() {
    String trace =
        """
        java.util.concurrent.CompletionException: %1$s: Task local checkpoint failure.
        \tat java.base/java.util.concurrent.CompletableFuture.encodeRelay(Unknown Source)
        Caused by: %1$s: Task local checkpoint failure.
        \tat org.apache.flink.runtime.checkpoint.PendingCheckpoint.abort(Unknown Source)
        """
            .formatted("org.apache.flink.runtime.checkpoint.CheckpointException");

    assertThat(declined.pauseAfter(trace), is(Duration.ofMillis(100)));
    assertThat(declined.pauseAfter(trace), is(Duration.ofMillis(200)));
  }

  @Test
  public void pauseAfter_traceWithAMessageBeforeTheReason_isOfTheReason() {
    assertThat(
        declined.pauseAfter(
            "org.apache.flink.runtime.checkpoint.CheckpointException: task Read (1/2) is not being"
                + " executed. Failure reason: Not all required tasks are currently running."),
        is(Duration.ofMillis(50)));
  }

  @Test
  public void pauseAfter_traceOfAnotherFailure_isNone() {
    assertThat(
        declined.pauseAfter(
            "org.apache.flink.util.FlinkException: Task has failed.\n\tat somewhere"),
        nullValue());
    assertThat(
        declined.pauseAfter(
            "org.apache.flink.runtime.checkpoint.CheckpointException: An Exception occurred while"
                + " triggering the checkpoint. IO-problem detected."),
        nullValue());
  }
}
