package dev.cauce.benchmarks.nab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files of scores as the benchmark has them: {@code timestamp,value,anomaly_score}, a row a row.
 */
public final class NabResults {
  private NabResults() {}

  /**
   * The scores of all files of {@code corpus} below {@code results}.
   *
   * @throws IllegalArgumentException if a row is missing, or is not that of the corpus
   */
  public static Map<String, double[]> read(NabCorpus corpus, Path results) throws IOException {
    Map<String, double[]> scores = new TreeMap<>();
    for (NabFile file : corpus.files().values()) {
      scores.put(file.name(), read(file, results.resolve(file.name())));
    }
    return scores;
  }

  private static double[] read(NabFile file, Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException("There are no scores of " + file.name() + ": " + path);
    }
    List<String> lines = Files.readAllLines(path, UTF_8);
    List<String> header = lines.isEmpty() ? List.of() : NabFile.fields(lines.get(0));
    int time = header.indexOf("timestamp");
    int score = header.indexOf("anomaly_score");
    int rows = lines.size() - 1;
    if (time < 0 || score < 0) {
      throw new IllegalArgumentException(
          path + ": the header must name timestamp and anomaly_score.");
    }
    if (rows != file.timestamps().size()) {
      throw new IllegalArgumentException(
          path + ": " + rows + " rows, " + file.timestamps().size() + " wanted.");
    }
    double[] scores = new double[rows];
    for (int i = 0; i < rows; i++) {
      List<String> fields = NabFile.fields(lines.get(i + 1));
      String wanted = file.timestamps().get(i);
      if (!NabFile.timestamp(fields.get(time)).equals(wanted)) {
        throw new IllegalArgumentException(
            path + ": row " + (i + 1) + " is of " + fields.get(time) + ", not of " + wanted + ".");
      }
      scores[i] = Double.parseDouble(fields.get(score));
    }
    return scores;
  }

  /** Writes the scores of {@code file} below {@code results}. */
  static void write(NabFile file, double[] scores, Path results) throws IOException {
    StringBuilder text = new StringBuilder("timestamp,value,anomaly_score\n");
    for (int i = 0; i < scores.length; i++) {
      text.append(file.timestamps().get(i)).append(',');
      text.append(file.values().get(i)).append(',').append(scores[i]).append('\n');
    }
    Path path = results.resolve(file.name());
    Path category = path.getParent();
    if (category != null) {
      Files.createDirectories(category);
    }
    Files.writeString(path, text, UTF_8);
  }
}
