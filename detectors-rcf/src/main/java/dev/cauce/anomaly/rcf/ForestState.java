package dev.cauce.anomaly.rcf;

import com.amazon.randomcutforest.RandomCutForest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is known of a series: the first readings, then a forest; and which scores are usual. */
final class ForestState {
  private static final double MOST = 1e150;
  private static final double FURTHEST = 1e6;

  /** How many readings were seen, up to the warm-up. */
  int seen;

  /** None as long as the first readings are gathered. */
  @Nullable RandomCutForest forest;

  /** How many scores the mean and variance are of. */
  int scored;

  double mean;
  double variance;

  /** The mean of each value, and its deviation. */
  double[] centres = new double[0];

  double[] units = new double[0];
  double[] first = new double[0];
  private int gathered;

  // Of the last reading, and not kept.
  double statistic = Double.NaN;
  double above = Double.NaN;
  boolean isWarmingUp = true;

  /** How many values a reading has; 0 if none was seen. */
  int values() {
    return centres.length;
  }

  int gathered() {
    return gathered;
  }

  void begin(int values) {
    centres = new double[values];
    units = new double[values];
    first = new double[values * RandomCutForestDetector.FIRST];
  }

  void gather(double[] values) {
    for (int i = 0; i < values.length; i++) {
      first[gathered * values.length + i] = bounded(values[i]);
    }
    gathered++;
  }

  /** Takes the scale from the readings gathered, and gives them on in it. */
  void scale(Consumer<float[]> to) {
    int size = centres.length;
    for (int i = 0; i < size; i++) {
      double sum = 0;
      for (int k = i; k < first.length; k += size) {
        sum += first[k];
      }
      double centre = sum / gathered;
      double squares = 0;
      for (int k = i; k < first.length; k += size) {
        squares += (first[k] - centre) * (first[k] - centre);
      }
      double deviation = Math.sqrt(squares / gathered);
      centres[i] = centre;
      units[i] = deviation > 1e-12 * Math.abs(centre) ? deviation : centre == 0 ? 1 : centre;
      units[i] = Math.abs(units[i]);
    }
    double[] values = new double[size];
    for (int k = 0; k < gathered; k++) {
      System.arraycopy(first, k * size, values, 0, size);
      to.accept(placed(values));
    }
    first = new double[0];
  }

  float[] placed(double[] values) {
    float[] placed = new float[values.length];
    for (int i = 0; i < placed.length; i++) {
      double place = (bounded(values[i]) - centres[i]) / units[i];
      // The library takes 0 and -0 for different numbers; adding 0 leaves one of them.
      placed[i] = (float) Math.max(-FURTHEST, Math.min(FURTHEST, place)) + 0f;
    }
    return placed;
  }

  void gatheredAre(int count) {
    gathered = count;
  }

  private static double bounded(double value) {
    return Math.max(-MOST, Math.min(MOST, value));
  }
}
