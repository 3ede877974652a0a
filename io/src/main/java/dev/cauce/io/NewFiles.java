package dev.cauce.io;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the files that come into a directory, each once.
 *
 * <p>Files wait in a queue, which is not part of a checkpoint: a file that waits is one that is not
 * among those seen, so the next look after a restart finds it again. For that to hold the limit of
 * age never passes a file that waits.
 *
 * <p>Or finds those that are there now: the files of the first look. Further looks are only for
 * those of them that have to be looked at twice; what has changed meanwhile is still being written,
 * and is left for another time.
 */
final class NewFiles {
  private static final Logger LOG = LoggerFactory.getLogger(NewFiles.class);

  /**
   * Files known to be too old are looked at again each so many polls: they may have been replaced.
   */
  private static final int LOOK_AGAIN = 16;

  private final FileLister lister;
  private final FileWatch watch;
  private final FileCounts counts;
  private final SeenFiles seen;
  private final boolean thereNow;
  private final TreeSet<FileStat> queue;
  private final Set<String> queued = new HashSet<>();
  private Map<String, FileStat> candidates = new HashMap<>();
  private Set<String> leftOut = new HashSet<>();
  private SeenFiles tooOld = new SeenFiles();
  private long newest = Long.MIN_VALUE;
  private long floor;
  private long polls;
  private long lastPoll;
  private boolean directoryGone;

  /**
   * @param floor files modified before this time are too old; {@link Long#MIN_VALUE} if no file is
   * @param thereNow whether to find only the files of the first look
   */
  NewFiles(
      FileLister lister,
      FileWatch watch,
      FileCounts counts,
      SeenFiles seen,
      long floor,
      boolean thereNow) {
    this.thereNow = thereNow;
    this.lister = lister;
    this.watch = watch;
    this.counts = counts;
    this.seen = seen;
    this.floor = floor;
    Comparator<FileStat> order = FileStat.OLDEST_FIRST;
    this.queue = new TreeSet<>(watch.latestFirst() ? order.reversed() : order);
  }

  /** Whether it is time to look again. */
  boolean isDue(long now) {
    if (thereNow && polls > 0 && candidates.isEmpty()) {
      return false;
    }
    return polls == 0 || now - lastPoll >= watch.everyMillis() || now < lastPoll;
  }

  /** Whether all files that are there now were taken; never so if those to come count, too. */
  boolean isDone() {
    return thereNow && polls > 0 && candidates.isEmpty() && queue.isEmpty();
  }

  /** The next file to read, which from now on is one that was seen. */
  @Nullable FileStat take() {
    FileStat file = queue.pollFirst();
    if (file != null) {
      queued.remove(file.name());
      seen.add(SeenFiles.hash(file.name()), second(file.millis()));
    }
    return file;
  }

  /** See the constructor. */
  long floor() {
    return floor;
  }

  /** How many files wait. */
  int waiting() {
    return queue.size();
  }

  /** The file was taken and turned out to be unreadable. */
  void leaveOut(String name, String why) {
    counts.skipped++;
    LOG.warn("Left out \"{}\": {}", lister.path(name), why);
  }

  /** Looks at the directory. Looks at files themselves only if they are not known. */
  void poll(long now) throws IOException {
    boolean first = polls++ == 0;
    lastPoll = now;
    List<String> names;
    try {
      names = lister.names();
      directoryGone = false;
    } catch (NoSuchFileException | NotDirectoryException e) {
      if (thereNow) {
        throw WatchedSource.gone(lister.path("").toString(), e);
      }
      if (!directoryGone) {
        LOG.warn("\"{}\" is gone; waiting for it to come back", lister.path(""));
      }
      directoryGone = true;
      return;
    }
    Look look = new Look(now, first);
    for (String name : names) {
      if (lister.wants(name)) {
        look.at(name);
      }
    }
    look.end();
  }

  private static long second(long millis) {
    return Math.floorDiv(millis, 1000L);
  }

  /** One look at the directory. */
  private final class Look {
    private final long now;
    private final boolean first;
    private final boolean oldAgain = polls % LOOK_AGAIN == 0;
    private final Map<String, FileStat> unstable = new HashMap<>();
    private final Set<String> unreadable = new HashSet<>();
    private final SeenFiles old = new SeenFiles();
    private final List<FileStat> ready = new ArrayList<>();

    Look(long now, boolean first) {
      this.now = now;
      this.first = first;
    }

    void at(String name) {
      long hash = SeenFiles.hash(name);
      if (queued.contains(name) || seen.contains(hash)) {
        return;
      }
      if (thereNow && !first && !candidates.containsKey(name)) {
        return;
      }
      if (!oldAgain && tooOld.contains(hash)) {
        old.add(hash, 0);
        return;
      }
      FileStat file = lister.stat(name);
      switch (file.kind()) {
        case GONE -> {}
        case UNREADABLE -> {
          unreadable.add(name);
          if (!leftOut.contains(name)) { // once, not at each look
            leaveOut(name, file.why());
          }
        }
        case READABLE -> readable(file, hash);
      }
    }

    private void readable(FileStat file, long hash) {
      if (floor != Long.MIN_VALUE && second(file.millis()) < second(floor)) {
        old.add(hash, 0);
        counts.tooOld += tooOld.contains(hash) ? 0 : 1;
      } else if (file.equals(candidates.get(file.name()))
          || (first && file.millis() <= now - watch.everyMillis())) {
        ready.add(file);
      } else if (first || !thereNow) {
        unstable.put(file.name(), file);
      }
    }

    void end() {
      if (old.count() > tooOld.count()) {
        LOG.info("{} files older than the limit of age are left alone", old.count());
      }
      ready.sort(queue.comparator());
      int limit = watch.filesPerTrigger() == 0 ? ready.size() : watch.filesPerTrigger();
      for (FileStat file : ready) {
        if (limit-- > 0) {
          queue.add(file);
          queued.add(file.name());
          // A time in the future must not make all that comes until then too old.
          newest = Math.max(newest, Math.min(file.millis(), now));
        } else {
          unstable.put(file.name(), file);
        }
      }
      candidates = unstable;
      leftOut = unreadable;
      tooOld = old;
      raiseFloor();
    }

    private void raiseFloor() {
      if (newest == Long.MIN_VALUE) {
        return;
      }
      long limit = newest - watch.maxAgeMillis();
      for (FileStat file : queue) {
        limit = Math.min(limit, file.millis());
      }
      for (FileStat file : ready) {
        limit = Math.min(limit, file.millis());
      }
      if (limit > floor) {
        floor = limit;
        seen.forgetBefore(second(floor));
      }
    }
  }
}
