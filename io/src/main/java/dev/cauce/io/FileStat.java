package dev.cauce.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;

/**
 * A file as one look at it found it.
 *
 * @param name its name in its directory
 * @param kind whether it can be read
 * @param why why it cannot be read; else empty
 * @param size bytes
 * @param millis when it was last modified, in milliseconds since the epoch
 * @param key what tells it from every other file, whatever its name: a hash of device and inode
 */
record FileStat(String name, Kind kind, String why, long size, long millis, long key) {
  enum Kind {
    READABLE,
    /** A directory, a pipe, a device, a link that leads nowhere, or no permission to read. */
    UNREADABLE,
    GONE
  }

  /** The order in which files are read: by time of modification, then by name. */
  static final Comparator<FileStat> OLDEST_FIRST =
      Comparator.comparingLong(FileStat::millis).thenComparing(FileStat::name);

  /** Looks at the file; follows links. */
  static FileStat of(Path path, String name) {
    try {
      BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
      if (!found.isRegularFile()) {
        return unreadable(name, found.isDirectory() ? "it is a directory" : "no regular file");
      }
      if (!Files.isReadable(path)) {
        return unreadable(name, "no permission to read it");
      }
      Object key = found.fileKey();
      long hash = SeenFiles.hash(key == null ? name : key.toString());
      long millis = found.lastModifiedTime().toMillis();
      return new FileStat(name, Kind.READABLE, "", found.size(), millis, hash);
    } catch (NoSuchFileException e) {
      return Files.isSymbolicLink(path)
          ? unreadable(name, "a link to a file that does not exist")
          : new FileStat(name, Kind.GONE, "it is gone", 0, 0, 0);
    } catch (IOException e) { // a loop of links, above all
      return unreadable(name, String.valueOf(e.getMessage()));
    }
  }

  private static FileStat unreadable(String name, String why) {
    return new FileStat(name, Kind.UNREADABLE, why, 0, 0, 0);
  }
}
