package dev.cauce.io;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A consumer in the midst of its partitions, kept while no reader has it. Some runners close a
 * reader and make another from its mark many times a second; the new one takes the seat of the old
 * one, with what was fetched, and connects to nothing.
 *
 * <p>A seat that nobody has taken within 10 s is given up and its consumer closed.
 *
 * @param cursor where it is
 * @param times how far event time is there
 */
record TopicSeat<T>(TopicCursor<T> cursor, PartitionTimes<Integer> times) {
  private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Map<String, Free> FREE = new ConcurrentHashMap<>();
  private static final AtomicBoolean LOOKING = new AtomicBoolean();
  private static final ScheduledThreadPoolExecutor CARETAKER = caretaker();

  private record Free(TopicSeat<?> seat, long since) {}

  private static ScheduledThreadPoolExecutor caretaker() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "cauce-topic-seats");
              thread.setDaemon(true);
              return thread;
            });
    // No thread when there is nothing to look after: it would hold on to its class loader.
    executor.setKeepAliveTime(1, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** The seat left under {@code key}, which is then no longer there. */
  @SuppressWarnings("unchecked") // a key belongs to one source, and a source to one type
  static <T> @Nullable TopicSeat<T> take(String key) {
    Free free = FREE.remove(key);
    return free == null ? null : (TopicSeat<T>) free.seat;
  }

  /** Leaves this seat to whoever takes {@code key} next. */
  void leave(String key) {
    Free before = FREE.put(key, new Free(this, System.nanoTime()));
    if (before != null) {
      before.seat.cursor.close();
    }
    look();
  }

  /** How many seats nobody has. */
  static int free() {
    return FREE.size();
  }

  private static void look() {
    if (LOOKING.compareAndSet(false, true)) {
      var unused =
          CARETAKER.schedule((Runnable) TopicSeat::giveUp, KEEP_NANOS, TimeUnit.NANOSECONDS);
    }
  }

  private static void giveUp() {
    LOOKING.set(false);
    long now = System.nanoTime();
    FREE.forEach(
        (key, free) -> {
          if (now - free.since >= KEEP_NANOS && FREE.remove(key, free)) {
            free.seat.cursor.close();
          }
        });
    if (!FREE.isEmpty()) {
      look();
    }
  }
}
