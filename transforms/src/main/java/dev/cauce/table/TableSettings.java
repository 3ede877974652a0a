package dev.cauce.table;

import java.util.List;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a {@link Table} is set up. */
record TableSettings(
    List<String> columns,
    WindowFn<?, ?> windowFn,
    boolean atEventTime,
    Duration lateness,
    Duration every,
    OutputMode mode,
    @Nullable DeadLetters deadLetters,
    @Nullable DeadLetters late) {
  static final TableSettings DEFAULT =
      new TableSettings(
          List.of(),
          new GlobalWindows(),
          false,
          Duration.ZERO,
          Duration.standardSeconds(1),
          OutputMode.UPDATE,
          null,
          null);

  boolean windowed() {
    return !(windowFn instanceof GlobalWindows);
  }

  /** Whether a group is final at some time. */
  boolean ends() {
    return windowed() || atEventTime;
  }

  /** What is kept of each key, if it is more than one group. */
  @Nullable StretchRule rule() {
    if (windowFn instanceof SessionGap<?> sessions) {
      return new StretchRule.Session(sessions.gap());
    }
    if (windowFn instanceof Sessions sessions) {
      Duration gap = sessions.getGapDuration();
      return new StretchRule.Session(input -> gap);
    }
    return atEventTime ? new StretchRule.AtTime() : null;
  }

  TableSettings withColumns(List<String> columns) {
    return new TableSettings(
        columns, windowFn, atEventTime, lateness, every, mode, deadLetters, late);
  }

  TableSettings withWindowFn(WindowFn<?, ?> windowFn) {
    return new TableSettings(
        columns, windowFn, atEventTime, lateness, every, mode, deadLetters, late);
  }

  TableSettings withAtEventTime() {
    return new TableSettings(columns, windowFn, true, lateness, every, mode, deadLetters, late);
  }

  TableSettings withLateness(Duration lateness) {
    return new TableSettings(
        columns, windowFn, atEventTime, lateness, every, mode, deadLetters, late);
  }

  TableSettings withEvery(Duration every) {
    return new TableSettings(
        columns, windowFn, atEventTime, lateness, every, mode, deadLetters, late);
  }

  TableSettings withMode(OutputMode mode) {
    return new TableSettings(
        columns, windowFn, atEventTime, lateness, every, mode, deadLetters, late);
  }

  TableSettings withDeadLetters(DeadLetters deadLetters) {
    return new TableSettings(
        columns, windowFn, atEventTime, lateness, every, mode, deadLetters, late);
  }

  TableSettings withLate(DeadLetters late) {
    return new TableSettings(
        columns, windowFn, atEventTime, lateness, every, mode, deadLetters, late);
  }
}
