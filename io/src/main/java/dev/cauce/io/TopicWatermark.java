package dev.cauce.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the event time of some partitions of a topic has come: the largest time seen of each, the
 * least of them all. It never goes back.
 *
 * <p>A partition that has brought nothing for the idleness limit and is known to have no more does
 * not hold the others up. When that is so of all of them, the watermark follows the clock, at the
 * distance of the limit.
 */
final class TopicWatermark {
  private static final Logger LOG = LoggerFactory.getLogger(TopicWatermark.class);

  private final String topic;
  private final long idleness;
  private final LongSupplier clock;
  private final Map<Integer, Part> parts = new TreeMap<>();
  private long current;

  /** What is known of one partition. */
  private static final class Part {
    private long largest;
    private long lastNews;
    private boolean quiet;
    private long endKnown; // when it was last seen to have no more

    private Part(long largest, long lastNews) {
      this.largest = largest;
      this.lastNews = lastNews;
    }
  }

  /**
   * @param largest the partitions, each with the largest event time seen of it, or {@code current}
   * @param current where the watermark begins
   * @param idlenessMillis the idleness limit
   * @param clock milliseconds since the epoch
   */
  TopicWatermark(
      String topic,
      Map<Integer, Long> largest,
      long current,
      long idlenessMillis,
      LongSupplier clock) {
    this.topic = topic;
    this.idleness = idlenessMillis;
    this.clock = clock;
    this.current = current;
    long now = clock.getAsLong();
    largest.forEach((partition, millis) -> parts.put(partition, new Part(millis, now)));
  }

  /** A record of {@code partition} of the event time {@code millis} is on its way. */
  void seen(int partition, long millis) {
    Part part = part(partition);
    part.largest = Math.max(part.largest, millis);
    part.lastNews = clock.getAsLong();
    if (part.quiet) {
      part.quiet = false;
      LOG.info("{}-{} has rows again and counts for the watermark", topic, partition);
    }
  }

  /**
   * The partitions that at the time {@code asOf} had brought nothing for the idleness limit: the
   * caller is to find out which of them had no more then, and to say so by {@link #ended}.
   */
  List<Integer> silent(long asOf) {
    List<Integer> silent = new ArrayList<>();
    parts.forEach(
        (partition, part) -> {
          if (asOf >= part.lastNews + idleness) {
            silent.add(partition);
          }
        });
    return silent;
  }

  /** All that {@code partition} had at the time {@code asOf} has been handed out. */
  void ended(int partition, long asOf) {
    Part part = part(partition);
    part.endKnown = asOf;
    if (!part.quiet) {
      part.quiet = true;
      LOG.info(
          "{}-{} has had no rows for {} ms and no longer holds the watermark back",
          topic,
          partition,
          idleness);
    }
  }

  /** The watermark, in milliseconds since the epoch. */
  long current() {
    long least = Long.MAX_VALUE;
    long endKnown = Long.MAX_VALUE;
    boolean allQuiet = true;
    for (Part part : parts.values()) {
      if (part.quiet) {
        endKnown = Math.min(endKnown, part.endKnown);
      } else {
        allQuiet = false;
        least = Math.min(least, part.largest);
      }
    }
    // Not by the clock itself: while nothing is heard of the brokers, there may be rows.
    current = Math.max(current, allQuiet ? endKnown - idleness : least);
    return current;
  }

  /** The largest event time seen of {@code partition}. */
  long largest(int partition) {
    return part(partition).largest;
  }

  private Part part(int partition) {
    Part part = parts.get(partition);
    if (part == null) {
      throw new IllegalArgumentException(topic + "-" + partition + " is not read here");
    }
    return part;
  }
}
