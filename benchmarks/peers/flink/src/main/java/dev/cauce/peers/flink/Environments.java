package dev.cauce.peers.flink;

import dev.cauce.peers.common.Arguments;
import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.restartstrategy.RestartStrategies;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.ExecutionCheckpointingOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What all of them run on: the embedded cluster without a web server, a slot a worker, objects
 * reused, state on the heap, the fastest that holds it.
 */
final class Environments {
  private Environments() {}

  /** The settings of the embedded cluster; its 128 MB would not hold a million words to sort. */
  static Configuration configuration(Arguments arguments) {
    Configuration all = new Configuration();
    all.set(CoreOptions.TMP_DIRS, arguments.work());
    all.set(TaskManagerOptions.NUM_TASK_SLOTS, arguments.parallelism());
    all.set(CoreOptions.DEFAULT_PARALLELISM, arguments.parallelism());
    all.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    all.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    all.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512));
    all.set(RestOptions.BIND_PORT, "0");
    return all;
  }

  /** For bounded input. */
  static StreamExecutionEnvironment bounded(Arguments arguments) {
    Configuration all = configuration(arguments);
    all.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
    // The other one chooses the parallelism anew, and less of it.
    all.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Default);
    return with(arguments, all);
  }

  /** For unbounded input that can't be read again: no checkpoints. */
  static StreamExecutionEnvironment streaming(Arguments arguments) {
    return with(arguments, configuration(arguments));
  }

  /** For unbounded input, with checkpoints for exactly-once state. */
  static StreamExecutionEnvironment unbounded(Arguments arguments) {
    Configuration all = configuration(arguments);
    all.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    all.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, "file://" + arguments.work() + "/ckpt");
    all.set(
        ExecutionCheckpointingOptions.CHECKPOINTING_INTERVAL,
        Duration.ofMillis(arguments.checkpointMillis()));
    StreamExecutionEnvironment environment = with(arguments, all);
    // What fails is to be seen, not tried again.
    environment.setRestartStrategy(RestartStrategies.noRestart());
    return environment;
  }

  private static StreamExecutionEnvironment with(Arguments arguments, Configuration all) {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(arguments.parallelism(), all);
    environment.getConfig().enableObjectReuse();
    return environment;
  }
}
