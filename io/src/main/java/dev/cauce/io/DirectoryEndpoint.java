package dev.cauce.io;

import dev.cauce.row.Lines;
import dev.cauce.table.TableUpdate;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/** A path or {@code file:///DIR}: lines of files; a directory of files to write to. */
public final class DirectoryEndpoint implements Endpoint {
  private enum Clean {
    ARCHIVE,
    DELETE,
    OFF
  }

  /** For {@link java.util.ServiceLoader}. */
  public DirectoryEndpoint() {}

  @Override
  public Set<String> schemes() {
    return Set.of("file");
  }

  @Override
  public Usage source() {
    return new Usage(
        "a path or file:///DIR",
        List.of(
            "match=*.log",
            "watch=1s",
            "follow=true",
            "files-per-trigger=N",
            "latest-first=true",
            "max-age=7d",
            "clean=archive|delete|off",
            "charset=UTF-8",
            "compression=gzip"),
        "lines of the files that are there; with watch also of files to come; with follow also of"
            + " what is appended");
  }

  @Override
  public Usage sink() {
    return new Usage(
        "a path or file:///DIR",
        List.of(
            "format=text|csv|json|parquet|avro",
            "partition-by=COLUMN,COLUMN",
            "compression=none|snappy|zstd"),
        "files in a directory, csv unless told otherwise; update and complete replace them"
            + " atomically; with checkpoints exactly once");
  }

  @Override
  public boolean isBounded(EndpointUri uri, ReadOptions how) {
    return !how.availableNow() && !uri.parameters().containsKey("watch");
  }

  @Override
  public @Nullable String availableNow(EndpointUri uri) {
    return null;
  }

  @Override
  public PTransform<PBegin, PCollection<Lines>> read(EndpointUri uri, ReadOptions how) {
    UriOptions options = uri.options();
    Path path = options.body(DirectoryEndpoint::path, Path.of("."));
    DirectoryIO.Read read = watched(DirectoryIO.read(path.toString()), path, options).with(how);
    String match = options.as("match", DirectoryEndpoint::glob);
    if (match != null) {
      read = read.matching(match);
    }
    Charset charset = options.as("charset", DirectoryEndpoint::charset);
    if (charset != null) {
      read = read.withCharset(charset);
    }
    if (options.oneOf("compression", Map.of("gzip", true), false)) {
      read = read.compressedBy("gzip");
    }
    read.problems().forEach(problem -> options.problem(problem + "."));
    options.check();
    return read;
  }

  private static DirectoryIO.Read watched(DirectoryIO.Read read, Path path, UriOptions options) {
    DirectoryIO.Read watched = read;
    Duration watch = options.duration("watch");
    if (watch != null && watch.getMillis() == 0) {
      options.problem("watch \"0s\" would never rest: use 100ms or more.");
    } else if (watch != null) {
      watched = watched.watchingEvery(watch);
    }
    if (options.flag("follow", false)) {
      watched = watched.following();
    }
    long files = options.number("files-per-trigger", 1, Integer.MAX_VALUE, 0);
    if (files > 0) {
      watched = watched.withFilesPerTrigger((int) files);
    }
    if (options.flag("latest-first", false)) {
      watched = watched.latestFirst();
    }
    Duration maxAge = options.duration("max-age");
    if (maxAge != null) {
      watched = watched.withMaxAge(maxAge);
    }
    return switch (options.oneOf("clean", Clean.OFF)) {
      case OFF -> watched;
      case DELETE -> watched.deletingReadFiles();
      // Beside the files, so that moving one is a rename; hidden, so that it is not read.
      case ARCHIVE -> watched.archivingReadFiles(path.resolve(".archive").toString());
    };
  }

  @Override
  public PTransform<PCollection<TableUpdate>, PDone> write(EndpointUri uri) {
    UriOptions options = uri.options();
    FileFormat format = options.oneOf("format", FileFormat.CSV);
    FileCompression compression =
        options.text("compression") == null
            ? null
            : options.oneOf("compression", FileCompression.NONE);
    List<String> partitionBy = options.as("partition-by", DirectoryEndpoint::columns);
    Path path = options.body(DirectoryEndpoint::directory, Path.of(""));
    String problem = new FileStyle(format, compression, List.of()).problem();
    if (problem != null) {
      options.problem(problem);
    }
    options.check();
    DirectoryIO.Write write = DirectoryIO.write(path.toString()).as(format);
    if (compression != null) {
      write = write.compressedBy(compression);
    }
    return partitionBy == null ? write : write.partitionedBy(partitionBy.toArray(new String[0]));
  }

  private static List<String> columns(String text) {
    List<String> columns = List.of(text.split(",", -1));
    if (columns.contains("") || columns.stream().distinct().count() < columns.size()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a list of columns: write for example day,country.");
    }
    return columns;
  }

  /** The directory {@code text} to write to, which need not be there. */
  static Path directory(String text) {
    Path path = path(text);
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new IllegalArgumentException(
          "\"" + path + "\" is a file: name a directory, it is made if it is not there.");
    }
    return path;
  }

  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the path is missing: write file:///DIR or a path.");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException invalid) {
      throw new IllegalArgumentException("\"" + text + "\" is not a path.", invalid);
    }
  }

  private static String glob(String pattern) {
    try {
      FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      return pattern;
    } catch (PatternSyntaxException invalid) {
      throw new IllegalArgumentException(
          "\"" + pattern + "\" is not a pattern of names: write for example *.log.", invalid);
    }
  }

  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is not a charset of this JVM: use for example UTF-8 or ISO-8859-1.",
          unknown);
    }
  }
}
