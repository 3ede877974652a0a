package dev.cauce.table;

import org.joda.time.Duration;

/** How long a table of first rows remembers a key, and with it whether rows can be late. */
public final class Remember {
  private final StretchRule.First rule;

  private Remember(StretchRule.First rule) {
    this.rule = rule;
  }

  /** For ever; no row is late. State grows with the number of different keys. */
  public static Remember forEver() {
    return new Remember(new StretchRule.First(StretchRule.NEVER, false));
  }

  /**
   * For ever; a row that is late (its time plus lateness is not after the watermark) is dropped and
   * counted. Spark's {@code dropDuplicates} with a watermark whose column is not among its columns.
   */
  public static Remember forEverUnlessLate() {
    return new Remember(new StretchRule.First(StretchRule.NEVER, true));
  }

  /**
   * Until the watermark has passed the row's own time plus lateness: right if the event time is
   * part of the key. Spark's {@code dropDuplicates} with the watermark's column among its columns.
   */
  public static Remember untilItsTime() {
    return new Remember(new StretchRule.First(0, true));
  }

  /**
   * Until the watermark has passed the first row's time plus {@code time} plus lateness. Spark's
   * {@code dropDuplicatesWithinWatermark}.
   */
  public static Remember within(Duration time) {
    return new Remember(new StretchRule.First(1000 * time.getMillis(), true));
  }

  StretchRule.First rule() {
    return rule;
  }
}
