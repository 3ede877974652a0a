package dev.cauce.pipelines;

import dev.cauce.query.Windowing;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What any {@link Flow} may be told of its table. A flow that cannot do one of these refuses it;
 * none is passed over.
 *
 * @param window the event-time windows; null for none
 * @param eventTime where the event time of a row stands, as the flow's rows have it: for rows with
 *     columns {@code COLUMN[:FORMAT]}; null for what the source takes by itself
 * @param lateness how long after its end a window still takes rows; null if it is not given
 * @param orderBy what a complete table is ordered by: {@code count desc, word}; empty for nothing
 * @param limit how many rows a table has at most; null for all
 */
public record TableOptions(
    @Nullable Windowing window,
    @Nullable String eventTime,
    @Nullable Duration lateness,
    String orderBy,
    @Nullable Long limit) {
  /** Nothing is told. */
  public static final TableOptions NONE = new TableOptions(null, null, null, "", null);

  /** These options with {@code windows}. */
  public TableOptions over(Windowing windows) {
    return new TableOptions(windows, eventTime, lateness, orderBy, limit);
  }

  /** These options with the event time at {@code place}. */
  public TableOptions withEventTime(String place) {
    return new TableOptions(window, place, lateness, orderBy, limit);
  }

  /** These options with another lateness. */
  public TableOptions withLateness(Duration duration) {
    return new TableOptions(window, eventTime, duration, orderBy, limit);
  }

  /** These options with an order, and at most {@code rows} rows; null for all. */
  public TableOptions ordered(String columns, @Nullable Long rows) {
    return new TableOptions(window, eventTime, lateness, columns, rows);
  }

  Duration latenessOrNone() {
    return lateness == null ? Duration.ZERO : lateness;
  }
}
