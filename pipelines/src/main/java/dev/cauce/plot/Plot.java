package dev.cauce.plot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Draws one series of a results file: above its values, what the detector expected, within which
 * bounds, and the alerts; below the score and the threshold.
 *
 * <p>Results are what {@code cauce anomalies --all-scores} writes: a file, or a directory of files,
 * of CSV with a header or of JSON objects, in UTF-8, with the columns {@code time} (ISO-8601, UTC
 * where no offset stands), {@code value} and {@code score}, and perhaps {@code series}, {@code
 * expected}, {@code lower}, {@code upper} and {@code alert}; other columns are passed over, rows
 * may come in any order. {@code timestamp} and {@code anomaly_score}, the names of the Numenta
 * Anomaly Benchmark, are taken, too.
 *
 * <p>The files are read twice. Memory is bounded by the number of series, not of readings: of the
 * readings that fall into one column of pixels the first, the least, the greatest and the last are
 * drawn, so no peak is lost.
 *
 * <p>Immutable. Needs no screen: sets {@code java.awt.headless} where nobody did.
 */
public final class Plot {
  private static final double MEDIUM_SENSITIVITY = 0.5;
  private static final int WIDTH = 1200;
  private static final int HEIGHT = 700;

  private final Path results;
  private final @Nullable String series;
  private final double threshold;

  private Plot(Path results, @Nullable String series, double threshold) {
    this.results = results;
    this.series = series;
    this.threshold = threshold;
  }

  /** A picture of the series with the highest score in {@code results}, a file or a directory. */
  public static Plot of(Path results) {
    return new Plot(results, null, MEDIUM_SENSITIVITY);
  }

  /** Draws the series {@code name} instead. */
  public Plot series(String name) {
    return new Plot(results, name, threshold);
  }

  /** Where the line of the threshold is; 0.5 if it is not said. */
  public Plot threshold(double threshold) {
    return new Plot(results, series, threshold);
  }

  /**
   * What was drawn.
   *
   * @param series its name, empty if the results have none
   * @param readings how many rows it has
   * @param alerts how many of them are alerts
   * @param among how many series the results have
   */
  public record Drawn(String series, long readings, long alerts, int among) {}

  /**
   * Whether the name of {@code file} ends as that of a picture that can be drawn.
   *
   * @throws IllegalArgumentException if it does not; says what does
   */
  public static void check(Path file) {
    Picture.format(file);
  }

  /**
   * Draws into {@code file}, SVG or PNG by its ending; what was there is replaced, at once and only
   * by a whole picture.
   *
   * @throws IllegalArgumentException if there are no results, a row is none, the series is not
   *     among them or {@code file} has another ending; one line
   * @throws IOException if files cannot be read or written
   */
  public Drawn draw(Path file) throws IOException {
    Picture.Format format = Picture.format(file);
    ResultFiles files = new ResultFiles(results);
    Map<String, SeriesSummary> all = new TreeMap<>();
    files.read(
        null, row -> all.computeIfAbsent(row.series(), name -> new SeriesSummary()).add(row));
    String chosen = choose(all);
    SeriesPoints points = new SeriesPoints(Objects.requireNonNull(all.get(chosen)), WIDTH);
    files.read(chosen, points::add);
    new Picture(new Drawing(points, threshold).chart(title(chosen)), WIDTH, HEIGHT)
        .write(file, format);
    return new Drawn(chosen, points.summary.readings(), points.summary.alerts(), all.size());
  }

  private String choose(Map<String, SeriesSummary> all) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("There is no row in " + results + ": nothing to draw.");
    }
    if (series != null && !all.containsKey(series)) {
      throw new IllegalArgumentException(
          "There is no series \"" + series + "\" in " + results + ": it has " + some(all) + ".");
    }
    return series != null
        ? series
        : all.entrySet().stream()
            .max(Comparator.comparingDouble(entry -> entry.getValue().highest()))
            .orElseThrow()
            .getKey();
  }

  private static String some(Map<String, SeriesSummary> all) {
    String names = String.join(", ", all.keySet().stream().limit(5).toList());
    return all.size() > 5 ? names + " and " + (all.size() - 5) + " more" : names;
  }

  private String title(String chosen) {
    String title = chosen.isEmpty() ? String.valueOf(results.getFileName()) : chosen;
    // Neither XML nor fonts have anything for these.
    return title.replaceAll("\\p{Cntrl}|[\\p{Cs}\\x{FFFE}\\x{FFFF}]", "?").strip();
  }
}
