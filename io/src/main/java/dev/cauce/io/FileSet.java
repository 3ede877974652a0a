package dev.cauce.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files that are written together. Closing it before {@link #publish} leaves no trace of them. */
interface FileSet extends Closeable {
  /**
   * Begins a file.
   *
   * @param name its name below the directory
   */
  OutputStream create(String name) throws IOException;

  /** Lets the files appear; all of them are closed. */
  void publish() throws IOException;

  /** Files that appear one after the other: each is whole, but not all at once. */
  static FileSet plain(Path root, FileSteps steps) {
    List<AtomicFile> files = new ArrayList<>();
    return new FileSet() {
      @Override
      public OutputStream create(String name) throws IOException {
        Path target = root.resolve(name);
        Path parent = target.getParent();
        directories(parent == null ? root : parent);
        AtomicFile file = AtomicFile.create(target);
        files.add(file);
        return file.out();
      }

      private void directories(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (!directory.equals(root) && parent != null) {
          directories(parent);
          steps.directory(directory);
        }
      }

      @Override
      public void publish() throws IOException {
        for (AtomicFile file : files) {
          file.commit();
        }
      }

      @Override
      public void close() throws IOException {
        for (AtomicFile file : files) {
          file.close();
        }
      }
    };
  }
}
