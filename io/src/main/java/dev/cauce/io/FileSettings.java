package dev.cauce.io;

import java.io.Serializable;

/**
 * All that a read of files was told.
 *
 * @param path a directory or one file
 * @param glob which file names of the directory
 */
record FileSettings(String path, String glob, FileRows rows, FileWatch watch)
    implements Serializable {
  FileSettings with(FileRows newRows) {
    return new FileSettings(path, glob, newRows, watch);
  }

  FileSettings with(FileWatch newWatch) {
    return new FileSettings(path, glob, rows, newWatch);
  }
}
