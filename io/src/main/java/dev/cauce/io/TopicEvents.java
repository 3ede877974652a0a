package dev.cauce.io;

import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/** Counts what a cursor meets, and tells the watermark, where there is one. */
final class TopicEvents implements TopicCursor.Events {
  private final Counter rows = Metrics.counter("cauce", "numInputRows");
  private final Counter tombstones = Metrics.counter("cauce", "numTombstones");
  private final Counter lost = Metrics.counter("cauce", "numRowsLost");
  private final @Nullable PartitionTimes<Integer> times;

  TopicEvents(@Nullable PartitionTimes<Integer> times) {
    this.times = times;
  }

  void rows(long number) {
    rows.inc(number);
  }

  @Override
  public void seen(int partition, long millis) {
    if (times != null) {
      times.seen(partition, millis);
    }
  }

  @Override
  public void tombstones(int number) {
    tombstones.inc(number);
  }

  @Override
  public void lost(long number) {
    lost.inc(number);
  }
}
