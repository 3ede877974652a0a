package dev.cauce.io;

import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a closed reader held for the reader that follows it in this JVM. Runners close readers
 * and make them anew from their marks as they please; without this, each time the names of all
 * files seen would be put into a table again, and the directory be listed again.
 *
 * <p>Only handed to a reader that is made from the very mark at which the former one was closed.
 */
final class FeedRegistry {
  private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final ConcurrentHashMap<String, Parked> PARKED = new ConcurrentHashMap<>();
  private static final AtomicLong TOKENS = new AtomicLong(ThreadLocalRandom.current().nextLong());

  private record Parked(FileFeed feed, long token, long nanos) {}

  private FeedRegistry() {}

  /** A number that no mark has, in this JVM or, as good as surely, in any other. */
  static long newToken() {
    return TOKENS.addAndGet(0x9E3779B97F4A7C15L); // odd: all 2^64 numbers come before one repeats
  }

  static void park(String source, FileFeed feed, long token) {
    forgetOld();
    Parked former = PARKED.put(source, new Parked(feed, token, System.nanoTime()));
    if (former != null) {
      former.feed().close();
    }
  }

  /** What was parked at this mark; {@code null} if nothing was, or at another. */
  static @Nullable FileFeed take(String source, long token) {
    Parked parked = PARKED.remove(source);
    if (parked == null) {
      return null;
    }
    if (parked.token() != token) {
      parked.feed().close();
      return null;
    }
    return parked.feed();
  }

  private static void forgetOld() { // of pipelines that have ended
    long now = System.nanoTime();
    for (Iterator<Parked> all = PARKED.values().iterator(); all.hasNext(); ) {
      Parked parked = all.next();
      if (now - parked.nanos() > KEPT_NANOS) {
        all.remove();
        parked.feed().close();
      }
    }
  }
}
