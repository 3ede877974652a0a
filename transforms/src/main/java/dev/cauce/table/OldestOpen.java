package dev.cauce.table;

import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * Tells the progress when the oldest open window ends, of all shards that a worker has: the gauge
 * {@code oldestOpenWindow}, in milliseconds since the epoch; the greatest number if none is open.
 */
final class OldestOpen {
  private final Gauge gauge = Metrics.gauge("cauce", "oldestOpenWindow");
  private final Map<Integer, Long> ends = new HashMap<>();

  /**
   * @param closeAt the watermark at which the shard closes its next window
   */
  void set(int shard, long closeAt, Windows windows) {
    long end =
        Windows.isEndOfTime(closeAt) ? Long.MAX_VALUE : closeAt - windows.lateness().getMillis();
    Long before = ends.put(shard, end);
    if (before == null || before != end) {
      long oldest = Long.MAX_VALUE;
      for (long each : ends.values()) {
        oldest = Math.min(oldest, each);
      }
      gauge.set(oldest);
    }
  }
}
