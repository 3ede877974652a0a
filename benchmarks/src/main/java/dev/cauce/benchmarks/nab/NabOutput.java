package dev.cauce.benchmarks.nab;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.row.CsvFields;
import dev.cauce.row.CsvOptions;
import dev.cauce.row.MalformedRowException;
import dev.cauce.row.Timestamps;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Puts the scores of {@code cauce anomalies --all-scores} into the benchmark's form: a file of
 * scores for each file of readings, a row for each row, in its order. Rows come from the flow in
 * order of time, those of one time in the order in which they stood. A row that was not judged,
 * because it came too late or has no number, has the score 0.
 */
public final class NabOutput {
  /** Readings of one series, one time and one value: alike, but for their place. */
  private record Reading(String series, Instant time, double value) {}

  private final Map<Reading, Deque<Double>> scores = new HashMap<>();

  private NabOutput() {}

  /**
   * Takes the directory {@code data} of the readings, that of the scores as CSV, and that where the
   * files are to go. Prints how many rows were judged. Ends the JVM with 0, or 1 if something is
   * wrong, which it says.
   */
  public static void main(String[] args) {
    try {
      System.err.println(write(Path.of(args[0]), Path.of(args[1]), Path.of(args[2])));
    } catch (IOException | IllegalArgumentException failure) {
      System.err.println(failure.getClass().getSimpleName() + ": " + failure.getMessage());
      System.exit(1);
    }
  }

  /**
   * Writes the files below {@code results}.
   *
   * @return what was done
   * @throws IllegalArgumentException if there is a score of no reading
   */
  static String write(Path data, Path scores, Path results) throws IOException {
    NabOutput output = new NabOutput();
    Path whole = data.toRealPath();
    for (Path file : files(scores, "")) {
      output.take(whole, file);
    }
    List<NabFile> readings = new ArrayList<>();
    for (Path file : files(whole, ".csv")) {
      readings.add(NabFile.read(whole, whole.relativize(file).toString().replace('\\', '/')));
    }
    int judged = output.scores.values().stream().mapToInt(Deque::size).sum();
    int rows = 0;
    for (NabFile file : readings) {
      NabResults.write(file, output.of(file), results);
      rows += file.values().size();
    }
    int left = output.scores.values().stream().mapToInt(Deque::size).sum();
    if (left > 0) {
      throw new IllegalArgumentException(left + " scores belong to no reading.");
    }
    return judged + " of " + rows + " readings judged, of " + readings.size() + " files";
  }

  private static List<Path> files(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .filter(file -> file.toString().endsWith(ending))
          .sorted()
          .toList();
    }
  }

  /** Takes the scores of one file. */
  private void take(Path data, Path file) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
      List<String> header = fields(Objects.requireNonNullElse(reader.readLine(), ""));
      int series = column(header, "series", file);
      int time = column(header, "time", file);
      int value = column(header, "value", file);
      int score = column(header, "score", file);
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        List<String> row = fields(line);
        Reading reading =
            new Reading(
                name(data, row.get(series)),
                Objects.requireNonNull(Timestamps.instant(row.get(time)), line),
                Double.parseDouble(row.get(value)));
        scores
            .computeIfAbsent(reading, unused -> new ArrayDeque<>(1))
            .add(Double.valueOf(row.get(score)));
      }
    }
  }

  /** The file that a series of {@code --series _file} is, as the benchmark names it. */
  private static String name(Path data, String series) throws IOException {
    Path path = Path.of(series);
    return (path.isAbsolute() ? data.relativize(path.toRealPath()) : path)
        .toString()
        .replace('\\', '/');
  }

  private static int column(List<String> header, String name, Path file) {
    int column = header.indexOf(name);
    if (column < 0) {
      throw new IllegalArgumentException(file + " has no column " + name + ".");
    }
    return column;
  }

  private static List<String> fields(String line) {
    List<String> all = new ArrayList<>();
    CsvFields fields = new CsvFields(line, CsvOptions.DEFAULT);
    try {
      while (fields.next()) {
        all.add(fields.text());
      }
    } catch (MalformedRowException e) {
      throw new IllegalArgumentException("\"" + line + "\": " + e.getMessage(), e);
    }
    return all;
  }

  /** The scores of a file's rows, 0 for those without. */
  private double[] of(NabFile file) {
    Map<String, Instant> times = new TreeMap<>();
    double[] own = new double[file.values().size()];
    for (int i = 0; i < own.length; i++) {
      Instant time =
          times.computeIfAbsent(
              file.timestamps().get(i), text -> Objects.requireNonNull(Timestamps.instant(text)));
      Deque<Double> found =
          scores.get(new Reading(file.name(), time, number(file.values().get(i))));
      Double score = found == null ? null : found.poll();
      own[i] = score == null ? 0 : score;
    }
    return own;
  }

  private static double number(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return Double.NaN; // which has no score
    }
  }
}
