package dev.cauce.io;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The streams that are being read in this JVM, by a key of the source, and perhaps of the run, for
 * which they are read.
 */
final class LineFeeds {
  /** Long enough for a job that restarts within this JVM to find its connection again. */
  private static final long LINGER_MILLIS = 60_000;

  private static final ConcurrentMap<String, LineFeed> FEEDS = new ConcurrentHashMap<>();

  private LineFeeds() {}

  /**
   * The feed of {@code source} under {@code key}, which begins to read now if it did not before.
   *
   * @param mark how many rows were taken so far, for a feed that begins now
   */
  static LineFeed attach(String key, LineFeedSource source, FeedMark mark) {
    LineFeed feed =
        FEEDS.compute(
            key,
            (id, present) -> {
              if (present != null && present.attach(source)) {
                return present;
              }
              LineFeed fresh =
                  new LineFeed(source.settings(), source.eventTime(), mark, LINGER_MILLIS);
              fresh.attach(source);
              fresh.start(() -> FEEDS.remove(id, fresh));
              return fresh;
            });
    return feed;
  }

  /** The feed that is being read under {@code key}, if there is one. */
  static @Nullable LineFeed find(String key) {
    return FEEDS.get(key);
  }

  /** Whether anything is being read for any source: for tests. */
  static boolean isIdle() {
    return FEEDS.isEmpty();
  }
}
