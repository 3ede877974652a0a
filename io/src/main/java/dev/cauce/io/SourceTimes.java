package dev.cauce.io;

import dev.cauce.runners.SourceProgress;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the readers of this JVM know of event time: the {@link PartitionTimes.Peers} of each source,
 * and for the progress the watermark of each reader and which partition holds it.
 */
public final class SourceTimes implements SourceProgress {
  private static final Map<String, WeakReference<PartitionTimes.Peers>> PEERS =
      new ConcurrentHashMap<>();
  private static final Map<String, Report> REPORTS = new ConcurrentHashMap<>();

  private record Report(long millis, @Nullable String heldBy, long nanos, boolean over) {}

  /** For {@link java.util.ServiceLoader}. */
  public SourceTimes() {}

  /**
   * The readers of {@code source}. They live as long as any of them: nothing is left of a pipeline
   * that has ended.
   */
  static PartitionTimes.Peers peers(String source) {
    PartitionTimes.Peers[] found = new PartitionTimes.Peers[1]; // keeps it until it is returned
    PEERS.values().removeIf(peers -> peers.get() == null);
    PEERS.compute(
        source,
        (id, reference) -> {
          found[0] = reference == null ? null : reference.get();
          if (found[0] != null) {
            return reference;
          }
          found[0] = new PartitionTimes.Peers();
          return new WeakReference<>(found[0]);
        });
    return found[0];
  }

  /**
   * A reader tells its watermark, each time that it is asked for it.
   *
   * @param heldBy the partition that holds it; null if none does
   */
  static void report(String reader, long millis, @Nullable String heldBy) {
    REPORTS.put(reader, new Report(millis, heldBy, System.nanoTime(), false));
  }

  /** A reader has come to its end: it holds nothing any more. */
  static void over(String reader) {
    REPORTS.computeIfPresent(
        reader, (id, last) -> new Report(last.millis(), null, System.nanoTime(), true));
  }

  @Override
  public @Nullable Watermark watermark(long sinceNanos) {
    REPORTS.values().removeIf(report -> report.nanos() - sinceNanos < 0); // of earlier pipelines
    Report least = null;
    for (Report report : REPORTS.values()) {
      if (least == null || isBefore(report, least)) {
        least = report;
      }
    }
    if (least == null) {
      return null;
    }
    boolean known = least.millis() > PartitionTimes.NEVER;
    return new Watermark(known ? least.millis() : null, least.heldBy());
  }

  /** Whether it is {@code a} that holds back the watermark, rather than {@code b}. */
  private static boolean isBefore(Report a, Report b) {
    if (a.over() != b.over()) {
      return b.over();
    }
    if (a.millis() != b.millis()) {
      return a.millis() < b.millis();
    }
    return a.heldBy() != null && (b.heldBy() == null || a.heldBy().compareTo(b.heldBy()) < 0);
  }
}
