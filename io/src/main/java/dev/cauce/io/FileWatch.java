package dev.cauce.io;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How a directory is watched.
 *
 * @param everyMillis the time between two looks at the directory; 0: it is not watched
 * @param follow whether files are read on as they grow
 * @param filesPerTrigger at most so many new files per look; 0: no limit
 * @param latestFirst whether newer files come first
 * @param maxAgeMillis how much older than the newest file a new file may be
 * @param clean {@code null}: read files stay; empty: they are deleted; else the directory into
 *     which they are moved
 * @param idlenessMillis how long a followed file without news holds the watermark of the others
 */
record FileWatch(
    long everyMillis,
    boolean follow,
    int filesPerTrigger,
    boolean latestFirst,
    long maxAgeMillis,
    @Nullable String clean,
    long idlenessMillis)
    implements Serializable {
  static final long DEFAULT_MAX_AGE = 7L * 24 * 60 * 60 * 1000;
  static final FileWatch NONE =
      new FileWatch(0, false, 0, false, DEFAULT_MAX_AGE, null, ReadOptions.IDLENESS.getMillis());

  FileWatch(
      long everyMillis,
      boolean follow,
      int filesPerTrigger,
      boolean latestFirst,
      long maxAgeMillis,
      @Nullable String clean) {
    this(
        everyMillis,
        follow,
        filesPerTrigger,
        latestFirst,
        maxAgeMillis,
        clean,
        ReadOptions.IDLENESS.getMillis());
  }

  FileWatch withEvery(long millis) {
    return new FileWatch(
        millis, follow, filesPerTrigger, latestFirst, maxAgeMillis, clean, idlenessMillis);
  }

  FileWatch withIdleness(long millis) {
    return new FileWatch(
        everyMillis, follow, filesPerTrigger, latestFirst, maxAgeMillis, clean, millis);
  }
}
