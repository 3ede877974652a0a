package dev.cauce.runners;

import java.util.Locale;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a run tells how it gets on: not at all, as text for people, or as Spark's {@code
 * lastProgress} JSON, one object a line. Once per interval in which something changed, and once at
 * the end.
 *
 * <p>A figure that there is none of is left out. {@code numInputRows} and {@code
 * sink.numOutputRows} are those since the line before, as in Spark. A source hands out rows no
 * faster than they are processed, so {@code inputRowsPerSecond} and {@code processedRowsPerSecond}
 * are the same figure.
 *
 * <p>To Spark's keys Cauce adds, where it knows them, {@code numDeadLetters} (since the line
 * before), {@code eventTime.heldBy} (the partition that holds the watermark where it is; none if
 * all are idle) and {@code stateOperators[].oldestOpenWindow} (when it ends). {@code eventTime} is
 * there if event times stand in the rows, or are Kafka's, and the sources are in this JVM; its
 * watermark is the largest event time seen, from which no lateness is taken off as Spark does.
 *
 * <p>Immutable: each {@code withX} returns a new object.
 */
public final class Progress {
  /** The form of a line. */
  public enum Format {
    /** No lines. */
    NONE,
    /** A sentence. */
    TEXT,
    /** An object with Spark's names, in Spark's order. */
    JSON
  }

  private final Format format;
  private final Duration interval;
  private final @Nullable String name;

  private Progress(Format format, Duration interval, @Nullable String name) {
    this.format = format;
    this.interval = interval;
    this.name = name;
  }

  /** Progress in a form, once a second, of a run without a name. */
  public static Progress in(Format format) {
    return new Progress(format, Duration.standardSeconds(1), null);
  }

  /**
   * Like this, but once per {@code length}, the trigger's interval as a rule.
   *
   * @throws IllegalArgumentException if it is shorter than 10 ms
   */
  public Progress withInterval(Duration length) {
    if (length.getMillis() < 10) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Progress cannot be reported every %d ms: 10 ms at the least.",
              length.getMillis()));
    }
    return new Progress(format, length, name);
  }

  /** Like this, but of a run that has a name. */
  public Progress withName(String run) {
    return new Progress(format, interval, run);
  }

  Format format() {
    return format;
  }

  Duration interval() {
    return interval;
  }

  @Nullable String name() {
    return name;
  }
}
