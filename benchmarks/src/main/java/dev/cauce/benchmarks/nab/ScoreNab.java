package dev.cauce.benchmarks.nab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code benchmarks/nab/score}: what the scores of a detector are worth. */
public final class ScoreNab {
  private static final String USAGE =
      "Usage: benchmarks/nab/score DATA_DIR RESULTS_DIR [--threshold NUMBER] [--per-file]";

  private ScoreNab() {}

  /** Ends the JVM with 0, 1 if a file cannot be read, or 2 if something is wrong with it. */
  public static void main(String[] args) {
    System.exit(run(List.of(args), System.out, System.err));
  }

  /** Prints to {@code out}; what is wrong goes to {@code err}. */
  static int run(List<String> args, PrintStream out, PrintStream err) {
    List<String> places = new ArrayList<>();
    Double threshold = null;
    boolean perFile = false;
    try {
      for (int i = 0; i < args.size(); i++) {
        String arg = args.get(i);
        if (arg.equals("--per-file")) {
          perFile = true;
        } else if (arg.equals("--threshold") && i + 1 < args.size()) {
          threshold = Double.valueOf(args.get(++i));
        } else {
          places.add(arg);
        }
      }
      if (places.size() != 2 || places.stream().anyMatch(place -> place.startsWith("--"))) {
        err.println(USAGE);
        return 2;
      }
      print(Path.of(places.get(0)), Path.of(places.get(1)), threshold, perFile, out);
      return 0;
    } catch (IllegalArgumentException wrong) {
      err.println(wrong.getMessage());
      return 2;
    } catch (IOException failure) {
      err.println(failure.getClass().getSimpleName() + ": " + failure.getMessage());
      return 1;
    }
  }

  private static void print(
      Path data, Path results, @Nullable Double threshold, boolean perFile, PrintStream out)
      throws IOException {
    NabCorpus corpus = NabCorpus.read(data);
    Map<String, double[]> scores = NabResults.read(corpus, results);
    NabScorer scorer = new NabScorer(corpus);
    out.printf(
        "%d files, %d rows, %d windows%n",
        corpus.files().size(),
        corpus.files().values().stream().mapToInt(file -> file.values().size()).sum(),
        corpus.windows().values().stream().mapToInt(List::size).sum());
    for (NabProfile profile : NabProfile.values()) {
      NabScorer.Outcome outcome =
          threshold == null ? scorer.best(profile, scores) : scorer.at(profile, scores, threshold);
      out.printf(
          Locale.ROOT,
          "%-9s score %7.2f   threshold %-12s windows hit %d/%d   false-positive rows %d%n",
          profile,
          outcome.score(),
          String.format(Locale.ROOT, "%.6g", outcome.threshold()),
          outcome.hit(),
          outcome.reachable(),
          outcome.falseAlarms());
      if (perFile && profile == NabProfile.STANDARD) {
        outcome
            .files()
            .forEach(
                (name, file) ->
                    out.printf(
                        Locale.ROOT,
                        "    %-62s raw %7.3f  hit %d/%d  fp %d%n",
                        name,
                        file.raw(),
                        file.hit(),
                        file.windows(),
                        file.falseAlarms()));
      }
    }
  }
}
