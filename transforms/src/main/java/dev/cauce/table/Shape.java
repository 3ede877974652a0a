package dev.cauce.table;

import java.io.Serializable;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * What a shard of a table is told: what leaves it, how often, its windows, and whether somebody
 * wants to see what is late.
 *
 * @param onArrival whether news leave with the block that brings them, see {@link Ticks}
 */
record Shape(OutputMode mode, Duration every, boolean onArrival, Windows windows, boolean lateAsked)
    implements Serializable {
  /**
   * Sets the timer that closes what expires when the watermark is at {@code expiry}: Beam's timers
   * fire when the watermark has passed them, so it is a millisecond earlier.
   */
  static void armClose(Timer close, long expiry) {
    long end = GlobalWindow.INSTANCE.maxTimestamp().getMillis();
    close.set(new Instant(expiry >= end ? end : expiry - 1));
  }

  /**
   * Sets the tick: aligned to whole multiples of the interval, so that all shards tick together.
   *
   * @param least holds the watermark of what follows until the tick
   */
  void arm(Timer tick, Instant least) {
    tick.offset(Duration.millis(1))
        .align(every.getMillis() > 0 ? every : Duration.millis(1))
        .withOutputTimestamp(least)
        .setRelative();
  }
}
