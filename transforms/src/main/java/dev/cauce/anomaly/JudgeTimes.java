package dev.cauce.anomaly;

import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.joda.time.Instant;

/** Times that Beam's timers take. */
final class JudgeTimes {
  private static final long FIRST = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  private static final long LAST = GlobalWindow.INSTANCE.maxTimestamp().getMillis();

  private JudgeTimes() {}

  /** {@code millis}, brought to within the times that Beam has. */
  static Instant within(long millis) {
    return new Instant(Math.max(FIRST, Math.min(LAST, millis)));
  }

  /** The sum; the last time there is if it is too great. */
  static long add(long millis, long more) {
    return millis >= LAST - more ? LAST : millis + more;
  }
}
