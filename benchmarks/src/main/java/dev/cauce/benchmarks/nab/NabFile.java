package dev.cauce.benchmarks.nab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A file of readings: {@code timestamp,value} below a header.
 *
 * @param name its path below {@code data}: category and file
 * @param timestamps of its rows, without a fraction of zeros; not always in order, some twice
 * @param values of its rows, as they stand there
 */
public record NabFile(String name, List<String> timestamps, List<String> values) {
  /**
   * Reads the file {@code name} below {@code data}.
   *
   * @throws IllegalArgumentException if it is no such file
   */
  static NabFile read(Path data, String name) throws IOException {
    List<String> times = new ArrayList<>();
    List<String> values = new ArrayList<>();
    Path file = data.resolve(name);
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    List<String> header = lines.isEmpty() ? List.of() : fields(lines.get(0));
    int time = header.indexOf("timestamp");
    int value = header.indexOf("value");
    if (time < 0 || value < 0) {
      throw new IllegalArgumentException(file + ": the header must name timestamp and value.");
    }
    for (String line : lines.subList(1, lines.size())) {
      if (!line.isEmpty()) {
        List<String> fields = fields(line);
        times.add(timestamp(fields.get(time)));
        values.add(fields.get(value));
      }
    }
    return new NabFile(name, times, values);
  }

  /** The fields of a line; the benchmark's files have no quotes. */
  static List<String> fields(String line) {
    return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
  }

  /** A timestamp as it is compared: with a space, without a fraction of zeros, without a Z. */
  static String timestamp(String text) {
    return text.strip().replace('T', ' ').replaceFirst("(\\.0*)?Z?$", "");
  }
}
