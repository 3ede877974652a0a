package dev.cauce.io;

import dev.cauce.table.TableUpdate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A table in the memory of this JVM, filled by {@link MemoryIO#write} and read by the program
 * around the pipeline, also while it runs. Thread-safe; an update is seen whole or not at all.
 */
public final class MemoryTable {
  private record Versioned(long version, Row row) {}

  /** So many keys that left are remembered, so that older rows of theirs that come late do not. */
  private static final int MOST_REMOVED = 100_000;

  private final String name;

  // All below is guarded by this.
  private @Nullable Schema schema;

  // Rows of an append have keys of their own.
  private final Map<Object, Versioned> rows = new LinkedHashMap<>();

  private final Map<Object, Long> removed =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Long> eldest) {
          return size() > MOST_REMOVED;
        }
      };

  private long version = Long.MIN_VALUE;

  private long batches;

  private long changes;

  MemoryTable(String name) {
    this.name = name;
  }

  /** The name under which {@link MemoryIO#table} finds it. */
  public String name() {
    return name;
  }

  /** The rows as they are now, in the order in which they came first; the list never changes. */
  public synchronized List<Row> rows() {
    return rows.values().stream().map(Versioned::row).toList();
  }

  /** The columns; null until a pipeline that writes here has started. */
  public synchronized @Nullable Schema schema() {
    return schema;
  }

  /** The highest version applied; {@code Long.MIN_VALUE} if none was. */
  public synchronized long version() {
    return version;
  }

  /** How many updates have come since the table was made or cleared, those without effect too. */
  public synchronized long batches() {
    return batches;
  }

  /**
   * Waits until the rows meet {@code condition}, which is tried now and after each change, without
   * any lock.
   *
   * @return whether they did within {@code limit}
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  public boolean await(Predicate<List<Row>> condition, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limit.getMillis());
    while (true) {
      List<Row> present;
      long seen;
      synchronized (this) {
        present = rows();
        seen = changes;
      }
      if (condition.test(present)) {
        return true;
      }
      synchronized (this) {
        while (changes == seen) {
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            return false;
          }
          TimeUnit.NANOSECONDS.timedWait(this, left);
        }
      }
    }
  }

  /** Removes all rows and forgets the versions; the columns stay. */
  public synchronized void clear() {
    rows.clear();
    removed.clear();
    version = Long.MIN_VALUE;
    batches = 0;
    changed();
  }

  synchronized void declare(Schema columns) {
    schema = columns;
  }

  synchronized void apply(TableUpdate update, Keys keys) {
    switch (update.mode()) {
      case APPEND -> {
        for (Row row : update.rows()) {
          rows.put(new Object(), new Versioned(update.version(), row));
        }
      }
      case UPDATE -> {
        for (Row row : update.removed()) {
          remove(keys.key(row), update.version());
        }
        for (Row row : update.rows()) {
          put(keys.key(row), new Versioned(update.version(), row));
        }
      }
      case COMPLETE -> {
        if (update.version() > version) {
          rows.clear();
          for (Row row : update.rows()) {
            rows.put(new Object(), new Versioned(update.version(), row));
          }
        }
      }
    }
    version = Math.max(version, update.version());
    batches++;
    changed();
  }

  private void remove(Object key, long at) {
    Versioned there = rows.get(key);
    if (there == null || there.version() <= at) {
      rows.remove(key);
      removed.merge(key, at, Math::max);
    }
  }

  private void put(Object key, Versioned row) {
    Long left = removed.get(key);
    if (left == null || left <= row.version()) {
      removed.remove(key);
      rows.merge(key, row, (old, now) -> now.version() >= old.version() ? now : old);
    }
  }

  private void changed() {
    changes++;
    notifyAll();
  }

  @Override
  public String toString() {
    return "memory:" + name;
  }
}
