package dev.cauce.io;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real directory, or one file of it. Names that begin with a dot or an underscore and names that
 * end in {@code .tmp} belong to files that somebody is still at: they are left alone.
 */
final class FileDirectory implements FileLister {
  private final Path directory;
  private final @Nullable String only;
  private final @Nullable PathMatcher glob;
  private final @Nullable Path except;

  private FileDirectory(
      Path directory, @Nullable String only, @Nullable PathMatcher glob, @Nullable Path except) {
    this.directory = directory;
    this.only = only;
    this.glob = glob;
    this.except = except;
  }

  /**
   * The directory of which the settings speak; if they name one file, that file of its directory,
   * whatever its name.
   *
   * @throws IllegalArgumentException if the glob is malformed
   */
  static FileDirectory of(FileSettings settings) {
    Path path = Path.of(settings.path());
    String clean = settings.watch().clean();
    Path except = clean == null || clean.isEmpty() ? null : Path.of(clean).toAbsolutePath();
    if (Files.isDirectory(path) || path.getFileName() == null) {
      PathMatcher glob = settings.glob().equals("*") ? null : matcher(settings.glob());
      return new FileDirectory(path, null, glob, except);
    }
    Path parent = path.getParent();
    String name = path.getFileName().toString();
    return new FileDirectory(parent == null ? Path.of("") : parent, name, null, except);
  }

  /** The file names for which the pattern stands. */
  static PathMatcher matcher(String glob) {
    return FileSystems.getDefault().getPathMatcher("glob:" + glob);
  }

  @Override
  public List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  /** Whether a file of that name is hidden, or still being written. */
  static boolean isLeftAlone(String name) {
    return name.startsWith(".") || name.startsWith("_") || name.endsWith(".tmp");
  }

  @Override
  public boolean wants(String name) {
    if (only != null) {
      return name.equals(only);
    }
    if (isLeftAlone(name)) {
      return false;
    }
    return (glob == null || glob.matches(Path.of(name)))
        && (except == null || !except.equals(directory.resolve(name).toAbsolutePath()));
  }

  @Override
  public FileStat stat(String name) {
    return FileStat.of(path(name), name);
  }

  @Override
  public Path path(String name) {
    return directory.resolve(name);
  }
}
