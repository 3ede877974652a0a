package dev.cauce.cli;

import dev.cauce.plot.Plot;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code cauce plot}: draws a series of a results file. */
final class PlotCommand {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;

  private static final List<String> OPTIONS = List.of("--out", "--series", "--threshold");

  private static final String USAGE =
      """
      Usage: cauce plot RESULTS [--out FILE] [--series NAME] [--threshold NUMBER]

        RESULTS             a file of CSV or JSON lines, or a directory of such files, as cauce
                            anomalies --all-scores writes them
        --out FILE          the picture, by its ending .svg or .png. Default: the name of RESULTS
                            with .svg
        --series NAME       which series. Default: the one with the highest score
        --threshold NUMBER  where the line of the threshold is. Default: 0.5

      Above are the values, what was expected, its bounds and the alerts; below are the scores.

      Example: cauce plot scores --out scores.png
      """;

  private PlotCommand() {}

  static int run(List<String> args, PrintStream out, PrintStream err) {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(USAGE);
      return DONE;
    }
    List<String> problems = new ArrayList<>();
    Map<String, String> options = new TreeMap<>();
    String results = null;
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      int equals = arg.startsWith("--") ? arg.indexOf('=') : -1;
      String name = equals < 0 ? arg : arg.substring(0, equals);
      if (OPTIONS.contains(name)) {
        if (equals < 0 && ++i == args.size()) {
          problems.add(name + " needs a value.");
        } else if (options.put(name, equals < 0 ? args.get(i) : arg.substring(equals + 1))
            != null) {
          problems.add(name + " is given twice: give it once.");
        }
      } else if (arg.startsWith("--")) {
        problems.add(
            "\"" + arg + "\" is not an option of plot: use --out, --series or --threshold.");
      } else if (results != null) {
        problems.add("\"" + arg + "\" is one too many: name one place of results.");
      } else {
        results = arg;
      }
    }
    if (results == null && problems.isEmpty()) {
      problems.add("The results are missing: cauce plot RESULTS --out FILE.svg");
    }
    Double threshold = threshold(options.get("--threshold"), problems);
    Path place = Path.of(results == null ? "" : results.replaceFirst("^file://", ""));
    Path file = picture(place, options.get("--out"), problems);
    if (!problems.isEmpty()) {
      problems.forEach(err::println);
      return BAD_USAGE;
    }
    Plot plot = Plot.of(place);
    plot = options.containsKey("--series") ? plot.series(options.get("--series")) : plot;
    plot = threshold == null ? plot : plot.threshold(threshold);
    return draw(plot, file, err);
  }

  private static int draw(Plot plot, Path file, PrintStream err) {
    try {
      Plot.Drawn drawn = plot.draw(file);
      err.println(
          "Drew "
              + (drawn.series().isEmpty() ? "" : "\"" + drawn.series() + "\": ")
              + drawn.readings()
              + (drawn.readings() == 1 ? " reading, " : " readings, ")
              + drawn.alerts()
              + (drawn.alerts() == 1 ? " alert" : " alerts")
              + (drawn.among() > 1 ? ", of " + drawn.among() + " series" : "")
              + ", to "
              + file
              + ".");
      return DONE;
    } catch (IllegalArgumentException refused) {
      err.println(refused.getMessage());
      return BAD_USAGE;
    } catch (IOException failure) {
      err.println(
          "The picture could not be drawn: "
              + failure.getClass().getSimpleName()
              + ": "
              + failure.getMessage());
      return FAILED;
    }
  }

  private static @Nullable Double threshold(@Nullable String text, List<String> problems) {
    if (text == null) {
      return null;
    }
    try {
      double threshold = Double.parseDouble(text);
      if (threshold >= 0 && threshold <= 1) {
        return threshold;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    problems.add("--threshold \"" + text + "\" is no threshold: give a number from 0 to 1.");
    return null;
  }

  private static Path picture(Path results, @Nullable String out, List<String> problems) {
    if (out == null) {
      Path whole = results.toAbsolutePath().normalize();
      String name = String.valueOf(whole.getFileName()).replaceFirst("(?<=.)\\.[^.]*$", "");
      return results.resolveSibling(name + ".svg");
    }
    Path file = Path.of(out);
    try {
      Plot.check(file);
    } catch (IllegalArgumentException refused) {
      problems.add("--out " + refused.getMessage());
    }
    return file;
  }
}
