package dev.cauce.runners;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A directory for state, wherever Flink can reach one: a path of this machine, or a URI of a file
 * system of Flink's. Through Flink's own access to it, since Flink must reach it anyway.
 */
final class StateFiles {
  private final Path root;

  private StateFiles(Path root) {
    this.root = root;
  }

  /**
   * The directory {@code directory}; nothing is touched.
   *
   * @param directory a path, or a URI with a scheme
   * @throws IllegalArgumentException if it is neither
   */
  static StateFiles in(String directory) {
    if (directory.isBlank()) {
      throw new IllegalArgumentException(
          "--checkpoint \"\" is no directory: give a path or a URI.");
    }
    try {
      boolean hasScheme = directory.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
      URI uri = hasScheme ? URI.create(directory) : absolute(directory);
      return new StateFiles(new Path(uri));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--checkpoint \"%s\" is neither a path nor a URI: %s",
              directory,
              e.getMessage()),
          e);
    }
  }

  private static URI absolute(String directory) {
    String uri = java.nio.file.Path.of(directory).toAbsolutePath().normalize().toUri().toString();
    // Java gives file:///DIR/ for a directory that is there and file:///DIR for one that is not.
    return URI.create(uri.endsWith("/") && uri.length() > 8 ? chopped(uri) : uri);
  }

  private static String chopped(String uri) {
    return uri.substring(0, uri.length() - 1);
  }

  /** The directory as a URI. */
  String uri() {
    return root.toString();
  }

  /** The directory's path on this machine; null if it is elsewhere. */
  java.nio.file.@Nullable Path local() {
    URI uri = root.toUri();
    return uri.getScheme() == null || uri.getScheme().equals("file")
        ? java.nio.file.Path.of(uri.getPath())
        : null;
  }

  /** The URI of what is called {@code name} in the directory. */
  String uri(String name) {
    return new Path(root, name).toString();
  }

  /** Makes the directory {@code name} in the directory, and all above it. */
  void makeDirectory(String name) throws IOException {
    Path path = name.isEmpty() ? root : new Path(root, name);
    try {
      if (!fileSystem().mkdirs(path)) {
        throw new IOException("it is refused");
      }
    } catch (IOException e) {
      throw failed("make the directory", path, e);
    }
  }

  /** The content of the file {@code name}; null if there is none. */
  byte @Nullable [] read(String name) throws IOException {
    Path path = new Path(root, name);
    try (InputStream in = fileSystem().open(path)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      in.transferTo(bytes);
      return bytes.toByteArray();
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      if (!fileSystem().exists(path)) {
        return null;
      }
      throw failed("read", path, e);
    }
  }

  /** Replaces the file {@code name} as a whole: readers see the old content or the new one. */
  void replace(String name, byte[] content) throws IOException {
    Path path = new Path(root, name);
    Path beside = new Path(root, "." + name + "." + UUID.randomUUID() + ".tmp");
    try {
      FileSystem files = fileSystem();
      try (OutputStream out = files.create(beside, FileSystem.WriteMode.NO_OVERWRITE)) {
        out.write(content);
        out.flush();
        if (out instanceof FSDataOutputStream stream) {
          stream.sync();
        }
      }
      if (!files.rename(beside, path)) {
        files.delete(path, false); // an object store that does not rename over what is there
        if (!files.rename(beside, path)) {
          throw new IOException("it cannot be replaced");
        }
      }
    } catch (IOException e) {
      deleteQuietly(beside);
      throw failed("write", path, e);
    }
  }

  /** What is in the directory {@code name}; nothing if it is not there. */
  List<FileStatus> list(String name) throws IOException {
    Path path = name.isEmpty() ? root : new Path(root, name);
    try {
      FileStatus[] all = fileSystem().exists(path) ? fileSystem().listStatus(path) : null;
      return all == null ? List.of() : new ArrayList<>(List.of(all));
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw failed("list", path, e);
    }
  }

  /** Deletes {@code name} and all that is in it; what cannot be deleted is left. */
  void delete(String name) {
    deleteQuietly(new Path(root, name));
  }

  private void deleteQuietly(Path path) {
    try {
      fileSystem().delete(path, true);
    } catch (IOException e) {
      // It takes room and harms nobody; the next run tries again.
    }
  }

  FileSystem fileSystem() throws IOException {
    try {
      return root.getFileSystem();
    } catch (IOException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "Cannot reach \"%s\": %s",
              root,
              String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  private static IOException failed(String what, Path path, IOException e) {
    String reason = e instanceof java.nio.file.FileSystemException file ? reason(file) : message(e);
    return new IOException(
        String.format(Locale.ROOT, "Could not %s \"%s\": %s", what, path, reason), e);
  }

  private static String reason(java.nio.file.FileSystemException e) {
    return e.getReason() != null ? e.getReason() : e.getClass().getSimpleName();
  }

  private static String message(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
