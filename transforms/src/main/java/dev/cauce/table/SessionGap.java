package dev.cauce.table;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.IncompatibleWindowException;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.MergeOverlappingIntervalWindows;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowMappingFn;
import org.joda.time.Duration;

/**
 * Sessions whose gap each row brings itself, as {@code session_window} with an expression does in
 * Spark; for a gap that is always the same there is Beam's {@code Sessions}. For {@link Table#over}
 * a row whose gap is null, zero or negative is in no session; elsewhere in Beam it must not occur.
 *
 * @param <T> the rows
 */
public final class SessionGap<T> extends WindowFn<T, IntervalWindow> {
  private final SerializableFunction<? super T, Duration> gap;

  private SessionGap(SerializableFunction<? super T, Duration> gap) {
    this.gap = gap;
  }

  /** Sessions that are open for {@code gap} after each of their rows. */
  public static <T> SessionGap<T> by(SerializableFunction<? super T, Duration> gap) {
    return new SessionGap<>(Objects.requireNonNull(gap));
  }

  @SuppressWarnings("unchecked") // the rows of the table it is given to
  SerializableFunction<Object, Duration> gap() {
    return (SerializableFunction<Object, Duration>) gap;
  }

  @Override
  public Collection<IntervalWindow> assignWindows(AssignContext context) {
    return List.of(new IntervalWindow(context.timestamp(), gap.apply(context.element())));
  }

  @Override
  public void mergeWindows(MergeContext context) throws Exception {
    MergeOverlappingIntervalWindows.mergeWindows(context);
  }

  @Override
  public boolean isCompatible(WindowFn<?, ?> other) {
    return other instanceof SessionGap;
  }

  @Override
  public void verifyCompatibility(WindowFn<?, ?> other) throws IncompatibleWindowException {
    if (!isCompatible(other)) {
      throw new IncompatibleWindowException(other, "Only sessions by row go with sessions by row.");
    }
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  @Override
  public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
    throw new UnsupportedOperationException("Sessions cannot be the windows of a side input.");
  }

  @Override
  public String toString() {
    return "sessions by row";
  }
}
