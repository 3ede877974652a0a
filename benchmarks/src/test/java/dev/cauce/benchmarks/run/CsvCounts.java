package dev.cauce.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads tables of {@code word,count}, with RFC 4180's quotes where there are any. */
final class CsvCounts {
  private CsvCounts() {}

  /** Takes a row. */
  interface Sink {
    void row(byte[] bytes, int from, int to, long count);
  }

  /**
   * Reads all files of a directory and of those in it; names that begin with a dot or an underscore
   * are no data.
   *
   * @throws IOException if one cannot be read, or a line is no row
   */
  static void readAll(Path directory, Sink rows) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(
                  file ->
                      Stream.of(".", "_")
                              .noneMatch(directory.relativize(file).toString()::startsWith)
                          && Stream.of(".", "_")
                              .noneMatch(file.getFileName().toString()::startsWith))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        ByteLines lines = new ByteLines(in);
        boolean first = true;
        while (lines.next()) {
          if (!row(lines, rows) && !first) {
            throw new IOException("\"" + text(lines) + "\" in " + file + " is no row");
          }
          first = false; // may be a header
        }
      }
    }
  }

  /** Hands on the row of a line; false if the line is none. */
  static boolean row(ByteLines line, Sink rows) {
    int comma = line.lastIndexOf((byte) ',');
    long count = comma < 0 ? -1 : Digits.parse(line.bytes(), comma + 1, line.length());
    if (count < 0) {
      return false;
    }
    byte[] bytes = line.bytes();
    if (comma == 0 || bytes[0] != '"') {
      rows.row(bytes, 0, comma, count);
      return true;
    }
    byte[] word = new byte[comma];
    int length = 0;
    for (int i = 1; i < comma - 1; i++) {
      word[length++] = bytes[i];
      i += bytes[i] == '"' ? 1 : 0; // a quote is doubled
    }
    rows.row(word, 0, length, count);
    return true;
  }

  private static String text(ByteLines line) {
    return new String(line.bytes(), 0, line.length(), UTF_8);
  }
}
