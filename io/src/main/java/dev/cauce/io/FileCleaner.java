package dev.cauce.io;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes or moves away files that were read, as best it can: after a crash some may stay. Holds
 * the files read since the last complete checkpoint. Thread-safe: a checkpoint may be completed by
 * another thread than the one that reads.
 */
final class FileCleaner {
  private static final Logger LOG = LoggerFactory.getLogger(FileCleaner.class);

  private final FileLister lister;
  private final String target;
  private final Set<Done> done = new LinkedHashSet<>();

  /** A file that was read to its end, as it was then. */
  record Done(String name, long size, long millis) {}

  /**
   * @param target where files go; empty: they are deleted
   */
  FileCleaner(FileLister lister, String target, List<Done> done) {
    this.lister = lister;
    this.target = target;
    this.done.addAll(done);
  }

  synchronized void add(FileStat file) {
    done.add(new Done(file.name(), file.size(), file.millis()));
  }

  /** The files that a checkpoint taken now covers. */
  synchronized List<Done> covered() {
    return List.copyOf(done);
  }

  /** A checkpoint that covers these files is complete. */
  void clean(List<Done> covered) {
    List<Done> mine = new ArrayList<>();
    synchronized (this) {
      for (Done file : covered) {
        if (done.remove(file)) {
          mine.add(file);
        }
      }
    }
    for (Done file : mine) {
      clean(file);
    }
  }

  private void clean(Done file) {
    FileStat now = lister.stat(file.name());
    if (now.kind() != FileStat.Kind.READABLE
        || now.size() != file.size()
        || now.millis() != file.millis()) {
      return; // gone already, or another file by now
    }
    Path path = lister.path(file.name());
    try {
      if (target.isEmpty()) {
        Files.delete(path);
      } else {
        archive(path, Path.of(target));
      }
    } catch (IOException e) {
      LOG.warn("\"{}\" was read and stays where it is: {}", path, e.toString());
    }
  }

  /** Never writes over an archived file: a second one of the same name gets a number. */
  private static void archive(Path path, Path directory) throws IOException {
    Files.createDirectories(directory);
    String name = String.valueOf(path.getFileName());
    for (int i = 0; ; i++) {
      Path to = directory.resolve(i == 0 ? name : name + "." + i);
      try {
        Files.move(path, to);
        return;
      } catch (FileAlreadyExistsException e) {
        if (i == 10_000) {
          throw e;
        }
      }
    }
  }
}
