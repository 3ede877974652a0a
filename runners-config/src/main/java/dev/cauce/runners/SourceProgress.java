package dev.cauce.runners;

import org.jspecify.annotations.Nullable;

/**
 * By which a run asks the sources in this JVM how far event time has come, for its progress. Found
 * with {@link java.util.ServiceLoader}, so that running a pipeline needs to know no source. On a
 * remote cluster the sources are elsewhere: nothing is known of them here.
 */
public interface SourceProgress {
  /**
   * The least watermark of all readers that were asked for theirs after {@code sinceNanos}, which
   * is when the run began; null if there is none whose event time stands in its rows.
   *
   * @param sinceNanos as of {@link System#nanoTime}
   */
  @Nullable Watermark watermark(long sinceNanos);

  /**
   * How far event time has come.
   *
   * @param millis since the epoch; null if there is no watermark yet
   * @param heldBy the partition that holds it there: {@code topic-0}, a file, {@code host:port};
   *     null if none does, since all are idle or at their end
   */
  record Watermark(@Nullable Long millis, @Nullable String heldBy) {}
}
