package dev.cauce.io;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files of a directory have grown. A file stays the same file when it is renamed, even to a
 * name that is not asked for; it is forgotten when two looks in a row did not find it and all that
 * can be had of it was read.
 *
 * <p>Or which have grown by now: there is one look, and how many new files are begun at a look does
 * not matter.
 */
final class GrowingFiles {
  private static final Logger LOG = LoggerFactory.getLogger(GrowingFiles.class);
  private static final int LOOKS_UNTIL_FORGOTTEN = 2; // one may fall into the midst of a renaming

  private final FileLister lister;
  private final FileWatch watch;
  private final FileCounts counts;
  private final boolean thereNow;
  private final Map<Long, GrowingFile> files = new LinkedHashMap<>();
  private final ArrayDeque<GrowingFile> queue = new ArrayDeque<>();
  private Set<String> leftOut = new HashSet<>();
  private Set<Long> tooOld = new HashSet<>();
  private long newest = Long.MIN_VALUE;
  private long floor;
  private long polls;
  private long lastPoll;

  /**
   * @param floor new files modified before this time are too old; {@link Long#MIN_VALUE} if none is
   * @param thereNow whether there is but one look
   */
  GrowingFiles(
      FileLister lister,
      FileWatch watch,
      FileCounts counts,
      List<FileMark.Grown> known,
      long floor,
      boolean thereNow) {
    this.thereNow = thereNow;
    this.lister = lister;
    this.watch = watch;
    this.counts = counts;
    this.floor = floor;
    for (FileMark.Grown file : known) {
      files.put(file.key(), GrowingFile.of(file));
    }
  }

  boolean isDue(long now) {
    if (thereNow && polls > 0) {
      return false;
    }
    return polls == 0 || now - lastPoll >= watch.everyMillis() || now < lastPoll;
  }

  /** The next file that has news; it is asked for once per look. */
  @Nullable GrowingFile take() {
    return queue.poll();
  }

  /** How many files have grown that were not taken. */
  int waiting() {
    return queue.size();
  }

  /** Whether all that has grown by now was taken; never so if what is to come counts, too. */
  boolean isDone() {
    return thereNow && polls > 0 && queue.isEmpty();
  }

  long floor() {
    return floor;
  }

  Collection<GrowingFile> all() {
    return files.values();
  }

  /** Looks at the directory and at each file. */
  void poll(long now) throws IOException {
    polls++;
    lastPoll = now;
    List<String> names;
    try {
      names = lister.names();
    } catch (NoSuchFileException | NotDirectoryException e) {
      if (thereNow) {
        throw WatchedSource.gone(lister.path("").toString(), e);
      }
      // Nothing is forgotten: when it comes back (a mount may), its files are not read again.
      LOG.debug("\"{}\" is gone; waiting for it to come back", lister.path(""));
      return;
    }
    Set<Long> found = new HashSet<>();
    List<FileStat> fresh = new ArrayList<>();
    Set<String> unreadable = new HashSet<>();
    for (String name : names) {
      if (lister.wants(name)) {
        look(lister.stat(name), found, fresh, unreadable);
      }
    }
    leftOut = unreadable;
    findRenamed(names, found);
    if (thereNow && !found.containsAll(files.keySet())) {
      findAgain(found);
    }
    forgetDeleted(found);
    follow(fresh, now);
    queue.clear();
    files.values().stream()
        .filter(GrowingFile::hasNews)
        .sorted(
            Comparator.comparingLong((GrowingFile file) -> file.millis)
                .thenComparing(file -> file.name))
        .forEach(queue::add);
  }

  private void look(FileStat file, Set<Long> found, List<FileStat> fresh, Set<String> unreadable) {
    if (file.kind() == FileStat.Kind.UNREADABLE) {
      unreadable.add(file.name());
      if (!leftOut.contains(file.name())) { // once, not at each look
        counts.skipped++;
        LOG.warn("Left out \"{}\": {}", lister.path(file.name()), file.why());
      }
    } else if (file.kind() == FileStat.Kind.READABLE && found.add(file.key())) {
      GrowingFile known = files.get(file.key());
      if (known == null) {
        fresh.add(file);
      } else {
        update(known, file);
      }
    }
  }

  private void update(GrowingFile known, FileStat file) {
    known.name = file.name();
    known.size = file.size();
    known.millis = file.millis();
    known.looksMissing = 0;
    if (file.size() < known.offset) {
      truncated(known, "it became shorter");
    }
  }

  /** The file's bytes are not those that were read: it is read from its beginning. */
  void truncated(GrowingFile file, String why) {
    counts.truncations++;
    LOG.warn("\"{}\" is read from its beginning: {}", lister.path(file.name), why);
    file.restart();
  }

  private void findRenamed(List<String> names, Set<Long> found) {
    if (found.containsAll(files.keySet())) {
      return;
    }
    for (String name : names) {
      if (!lister.wants(name)) {
        FileStat file = lister.stat(name);
        GrowingFile known = files.get(file.key());
        if (file.kind() == FileStat.Kind.READABLE && known != null && found.add(file.key())) {
          update(known, file);
        }
      }
    }
  }

  /** A look may fall into the midst of a renaming, and there is no later look to find out. */
  private void findAgain(Set<Long> found) throws IOException {
    for (String name : lister.names()) {
      FileStat file = lister.stat(name);
      GrowingFile known = files.get(file.key());
      if (file.kind() == FileStat.Kind.READABLE && known != null && found.add(file.key())) {
        update(known, file);
      }
    }
  }

  private void forgetDeleted(Set<Long> found) throws IOException {
    List<GrowingFile> deleted = new ArrayList<>();
    for (GrowingFile file : files.values()) {
      if (found.contains(file.key)) {
        continue;
      }
      file.looksMissing++;
      if (file.channel != null) { // what is open can still be read
        file.size = file.channel.size();
      }
      boolean gone = thereNow || file.looksMissing >= LOOKS_UNTIL_FORGOTTEN;
      if (gone && (file.channel == null || !file.hasNews())) {
        deleted.add(file);
      }
    }
    for (GrowingFile file : deleted) {
      if (file.size > file.offset) {
        LOG.warn(
            "\"{}\" is gone; its last {} bytes were not read, or were a row without an end",
            lister.path(file.name),
            file.size - file.offset);
      }
      if (file.channel != null) {
        file.channel.close();
        file.channel = null;
      }
      files.remove(file.key);
    }
  }

  private void follow(List<FileStat> fresh, long now) {
    Comparator<FileStat> order = FileStat.OLDEST_FIRST;
    fresh.sort(watch.latestFirst() ? order.reversed() : order);
    int limit = watch.filesPerTrigger() == 0 || thereNow ? fresh.size() : watch.filesPerTrigger();
    Set<Long> old = new HashSet<>();
    long waiting = Long.MAX_VALUE;
    for (FileStat file : fresh) {
      if (floor != Long.MIN_VALUE && file.millis() < floor) {
        old.add(file.key());
        counts.tooOld += tooOld.contains(file.key()) ? 0 : 1;
      } else if (limit-- > 0) {
        GrowingFile begun = new GrowingFile(file.name(), file.key());
        begun.size = file.size();
        begun.millis = file.millis();
        files.put(file.key(), begun);
      } else {
        waiting = Math.min(waiting, file.millis());
      }
    }
    tooOld = old;
    for (GrowingFile file : files.values()) {
      // A time in the future must not make all that comes until then too old.
      newest = Math.max(newest, Math.min(file.millis, now));
    }
    if (newest != Long.MIN_VALUE && !files.isEmpty()) {
      floor = Math.max(floor, Math.min(newest - watch.maxAgeMillis(), waiting));
    }
  }
}
