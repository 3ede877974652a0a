package dev.cauce.io;

import org.apache.beam.sdk.metrics.Metrics;

/** What readers of files count; gathered as plain numbers, reported to Beam once per block. */
final class FileCounts {
  long rows;
  long malformed;
  long oversized;
  long skipped;
  long tooOld;
  long truncations;

  /** Adds what was counted since the last call to the counters of the step that is running. */
  void report() {
    rows = report("numInputRows", rows);
    malformed = report("numMalformedRows", malformed);
    oversized = report("numOversizedLines", oversized);
    skipped = report("numFilesSkipped", skipped);
    tooOld = report("numFilesTooOld", tooOld);
    truncations = report("numTruncations", truncations);
  }

  private static long report(String name, long count) {
    if (count != 0) {
      Metrics.counter("cauce", name).inc(count);
    }
    return 0;
  }
}
