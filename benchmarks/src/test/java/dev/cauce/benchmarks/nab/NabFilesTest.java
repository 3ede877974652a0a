package dev.cauce.benchmarks.nab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assume.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Real files of the benchmark; what is expected was printed by another scorer, in Python. */
public class NabFilesTest {
  private static final Path SAMPLE = Path.of("src/test/resources/nab");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void score_steps_asTheOtherScorer() throws IOException {
    Path results = steps(SAMPLE);

    assertThat(
        score(SAMPLE.toString(), results.toString(), "--per-file"),
        is(
            """
            3 files, 5251 rows, 8 windows
            standard  score   26.38   threshold 0.998145     windows hit 3/8   false-positive rows 12
                realAdExchange/exchange-2_cpc_results.csv                      raw  -1.000  hit 0/1  fp 0
                realTraffic/TravelTime_387.csv                                 raw   1.220  hit 3/3  fp 12
                realTraffic/speed_7578.csv                                     raw  -4.000  hit 0/4  fp 0
            low_fp    score   19.89   threshold 0.999047     windows hit 3/8   false-positive rows 9
            low_fn    score   30.08   threshold 0.998145     windows hit 3/8   false-positive rows 12
            """));
    assertThat(
        score(SAMPLE.toString(), results.toString(), "--threshold", "0.9"),
        is(
            """
            3 files, 5251 rows, 8 windows
            standard  score -897.84   threshold 0.900000     windows hit 7/8   false-positive rows 1486
            low_fp    score -1882.26   threshold 0.900000     windows hit 7/8   false-positive rows 1486
            low_fn    score -569.39   threshold 0.900000     windows hit 7/8   false-positive rows 1486
            """));
  }

  @Test
  public void score_numbers_asTheOtherScorer() throws IOException {
    Path results = folder.newFolder().toPath();
    for (NabFile file : NabCorpus.read(SAMPLE).files().values()) {
      write(file, results, i -> i * 7919L % 1000 / 1000.0);
    }

    assertThat(
        score(SAMPLE.toString(), results.toString(), "--per-file"),
        is(
            """
            3 files, 5251 rows, 8 windows
            standard  score   43.41   threshold 0.994000     windows hit 5/8   false-positive rows 21
                realAdExchange/exchange-2_cpc_results.csv                      raw   0.199  hit 1/1  fp 7
                realTraffic/TravelTime_387.csv                                 raw  -2.208  hit 1/3  fp 11
                realTraffic/speed_7578.csv                                     raw   0.954  hit 3/4  fp 3
            low_fp    score   33.63   threshold 0.997000     windows hit 4/8   false-positive rows 9
            low_fn    score   59.97   threshold 0.979000     windows hit 8/8   false-positive rows 83
            """));
  }

  /** {@code -Dcauce.nab=DIR}: a directory with score.py, data and windows.json. */
  @Test
  public void score_wholeBenchmark_asTheOtherScorer() throws IOException {
    String directory = System.getProperty("cauce.nab", "");
    assumeThat("-Dcauce.nab is not given", directory, not(""));
    String results = steps(Path.of(directory)).toString();

    for (List<String> args :
        List.of(
            List.of(directory, results, "--per-file"),
            List.of(directory, results, "--threshold", "0.7"))) {
      String ours = score(args.toArray(String[]::new));

      assertThat(withoutThreshold(ours), is(withoutThreshold(other(directory, args))));
    }
  }

  @Test
  public void score_wrongFiles_oneLine() throws IOException {
    Path results = steps(SAMPLE);
    Path file = results.resolve("realTraffic/speed_7578.csv");
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.subList(0, 5));

    assertThat(score(SAMPLE.toString(), results.toString()), is(file + ": 4 rows, 1127 wanted.\n"));
    assertThat(
        score(SAMPLE.toString()),
        is(
            "Usage: benchmarks/nab/score DATA_DIR RESULTS_DIR [--threshold NUMBER]"
                + " [--per-file]\n"));
  }

  /** It is printed with other digits. */
  private static String withoutThreshold(String printed) {
    return printed.replaceAll("threshold \\S+ +", "");
  }

  private static String other(String directory, List<String> args) throws IOException {
    List<String> command = new ArrayList<>(List.of("python3", directory + "/score.py"));
    command.addAll(args);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream out = process.getInputStream()) {
      return new String(out.readAllBytes(), UTF_8);
    }
  }

  /** The scores of a detector that takes any step for an anomaly. */
  private Path steps(Path directory) throws IOException {
    Path results = folder.newFolder().toPath();
    for (NabFile file : NabCorpus.read(directory).files().values()) {
      double[] values = file.values().stream().mapToDouble(Double::parseDouble).toArray();
      write(
          file,
          results,
          i -> {
            double step = Math.abs(values[i] - values[Math.max(i - 1, 0)]);
            return step / (step + 1);
          });
    }
    return results;
  }

  private static void write(NabFile file, Path results, IntToDoubleFunction score)
      throws IOException {
    double[] scores = new double[file.values().size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = score.applyAsDouble(i);
    }
    NabResults.write(file, scores, results);
  }

  private static String score(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PrintStream print = new PrintStream(out, true, UTF_8)) {
      ScoreNab.run(List.of(args), print, print);
    }
    return out.toString(UTF_8);
  }
}
