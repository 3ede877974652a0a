package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.io.EndpointUri;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The first lines of files, to infer columns from. */
final class Samples {
  private static final int LINES = 1000;

  private Samples() {}

  /**
   * The first lines of the first file of {@code uris}, by name; none if not all of them are files
   * that are there, or none of those has a line.
   */
  static List<String> of(List<EndpointUri> uris) {
    if (!uris.stream().allMatch(uri -> uri.scheme().equals("file"))) {
      return List.of();
    }
    for (EndpointUri uri : uris) {
      try {
        for (Path file : files(uri)) {
          List<String> lines = lines(uri, file);
          if (!lines.isEmpty()) {
            return lines;
          }
        }
      } catch (IOException | IllegalArgumentException unreadable) {
        return List.of(); // the source says so itself
      }
    }
    return List.of();
  }

  private static List<Path> files(EndpointUri uri) throws IOException {
    Path path = Path.of(uri.body());
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    String match = uri.parameters().getOrDefault("match", "*");
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + match);
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(file -> Files.isRegularFile(file) && isTaken(file.getFileName(), matcher))
          .sorted()
          .toList();
    }
  }

  private static boolean isTaken(Path name, PathMatcher matcher) {
    String text = name.toString();
    return !text.startsWith(".")
        && !text.startsWith("_")
        && !text.endsWith(".tmp")
        && matcher.matches(name);
  }

  private static List<String> lines(EndpointUri uri, Path file) throws IOException {
    boolean zipped =
        "gzip".equals(uri.parameters().get("compression")) || file.toString().endsWith(".gz");
    String charset = uri.parameters().get("charset");
    List<String> lines = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    zipped ? new GZIPInputStream(in) : in,
                    charset == null ? UTF_8 : Charset.forName(charset)))) {
      String line = reader.readLine();
      while (line != null && lines.size() < LINES) {
        lines.add(line);
        line = reader.readLine();
      }
    }
    return lines;
  }
}
