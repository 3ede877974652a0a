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

/** A path or {@code file:///DIR}: lines of files; a directory of files to write to. */
public final class DirectoryEndpoint implements Endpoint {
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
            "charset=UTF-8",
            "compression=gzip"),
        "lines of the files that are there; with watch also of files to come; with follow also of"
            + " what is appended");
  }

  @Override
  public Usage sink() {
    return new Usage(
        "a path or file:///DIR",
        List.of("format=text|csv|json"),
        "files in a directory, csv unless told otherwise; update and complete replace them"
            + " atomically");
  }

  @Override
  public PTransform<PBegin, PCollection<Lines>> read(EndpointUri uri) {
    UriOptions options = uri.options();
    Path path = options.body(DirectoryEndpoint::existing, Path.of(""));
    String match = options.as("match", DirectoryEndpoint::glob);
    Duration watch = options.duration("watch");
    boolean follow = options.flag("follow", false);
    long filesPerTrigger = options.number("files-per-trigger", 1, Integer.MAX_VALUE, 0);
    boolean latestFirst = options.flag("latest-first", false);
    Duration maxAge = options.duration("max-age");
    Charset charset = options.as("charset", DirectoryEndpoint::charset);
    String compression = options.oneOf("compression", Map.of("gzip", "gzip"), "");
    if (watch != null && watch.getMillis() == 0) {
      options.problem("watch \"0s\" would never rest: use 100ms or more.");
    }
    options.check();
    DirectoryIO.Read read = DirectoryIO.read(path.toString());
    if (match != null) {
      read = read.matching(match);
    }
    if (watch != null) {
      read = read.watchingEvery(watch);
    }
    if (follow) {
      read = read.following();
    }
    if (filesPerTrigger > 0) {
      read = read.withFilesPerTrigger((int) filesPerTrigger);
    }
    if (latestFirst) {
      read = read.latestFirst();
    }
    if (maxAge != null) {
      read = read.withMaxAge(maxAge);
    }
    if (charset != null) {
      read = read.withCharset(charset);
    }
    return compression.isEmpty() ? read : read.compressedBy(compression);
  }

  @Override
  public PTransform<PCollection<TableUpdate>, PDone> write(EndpointUri uri) {
    UriOptions options = uri.options();
    FileFormat format = options.oneOf("format", FileFormat.CSV);
    Path path = options.body(DirectoryEndpoint::directory, Path.of(""));
    options.check();
    return DirectoryIO.write(path.toString()).as(format);
  }

  private static Path existing(String text) {
    Path path = path(text);
    if (!Files.exists(path)) {
      throw new IllegalArgumentException(
          "there is no \"" + path + "\": name a file or a directory that is there.");
    }
    if (!Files.isReadable(path)) {
      throw new IllegalArgumentException(
          "\"" + path + "\" may not be read: give this user the right to.");
    }
    return path;
  }

  private static Path directory(String text) {
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
