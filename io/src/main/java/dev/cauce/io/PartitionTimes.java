package dev.cauce.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the event time of the partitions of one reader has come: the largest time seen of each,
 * the least of them all. It never goes back.
 *
 * <p>A partition that has brought nothing for the idleness limit and is known to have no more does
 * not hold the others up. When that is so of all partitions of this reader, the watermark follows
 * the {@linkplain Peers other readers} of the same source in this JVM; when it is so of all of
 * theirs, too, it stays where the partition that was the last to bring anything has brought it. It
 * never follows the clock: what comes next may be of any time. With the first row after such a
 * pause all partitions count again, each for the limit at least.
 *
 * <p>Thread-safe, since readers look at each other.
 *
 * @param <P> what tells a partition from others
 */
final class PartitionTimes<P> {
  /** The watermark as long as there is none. */
  static final long NEVER = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  private static final Logger LOG = LoggerFactory.getLogger(PartitionTimes.class);

  private final Peers peers;
  private final long idleness;
  private final LongSupplier clock;
  private final Map<P, Part> parts = new LinkedHashMap<>();
  private long current;

  /** What is known of one partition. */
  private static final class Part {
    private final String name;
    private long largest;
    private long lastNews;
    private long turn; // counts the news of all readers; 0: none yet
    private boolean known; // had news in an earlier run, which was at lastNews
    private boolean quiet;
    private boolean told; // that it is quiet, since its last news

    private Part(String name, long largest, long lastNews) {
      this.name = name;
      this.largest = largest;
      this.lastNews = lastNews;
    }
  }

  /**
   * The partitions of a reader, none as yet.
   *
   * @param peers the readers of the same source
   * @param reader tells this reader from its peers; who comes later takes the place of the former
   * @param current where the watermark begins
   * @param idlenessMillis the idleness limit
   * @param clock milliseconds since the epoch
   */
  PartitionTimes(
      Peers peers, String reader, long current, long idlenessMillis, LongSupplier clock) {
    this.peers = peers;
    this.idleness = idlenessMillis;
    this.clock = clock;
    this.current = current;
    peers.join(reader, this);
  }

  /**
   * One more partition, of which nothing is quiet yet.
   *
   * @param largest the largest event time seen of it
   */
  void add(P partition, String name, long largest) {
    synchronized (peers) {
      parts.put(partition, new Part(name, largest, clock.getAsLong()));
    }
  }

  /**
   * One more partition, of which is known when it had its last news: since then it may have been
   * quiet. Added anew it would count as lively for the idleness limit, which a short run does not
   * live to see.
   *
   * @param largest the largest event time seen of it
   * @param lastNews in milliseconds since the epoch
   */
  void addKnown(P partition, String name, long largest, long lastNews) {
    synchronized (peers) {
      Part part = new Part(name, largest, lastNews);
      part.known = largest > NEVER;
      parts.put(partition, part);
    }
  }

  /** When {@code partition} had its last news, or since when it is waited for. */
  long lastNews(P partition) {
    synchronized (peers) {
      return part(partition).lastNews;
    }
  }

  /** Whether {@code partition} is one of them. */
  boolean has(P partition) {
    synchronized (peers) {
      return parts.containsKey(partition);
    }
  }

  /** The partition is gone for good. */
  void remove(P partition) {
    synchronized (peers) {
      parts.remove(partition);
    }
  }

  /** The partitions there are. */
  List<P> partitions() {
    synchronized (peers) {
      return new ArrayList<>(parts.keySet());
    }
  }

  /**
   * Rows of {@code partition} are on their way.
   *
   * @param millis the largest event time in them; less than any if none has one
   */
  void seen(P partition, long millis) {
    synchronized (peers) {
      Part part = part(partition);
      long now = clock.getAsLong();
      if (part.quiet && peers.areQuiet()) {
        peers.wake(now);
      }
      part.largest = Math.max(part.largest, millis);
      part.lastNews = now;
      part.turn = peers.nextTurn();
      part.quiet = false;
      if (part.told) {
        part.told = false;
        LOG.info("{} has rows again and counts for the watermark", part.name);
      }
    }
  }

  /**
   * The partitions that at the time {@code asOf} had brought nothing for the idleness limit: the
   * caller is to find out which of them had no more then, and to say so by {@link #ended}.
   */
  List<P> silent(long asOf) {
    synchronized (peers) {
      List<P> silent = new ArrayList<>();
      parts.forEach(
          (partition, part) -> {
            if (!part.quiet && asOf >= part.lastNews + idleness) {
              silent.add(partition);
            }
          });
      return silent;
    }
  }

  /** All that the silent {@code partition} has was handed out. */
  void ended(P partition) {
    synchronized (peers) {
      Part part = part(partition);
      part.quiet = true;
      if (!part.told) {
        part.told = true;
        LOG.info(
            "{} has had no rows for {} ms and no longer holds the watermark back",
            part.name,
            idleness);
      }
    }
  }

  /** The watermark, in milliseconds since the epoch. */
  long current() {
    synchronized (peers) {
      Part slowest = slowest();
      long reached;
      if (slowest != null) {
        reached = slowest.largest;
      } else if (parts.isEmpty()) {
        reached = NEVER;
      } else {
        reached = peers.reached();
      }
      current = Math.max(current, reached);
      return current;
    }
  }

  /** The partition that holds the watermark where it is; null if none does. */
  @Nullable String heldBy() {
    synchronized (peers) {
      Part slowest = slowest();
      return slowest == null ? null : slowest.name;
    }
  }

  /** The largest event time seen of {@code partition}. */
  long largest(P partition) {
    synchronized (peers) {
      return part(partition).largest;
    }
  }

  /** Of the partitions that are not quiet, the one whose time is the least. */
  private @Nullable Part slowest() {
    Part slowest = null;
    for (Part part : parts.values()) {
      if (!part.quiet && (slowest == null || part.largest < slowest.largest)) {
        slowest = part;
      }
    }
    return slowest;
  }

  private Part part(P partition) {
    Part part = parts.get(partition);
    if (part == null) {
      throw new IllegalArgumentException("Partition " + partition + " is not read here");
    }
    return part;
  }

  /**
   * The readers of one source in this JVM. A runner takes the least watermark of the readers it has
   * dealt the partitions to, and a Beam reader cannot say that it is idle: so one whose partitions
   * are all quiet says what the others say.
   */
  static final class Peers {
    private final Map<String, PartitionTimes<?>> readers = new LinkedHashMap<>();
    private long turns;

    private synchronized void join(String name, PartitionTimes<?> reader) {
      readers.put(name, reader);
    }

    private long nextTurn() {
      return ++turns;
    }

    private boolean areQuiet() {
      return readers.values().stream().allMatch(reader -> reader.slowest() == null);
    }

    /**
     * After a pause of all, all count again: that a partition was silent when every other was says
     * nothing of it, and the first to bring something must not make late what the others bring.
     */
    private void wake(long now) {
      for (PartitionTimes<?> reader : readers.values()) {
        for (Part part : reader.parts.values()) {
          part.quiet = false;
          part.lastNews = now;
        }
      }
    }

    /** The least of what is not quiet; if all is quiet, what brought something last. */
    private long reached() {
      long least = Long.MAX_VALUE;
      Part last = null;
      for (PartitionTimes<?> reader : readers.values()) {
        Part slowest = reader.slowest();
        if (slowest != null) {
          // Its watermark, not its partition's time, which may be behind what it has said before.
          least = Math.min(least, Math.max(reader.current, slowest.largest));
        }
        for (Part part : reader.parts.values()) {
          last = last == null || isLater(part, last) ? part : last;
        }
      }
      if (least != Long.MAX_VALUE) {
        return least;
      }
      return last == null || (last.turn == 0 && !last.known) ? NEVER : last.largest;
    }

    /** Whether {@code a} had its last news later than {@code b}, of earlier runs included. */
    private static boolean isLater(Part a, Part b) {
      if (a.turn != b.turn) {
        return a.turn > b.turn;
      }
      return a.known && (!b.known || a.lastNews > b.lastNews);
    }
  }
}
