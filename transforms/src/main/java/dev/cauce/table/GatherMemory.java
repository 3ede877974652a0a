package dev.cauce.table;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much memory those may take together that gather groups in this JVM: a share of the heap, the
 * same for each of them, but no more than 1.5 GiB each.
 *
 * <p>Over a bounded input nothing else needs the heap until all is gathered, and groups that stay
 * where they are gathered need not be merged again and again. Over an unbounded one the state may
 * be on the heap as well. Where sources set the pace a tick may take long, and what is gathered is
 * worth the more the more rows of a group come together; but only as long as the heap has room.
 */
enum GatherMemory {
  OF_BOUNDED(3),
  OF_UNBOUNDED(16),
  OF_PACED(4);

  private static final long LEAST = 4 << 20;

  /**
   * A table in memory has its long keys in one array, so no heap lets one become larger than that.
   */
  private static final long MOST = 3L << 29;

  private static final AtomicInteger GATHERING = new AtomicInteger();

  private final int share;

  GatherMemory(int share) {
    this.share = share;
  }

  /** Says that one more gathers. */
  static void enter() {
    GATHERING.incrementAndGet();
  }

  /** Says that one less gathers. */
  static void leave() {
    GATHERING.decrementAndGet();
  }

  /** Whether one of them takes more than it may, with {@code bytes}. Asked for each element. */
  boolean isBeyond(long bytes) {
    if (bytes <= LEAST) {
      return false;
    }
    long heap = Runtime.getRuntime().maxMemory();
    int gathering = GATHERING.get();
    return bytes > limit(heap, gathering)
        || (this == OF_PACED
            && bytes > OF_UNBOUNDED.limit(heap, gathering)
            && isScarce(heap, surviving()));
  }

  /** How many bytes each of {@code gathering} may take with a heap of {@code heap}. */
  long limit(long heap, int gathering) {
    return Math.min(MOST, Math.max(LEAST, heap / share / Math.max(1, gathering)));
  }

  /** Whether what cannot be collected, {@code living} bytes, leaves less than a quarter. */
  static boolean isScarce(long heap, long living) {
    return living > heap / 4 * 3;
  }

  /** How many bytes of what is long there the last collection of it left. */
  private static long surviving() {
    long bytes = 0;
    for (MemoryPoolMXBean pool : Old.POOLS) {
      MemoryUsage usage = pool.getCollectionUsage();
      bytes += usage == null ? 0 : usage.getUsed();
    }
    return bytes;
  }

  /** Looked for when they are first needed. */
  private static final class Old {
    /** Of the heap's pools those with a threshold hold what has survived. */
    private static final MemoryPoolMXBean[] POOLS =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .filter(MemoryPoolMXBean::isUsageThresholdSupported)
            .toArray(MemoryPoolMXBean[]::new);
  }
}
