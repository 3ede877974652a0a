package dev.cauce.benchmarks.nab;

import dev.cauce.benchmarks.nab.NabCorpus.Window;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a detection at each row of a file would be worth, before the profile weighs it: in a window
 * near 1 at its left edge and near 0 at its right, behind it from 0 down to -1, far from any -1.
 * The first rows, by which a detector may get to know the series, count nothing.
 */
final class NabWeights {
  /** The window of rows that are in none. */
  static final int NO_WINDOW = -1;

  private static final double PROBATION = 0.15;
  private static final int PROBATION_ROWS = 5000;
  private static final double AT_THE_LEFT = sigmoid(-1);

  private final int[] windows;
  private final double[] weights;
  private final int probation;
  private final int windowCount;

  private NabWeights(int[] windows, double[] weights, int probation, int windowCount) {
    this.windows = windows;
    this.weights = weights;
    this.probation = probation;
    this.windowCount = windowCount;
  }

  /** {@code 2 / (1 + e^5p) - 1}, and -1 beyond 3. */
  private static double sigmoid(double p) {
    return p > 3 ? -1 : 2 / (1 + Math.exp(5 * p)) - 1;
  }

  /**
   * The weights of {@code file}'s rows.
   *
   * @throws IllegalArgumentException if a window does not begin or end at a row
   */
  static NabWeights of(NabFile file, List<Window> windows) {
    List<String> times = file.timestamps();
    int rows = times.size();
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < rows; i++) {
      first.putIfAbsent(times.get(i), i);
    }
    int[] inWindow = new int[rows];
    double[] weights = new double[rows];
    Arrays.fill(inWindow, NO_WINDOW);
    int next = 0; // window
    int present = NO_WINDOW;
    int start = 0;
    int end = 0;
    int lastStart = -1;
    int lastEnd = -1;
    for (int i = 0; i < rows; i++) {
      String time = times.get(i);
      if (next < windows.size() && time.equals(windows.get(next).start())) {
        start = row(file, first, windows.get(next).start());
        end = row(file, first, windows.get(next).end());
        present = next++;
      }
      if (present != NO_WINDOW) {
        inWindow[i] = present;
        weights[i] = sigmoid(-(end - i + 1) / (double) (end - start + 1)) / AT_THE_LEFT;
      } else if (lastEnd < 0) {
        weights[i] = -1;
      } else {
        weights[i] = sigmoid(Math.abs(lastEnd - i) / (double) (lastEnd - lastStart));
      }
      if (present != NO_WINDOW && time.equals(times.get(end))) {
        present = NO_WINDOW;
        lastStart = start;
        lastEnd = end;
      }
    }
    if (next < windows.size()) {
      row(file, Map.of(), windows.get(next).start());
    }
    int probation = (int) Math.min(Math.floor(PROBATION * rows), PROBATION * PROBATION_ROWS);
    return new NabWeights(inWindow, weights, probation, windows.size());
  }

  private static int row(NabFile file, Map<String, Integer> first, String time) {
    Integer row = first.get(time);
    if (row == null) {
      throw new IllegalArgumentException(
          file.name() + ": " + time + ", where a window begins or ends, is no row of the file.");
    }
    return row;
  }

  int rows() {
    return weights.length;
  }

  /** The first row that counts. */
  int probation() {
    return probation;
  }

  /** The number of the row's window, or {@link #NO_WINDOW}. */
  int window(int row) {
    return windows[row];
  }

  double weight(int row) {
    return weights[row];
  }

  /** How many windows there are. */
  int windowCount() {
    return windowCount;
  }

  /** How many of them have a row that counts. */
  int reachable() {
    return (int)
        Arrays.stream(windows).skip(probation).filter(w -> w != NO_WINDOW).distinct().count();
  }

  /** Whether the window has a row that counts. */
  boolean isReachable(int window) {
    return Arrays.stream(windows).skip(probation).anyMatch(w -> w == window);
  }
}
