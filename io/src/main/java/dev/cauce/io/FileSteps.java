package dev.cauce.io;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The steps of which a commit of files is made. A process may die before, in and after each of
 * them; none of them follows a symbolic link. Tests replace them.
 */
class FileSteps implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A file that was not there. What is written is on disk once it is closed. */
  OutputStream create(Path file) throws IOException {
    return AtomicFile.forced(AtomicFile.open(file));
  }

  /**
   * Gives {@code file} the name {@code name} if nothing has it, in one step: of two that try, one
   * has it.
   *
   * @return whether it has it now
   */
  boolean name(Path name, Path file) throws IOException {
    try {
      Files.createLink(name, file);
      return true;
    } catch (FileAlreadyExistsException | NoSuchFileException lost) {
      return false; // another has the name, or has cleaned up behind us
    } catch (UnsupportedOperationException | IOException noLinks) {
      // No links in this file system: it is not one step here.
      if (Files.exists(name, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      Files.copy(file, name.resolveSibling(name.getFileName() + ".tmp"));
      return move(name.resolveSibling(name.getFileName() + ".tmp"), name);
    }
  }

  /**
   * Renames {@code file}, which replaces what has the name.
   *
   * @return false if there is no such file: another has renamed it
   */
  boolean move(Path file, Path name) throws IOException {
    try {
      Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (NoSuchFileException moved) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw moved; // it is the place that is missing
      }
      return false;
    }
  }

  /** Removes a file if it is there. */
  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  /** Makes a directory, if nothing has its name. */
  void directory(Path directory) throws IOException {
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isSymbolicLink(directory)) {
      throw new IOException(
          "\"" + directory + "\" is a symbolic link: rows are not written through it");
    }
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException("\"" + directory + "\" is not a directory", e);
      }
    }
  }

  /** Makes the names in a directory survive a power cut. */
  void force(Path directory) throws IOException {
    AtomicFile.forceDirectory(directory);
  }
}
