package dev.cauce.runners;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run in a JVM of this machine and this user.
 *
 * @param pid the process
 * @param name what the run is called
 * @param runner {@code direct} or {@code flink}
 * @param started when its process was started
 * @param checkpoint its checkpoint directory; empty for none
 * @param confDir where the configuration of its Flink is; empty for none
 */
public record LocalRun(
    long pid, String name, String runner, Instant started, String checkpoint, String confDir) {

  /** Its Flink's REST interface; null if it has none, or that is not up. */
  public @Nullable FlinkRest rest() {
    return confDir.isEmpty() ? null : EmbeddedRest.find(confDir);
  }

  /** Whether its process still runs. */
  public boolean isAlive() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().startInstant())
        .filter(started::equals)
        .isPresent();
  }
}
