package dev.cauce.table;

import java.io.Serializable;
import java.util.Collection;
import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PartitioningWindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** The event-time windows of a table, assigned row by row inside it, and when each expires. */
final class Windows implements Serializable {
  private final WindowFn<Object, ?> fn;
  private final Duration lateness;

  /** The fixed window of the row before, which is mostly that of the next one too. */
  private transient @Nullable Span last;

  @SuppressWarnings("unchecked") // a window function that never looks at the element takes any
  Windows(WindowFn<?, ?> fn, Duration lateness) {
    this.fn = (WindowFn<Object, ?>) fn;
    this.lateness = lateness;
  }

  /** No windows: all rows are of one span, which expires at the end of the input. */
  boolean isGlobal() {
    return fn instanceof GlobalWindows;
  }

  /** Whether {@code millis} is not before the end of the global window. */
  static boolean isEndOfTime(long millis) {
    return millis >= GlobalWindow.INSTANCE.maxTimestamp().getMillis();
  }

  Duration lateness() {
    return lateness;
  }

  /** Hands the spans of a row of the event time {@code micros} to {@code spans}. */
  void assign(long micros, Consumer<Span> spans) throws Exception {
    Span before = last;
    if (before != null && before.start() <= micros && micros < before.end()) {
      spans.accept(before);
      return;
    }
    // Windows begin and end at whole milliseconds: which a row is in does not hang on the rest.
    Instant time = new Instant(Math.floorDiv(micros, 1000L));
    if (fn instanceof PartitioningWindowFn<Object, ?> one) {
      Span span = span(one.assignWindow(time));
      last = fn instanceof FixedWindows ? span : null;
      spans.accept(span);
    } else {
      for (BoundedWindow window : several(fn, time)) {
        spans.accept(span(window));
      }
    }
  }

  private static <W extends BoundedWindow> Collection<W> several(
      WindowFn<Object, W> fn, Instant time) throws Exception {
    return fn.assignWindows(
        fn.new AssignContext() {
          @Override
          public Object element() {
            throw new IllegalArgumentException(
                "The window function " + fn + " looks at the element; a table's may not.");
          }

          @Override
          public Instant timestamp() {
            return time;
          }

          @Override
          public BoundedWindow window() {
            return GlobalWindow.INSTANCE;
          }
        });
  }

  /** The span of a Beam window. */
  static Span span(BoundedWindow window) {
    if (window instanceof IntervalWindow interval) {
      return new Span(Span.micros(interval.start()), Span.micros(interval.end()));
    }
    throw new IllegalArgumentException(
        "A table needs windows with a start and an end; it was given " + window + ".");
  }

  /** The watermark from which on the rows of {@code span} can no longer change. */
  Instant expiry(Span span) {
    return span.isAll() ? GlobalWindow.INSTANCE.maxTimestamp() : expiry(span.end());
  }

  /** When the watermark is there, all that ends at the returned time or before has expired. */
  long endedBy(Instant watermark) {
    if (!watermark.isBefore(GlobalWindow.INSTANCE.maxTimestamp())) {
      return Span.ALL.end();
    }
    Instant ended = watermark.minus(lateness);
    return ended.isBefore(BoundedWindow.TIMESTAMP_MIN_VALUE) ? Long.MIN_VALUE : Span.micros(ended);
  }

  /** The watermark from which on what ends at {@code micros} can no longer change. */
  Instant expiry(long micros) {
    Instant end = GlobalWindow.INSTANCE.maxTimestamp();
    if (micros >= Span.micros(end)) {
      return end;
    }
    Instant expiry = Span.notBefore(micros).plus(lateness);
    return expiry.isBefore(end) ? expiry : end;
  }
}
