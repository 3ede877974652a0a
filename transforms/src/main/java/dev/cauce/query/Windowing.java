package dev.cauce.query;

import dev.cauce.table.SessionGap;
import java.io.Serializable;
import java.util.Objects;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The event-time windows of an aggregation.
 *
 * @param kind how rows fall into windows
 * @param column the column of the time, which must be a timestamp or a window; null for the event
 *     time
 * @param size how long a window is, or the gap of a session; zero if {@code gap} says it
 * @param slide how far apart windows begin
 * @param offset where windows begin, from the epoch on
 * @param gap an expression for the gap of each row's session
 */
public record Windowing(
    Kind kind,
    @Nullable String column,
    Duration size,
    Duration slide,
    Duration offset,
    @Nullable String gap)
    implements Serializable {
  /** The kinds of windows. */
  public enum Kind {
    TUMBLING,
    SLIDING,
    SESSION
  }

  /** Checks that windows have a length. */
  public Windowing {
    Objects.requireNonNull(kind);
    if (gap == null && size.getMillis() <= 0 || kind == Kind.SLIDING && slide.getMillis() <= 0) {
      throw new IllegalArgumentException("A window must be longer than nothing.");
    }
    if (kind == Kind.SLIDING && slide.isLongerThan(size)) {
      throw new IllegalArgumentException(
          "Windows of "
              + size.getMillis()
              + " ms every "
              + slide.getMillis()
              + " ms would leave rows out: the slide may not be longer than the window.");
    }
    if (offset.getMillis() != 0 && Math.abs(offset.getMillis()) >= slide.getMillis()) {
      throw new IllegalArgumentException(
          "Windows that begin every "
              + text(slide)
              + " cannot begin "
              + text(offset)
              + " after the epoch: give less than "
              + text(slide)
              + ".");
    }
  }

  /** Windows that follow each other. */
  public static Windowing tumbling(Duration size) {
    return new Windowing(Kind.TUMBLING, null, size, size, Duration.ZERO, null);
  }

  /** Windows of {@code size} that begin every {@code slide}. */
  public static Windowing sliding(Duration size, Duration slide) {
    return new Windowing(Kind.SLIDING, null, size, slide, Duration.ZERO, null);
  }

  /** Sessions: rows of one key that are not further apart than {@code gap}. */
  public static Windowing session(Duration gap) {
    return new Windowing(Kind.SESSION, null, gap, gap, Duration.ZERO, null);
  }

  /** Sessions whose gap each row gives by an expression, such as {@code '5 minutes'}. */
  public static Windowing sessionBy(String gap) {
    return new Windowing(
        Kind.SESSION,
        null,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Objects.requireNonNull(gap));
  }

  /** These windows over the time in {@code column}. */
  public Windowing on(String column) {
    return new Windowing(kind, column, size, slide, offset, gap);
  }

  /** These windows, beginning {@code offset} after the epoch. */
  public Windowing startingAt(Duration offset) {
    return new Windowing(kind, column, size, slide, offset, gap);
  }

  /** The same for Beam. A gap that each row gives is a column of the arguments of a query. */
  public WindowFn<?, ?> windowFn() {
    return switch (kind) {
      case TUMBLING -> FixedWindows.of(size).withOffset(beamOffset());
      case SLIDING -> SlidingWindows.of(size).every(slide).withOffset(beamOffset());
      case SESSION ->
          gap == null
              ? Sessions.withGapDuration(size)
              : SessionGap.by((Row arguments) -> QueryGrouping.gap(arguments));
    };
  }

  /** From the epoch on, as Beam wants it: not negative, and less than a slide. */
  private Duration beamOffset() {
    return Duration.millis(Math.floorMod(offset.getMillis(), slide.getMillis()));
  }

  boolean isSession() {
    return kind == Kind.SESSION;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case TUMBLING -> "windows of " + text(size);
      case SLIDING -> "windows of " + text(size) + " every " + text(slide);
      case SESSION -> "sessions with a gap of " + (gap == null ? text(size) : gap);
    };
  }

  /** A duration as users write it. */
  static String text(Duration duration) {
    long millis = duration.getMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds != 0 && seconds % 86400 == 0) {
      return seconds / 86400 + "d";
    }
    if (seconds != 0 && seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
