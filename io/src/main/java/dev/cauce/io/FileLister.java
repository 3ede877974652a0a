package dev.cauce.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What readers see of a directory; tests play their own. */
interface FileLister {
  /**
   * The names of all entries of the directory, in no order, without looking at the files
   * themselves.
   *
   * @throws java.nio.file.NoSuchFileException if the directory is gone
   */
  List<String> names() throws IOException;

  /** Whether a file of this name is asked for. */
  boolean wants(String name);

  /** Looks at the file itself. */
  FileStat stat(String name);

  /** Where the file is. */
  Path path(String name);
}
