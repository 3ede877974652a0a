package dev.cauce.table;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much memory those may take together that gather groups in this JVM: a share of the heap, the
 * same for each of them.
 *
 * <p>Over a bounded input nothing else needs the heap until all is gathered, and groups that stay
 * where they are gathered need not be merged again and again. Over an unbounded one the state may
 * be on the heap as well.
 */
enum GatherMemory {
  OF_BOUNDED(4),
  OF_UNBOUNDED(16);

  private static final long LEAST = 4 << 20;
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
    return bytes > LEAST && bytes > limit(Runtime.getRuntime().maxMemory(), GATHERING.get());
  }

  /** How many bytes each of {@code gathering} may take with a heap of {@code heap}. */
  long limit(long heap, int gathering) {
    return Math.max(LEAST, heap / share / Math.max(1, gathering));
  }
}
