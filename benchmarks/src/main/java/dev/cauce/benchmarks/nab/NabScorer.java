package dev.cauce.benchmarks.nab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The benchmark's scoring rule.
 *
 * <p>One threshold for all files: a row is a detection where its score is not below it. A window
 * counts once, by its earliest detection, and a window without one costs a miss; each detection
 * outside of the windows is a false alarm and costs by its distance from the last window. The sum
 * is put on a scale on which a detector that never fires has 0 and a perfect one 100. The
 * benchmark's own rule takes the threshold with the greatest sum.
 */
public final class NabScorer {
  private final SortedMap<String, NabWeights> weights = new TreeMap<>();
  private final int windows;
  private final int reachable;

  /** A scorer of detectors on {@code corpus}. */
  public NabScorer(NabCorpus corpus) {
    corpus
        .files()
        .forEach(
            (name, file) ->
                weights.put(
                    name, NabWeights.of(file, corpus.windows().getOrDefault(name, List.of()))));
    windows = weights.values().stream().mapToInt(NabWeights::windowCount).sum();
    reachable = weights.values().stream().mapToInt(NabWeights::reachable).sum();
  }

  /**
   * How a detector did.
   *
   * @param score at most 100; NaN if there is no window
   * @param threshold at which
   * @param hit windows with a detection
   * @param reachable windows that a detection could have hit
   * @param falseAlarms rows outside of windows that were detections
   * @param files each by itself
   */
  public record Outcome(
      double score,
      double threshold,
      int hit,
      int reachable,
      int falseAlarms,
      SortedMap<String, FileOutcome> files) {}

  /**
   * How a detector did on one file.
   *
   * @param raw what it adds to the sum
   * @param hit windows with a detection
   * @param windows that a detection could have hit
   * @param falseAlarms rows outside of windows that were detections
   */
  public record FileOutcome(double raw, int hit, int windows, int falseAlarms) {}

  /** The outcome at the threshold that is best for {@code profile}. */
  public Outcome best(NabProfile profile, Map<String, double[]> scores) {
    return at(profile, scores, bestThreshold(profile, scores));
  }

  /**
   * The outcome at {@code threshold}.
   *
   * @param scores of each file, one a row
   * @throws IllegalArgumentException if a file has other than one score a row, or one is NaN
   */
  public Outcome at(NabProfile profile, Map<String, double[]> scores, double threshold) {
    SortedMap<String, FileOutcome> files = new TreeMap<>();
    weights.forEach(
        (name, ofFile) ->
            files.put(name, outcome(profile, ofFile, scores(name, scores), threshold)));
    double raw = 0;
    int hit = 0;
    int falseAlarms = 0;
    for (FileOutcome file : files.values()) {
      raw += file.raw;
      hit += file.hit;
      falseAlarms += file.falseAlarms;
    }
    double silent = -profile.miss() * reachable;
    double perfect = windows * profile.detection();
    double score = perfect == silent ? Double.NaN : 100 * (raw - silent) / (perfect - silent);
    return new Outcome(score, threshold, hit, reachable, falseAlarms, files);
  }

  private static FileOutcome outcome(
      NabProfile profile, NabWeights weights, double[] scores, double threshold) {
    double[] best = new double[weights.windowCount()];
    Arrays.fill(best, -profile.miss());
    double alarms = 0;
    int falseAlarms = 0;
    for (int i = weights.probation(); i < scores.length; i++) {
      if (scores[i] >= threshold) {
        int window = weights.window(i);
        if (window == NabWeights.NO_WINDOW) {
          alarms += profile.falseAlarm() * weights.weight(i);
          falseAlarms++;
        } else {
          best[window] = Math.max(best[window], weights.weight(i) * profile.detection());
        }
      }
    }
    double raw = alarms;
    int hit = 0;
    for (int window = 0; window < best.length; window++) {
      if (weights.isReachable(window)) {
        raw += best[window];
        hit += best[window] > -profile.miss() ? 1 : 0;
      }
    }
    return new FileOutcome(raw, hit, weights.reachable(), falseAlarms);
  }

  private record Point(double score, double weight, double[] bestOfWindows, int window) {}

  /**
   * From the highest score down, what each row adds to the sum. Of equals the highest threshold.
   */
  private double bestThreshold(NabProfile profile, Map<String, double[]> scores) {
    List<Point> points = points(profile, scores);
    double raw = -profile.miss() * reachable;
    double top = raw;
    double threshold = Double.POSITIVE_INFINITY;
    for (int i = 0; i < points.size(); ) {
      double score = points.get(i).score;
      for (; i < points.size() && points.get(i).score == score; i++) {
        Point point = points.get(i);
        if (point.window == NabWeights.NO_WINDOW) {
          raw += profile.falseAlarm() * point.weight;
        } else {
          double worth = point.weight * profile.detection();
          double better = worth - point.bestOfWindows[point.window];
          if (better > 0) {
            raw += better;
            point.bestOfWindows[point.window] = worth;
          }
        }
      }
      if (raw > top + 1e-12) { // not by rounding alone
        top = raw;
        threshold = score;
      }
    }
    return threshold;
  }

  private List<Point> points(NabProfile profile, Map<String, double[]> scores) {
    List<Point> points = new ArrayList<>();
    weights.forEach(
        (name, ofFile) -> {
          double[] best = new double[ofFile.windowCount()];
          Arrays.fill(best, -profile.miss());
          double[] own = scores(name, scores);
          for (int i = ofFile.probation(); i < own.length; i++) {
            points.add(new Point(own[i], ofFile.weight(i), best, ofFile.window(i)));
          }
        });
    points.sort(Comparator.comparingDouble(Point::score).reversed());
    return points;
  }

  private double[] scores(String name, Map<String, double[]> scores) {
    double[] own = scores.get(name);
    int rows = java.util.Objects.requireNonNull(weights.get(name)).rows();
    if (own == null || own.length != rows) {
      throw new IllegalArgumentException(
          name + " has " + (own == null ? 0 : own.length) + " scores, " + rows + " wanted.");
    }
    for (double score : own) {
      if (Double.isNaN(score)) {
        throw new IllegalArgumentException(name + " has a score that is NaN.");
      }
    }
    return own;
  }
}
