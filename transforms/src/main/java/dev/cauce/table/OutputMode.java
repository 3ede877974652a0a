package dev.cauce.table;

import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.Never;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.joda.time.Duration;

/**
 * What leaves a table at a tick. The modes mean what they mean in Spark Structured Streaming; a
 * tick plays the part of its micro-batch.
 */
public enum OutputMode {
  /** Each row once, when it can no longer change. */
  APPEND,
  /** At each tick, the rows of the groups that were touched since the last one. */
  UPDATE,
  /** At each tick that changed anything, the whole table, as one snapshot. */
  COMPLETE;

  /**
   * The same mode as plain Beam windowing: a trigger and an accumulation mode to put before any
   * aggregation of one's own. Keeps the window function of its input.
   *
   * <ul>
   *   <li>{@code APPEND}: one pane a window, when the watermark passes its end plus {@code
   *       lateness}, discarding.
   *   <li>{@code UPDATE} and {@code COMPLETE}: a pane at each whole multiple of {@code every} (of
   *       processing time) at which a group was touched, accumulating. To make one snapshot of the
   *       panes of all keys takes a {@link Table} behind the aggregation.
   * </ul>
   *
   * <p>Dearer than a table of a {@code CombineFn}: the runner pays for each element, key and pane.
   *
   * @param every how far apart panes are; zero means as soon as possible
   * @param lateness how long after its end a window still takes rows
   */
  public <T> Window<T> windowing(Duration every, Duration lateness) {
    return switch (this) {
      case APPEND ->
          Window.<T>configure()
              .triggering(Never.ever())
              .withAllowedLateness(lateness, Window.ClosingBehavior.FIRE_ALWAYS)
              .discardingFiredPanes();
      case UPDATE, COMPLETE -> {
        AfterProcessingTime tick = AfterProcessingTime.pastFirstElementInPane();
        yield Window.<T>configure()
            .triggering(Repeatedly.forever(every.getMillis() > 0 ? tick.alignedTo(every) : tick))
            .withAllowedLateness(lateness, Window.ClosingBehavior.FIRE_IF_NON_EMPTY)
            // Else every unchanged row would come again when its window closes.
            .withOnTimeBehavior(Window.OnTimeBehavior.FIRE_IF_NON_EMPTY)
            .accumulatingFiredPanes();
      }
    };
  }
}
