package dev.cauce.io;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file that others see complete or not at all: written under a hidden name in the same directory,
 * forced to disk, then renamed, which replaces an older file of the name in one step. Closing it
 * without {@link #commit} leaves no trace.
 *
 * <p>Where permissions are POSIX's the file has 0640. Symbolic links are not followed: one of the
 * file's name is replaced, not written through. All errors are {@code IOException}s of one line
 * that name the file.
 */
final class AtomicFile implements Closeable {
  private static final String SUFFIX = ".tmp";
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final OutputStream out;
  private boolean committed;

  private AtomicFile(Path target, Path temporary, FileChannel channel) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
    this.out = forced(channel);
  }

  /** A buffer before {@code channel}; what was written is on disk once it is closed. */
  static OutputStream forced(FileChannel channel) {
    return new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16) {
      @Override
      public void close() throws IOException {
        try (channel) {
          if (channel.isOpen()) {
            flush();
            channel.force(true);
          }
        }
      }
    };
  }

  /** What fills a file. */
  interface Content {
    /** Writes all of it to {@code out}, which is buffered; does not close it. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes the file {@code target}, or fails and leaves what was there before. */
  static void write(Path target, Content content) throws IOException {
    try (AtomicFile file = create(target)) {
      content.writeTo(file.out);
      file.commit();
    } catch (IOException e) {
      throw new IOException(
          "Could not write \"" + target + "\": " + reason(e) + ". Nothing of it was kept.", e);
    }
  }

  /**
   * Removes what writers that were killed left behind.
   *
   * @param names matches the names of the files that they were writing, without leading dot
   */
  static void removeLeftovers(Path directory, Pattern names) throws IOException {
    try (DirectoryStream<Path> hidden = Files.newDirectoryStream(directory, ".*" + SUFFIX)) {
      for (Path file : hidden) {
        String name = file.getFileName().toString();
        if (names.matcher(name.substring(1, name.length() - SUFFIX.length())).matches()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new IOException("Could not clean up \"" + directory + "\": " + reason(e), e);
    }
  }

  /** A file that is there once it is {@linkplain #commit committed}. */
  static AtomicFile create(Path target) throws IOException {
    Path temporary = target.resolveSibling("." + target.getFileName() + SUFFIX);
    // What a failed attempt of this very writer left would be in the way.
    Files.deleteIfExists(temporary);
    return new AtomicFile(target, temporary, open(temporary));
  }

  /** A file that was not there, with this class's permissions. */
  static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, NEW, permissions(file));
  }

  private static FileAttribute<?>[] permissions(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))
        }
        : new FileAttribute<?>[0];
  }

  /** Where its content goes; buffered. May be closed before {@link #commit}. */
  OutputStream out() {
    return out;
  }

  /** Gives it its name. */
  void commit() throws IOException {
    out.close();
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    committed = true;
    Path directory = target.toAbsolutePath().getParent();
    if (directory != null) {
      forceDirectory(directory);
    }
  }

  /** Makes the new name survive a power cut, where directories can be opened (not on Windows). */
  static void forceDirectory(Path directory) throws IOException {
    FileChannel opened;
    try {
      opened = FileChannel.open(directory, StandardOpenOption.READ);
    } catch (IOException cannotBeOpened) {
      return;
    }
    try (opened) {
      opened.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!committed) {
      Files.deleteIfExists(temporary);
    }
  }

  /** Why a file operation failed, in a few words, without the path. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
