package dev.cauce.io;

import dev.cauce.runners.RunOptions;
import dev.cauce.runners.SourcesAtEnd;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * How much of its source a reader takes in this run: all, without end; or what is there when the
 * reader is created, and of that at most so many rows. A reader of the second kind says by a gauge
 * (see {@link SourcesAtEnd}) whether there is more to take; and there is until the runner has also
 * heard how far event time has come with the last row, so that what closes by it, closes in this
 * run. Not thread-safe.
 */
final class Portion {
  private static final String NAMESPACE = "cauce";

  private final @Nullable Gauge behind; // null: without end
  private final long run;
  private final long since = System.currentTimeMillis();
  private long left;
  private boolean heard;
  private int said = -1;

  private Portion(@Nullable Gauge behind, long run, long left) {
    this.behind = behind;
    this.run = run;
    this.left = left;
  }

  /** Without end. */
  static Portion endless() {
    return new Portion(null, 0, Long.MAX_VALUE);
  }

  /**
   * What {@code options}, those of the present run, say. Readers are created anew from checkpoints
   * of earlier runs, but always with the present options; nothing of this may be kept in a source.
   *
   * @param source the same for all splits of the source, and for no other source
   * @param split the number of the reader's split, from 0: the first ones take one row more if the
   *     rows cannot be dealt evenly
   * @param splits how many there are
   */
  static Portion of(PipelineOptions options, String source, int split, int splits) {
    RunOptions run = options.as(RunOptions.class);
    if (!run.isAvailableNow()) {
      return endless();
    }
    long most = run.getMaxRowsPerSource();
    long share = most / splits + (split < most % splits ? 1 : 0);
    Gauge gauge = Metrics.gauge(NAMESPACE, SourcesAtEnd.figure(source, split, splits));
    return new Portion(gauge, run.getRun(), most == 0 ? Long.MAX_VALUE : share);
  }

  /** Whether the reader takes what is there now, and no more. */
  boolean isAvailableNow() {
    return behind != null;
  }

  /** When it was settled what is there now, in milliseconds since the epoch. */
  long since() {
    return since;
  }

  /** How many rows may still be taken; {@link Long#MAX_VALUE} for any number. */
  long left() {
    return left;
  }

  /** How many rows a block may have. */
  int block() {
    return (int) Math.min(Integer.MAX_VALUE, left);
  }

  /** Whether as many rows were taken as may be. */
  boolean isUsedUp() {
    return left == 0;
  }

  /** So many rows go out. */
  void take(long rows) {
    if (left != Long.MAX_VALUE) {
      left -= rows;
    }
  }

  /**
   * Tells whether there is more to take; to be called in {@code start} and {@code advance}, where
   * Beam has a place for it. What such a call hands out is something to take, until the next call.
   */
  void report(boolean more) {
    heard &= !more;
    int now = more || !heard ? 1 : 0;
    if (behind != null && said != now) {
      behind.set(now);
      said = now;
    }
  }

  /**
   * The runner has asked for the watermark.
   *
   * @param told whether to tell it to the pipeline, see {@link Hearing}
   */
  void asked(boolean told) {
    heard |= told;
  }

  /**
   * The key under which what the reader holds is kept in this JVM, so that a reader of a later run
   * does not take over what was settled for this one.
   */
  String key(String id) {
    return behind == null ? id : id + "@" + run;
  }
}
