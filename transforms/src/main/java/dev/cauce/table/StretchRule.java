package dev.cauce.table;

import java.io.Serializable;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/** What stretches of time a table keeps for each key. */
sealed interface StretchRule extends Serializable {
  /** It never ends. */
  long NEVER = Span.ALL.end();

  /**
   * Where the stretch ends that a row of the event time {@code micros} begins. A grouping that has
   * no input besides the key gives a null, which only a gap that asks the row would meet.
   */
  long end(long micros, @Nullable Object input);

  /** From which time on the stretch {@code [start, end)} of a row that has just come is late. */
  long lateFrom(long start, long end);

  /**
   * Sessions: each row begins a stretch as long as its gap, and stretches that overlap or touch are
   * one. A row whose gap is not positive is in no session. Source: Spark's session_window.
   */
  record Session(SerializableFunction<@Nullable Object, Duration> gap) implements StretchRule {
    @Override
    public long end(long micros, @Nullable Object input) {
      Duration length = gap.apply(input);
      return length == null || length.getMillis() <= 0
          ? micros
          : micros + 1000 * length.getMillis();
    }

    @Override
    public long lateFrom(long start, long end) {
      return end;
    }
  }

  /** The event time itself: for a table whose key has it. */
  record AtTime() implements StretchRule {
    @Override
    public long end(long micros, @Nullable Object input) {
      return micros;
    }

    @Override
    public long lateFrom(long start, long end) {
      return end;
    }
  }

  /**
   * The first row of each key only: the key is remembered from that row's time on.
   *
   * @param forMicros for how long; {@link #NEVER} for ever
   * @param timed whether the rows have an event time, so that they may be late
   */
  record First(long forMicros, boolean timed) implements StretchRule {
    @Override
    public long end(long micros, @Nullable Object input) {
      return forMicros == NEVER ? NEVER : micros + forMicros;
    }

    @Override
    public long lateFrom(long start, long end) {
      return timed ? start : NEVER;
    }
  }
}
