package dev.cauce.anomaly.textbook;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.DetectorFactory;
import dev.cauce.anomaly.DetectorOption;
import dev.cauce.anomaly.DetectorOptions;
import java.util.List;

/** Makes an {@link Ensemble} that sees an anomaly where enough of its parts do. */
public final class Vote implements DetectorFactory {
  private static final String AT_LEAST = "at-least";

  @Override
  public String name() {
    return "vote";
  }

  @Override
  public String summary() {
    return "an anomaly where most of several detectors see one, or at least so many";
  }

  @Override
  public Parts parts() {
    return Parts.SEVERAL;
  }

  @Override
  public List<DetectorOption> options() {
    return List.of(
        DetectorOption.whole(
            AT_LEAST, 0, 0, 100, "detectors that must agree; 0 for more than half of them"));
  }

  @Override
  public AnomalyDetector<?> create(DetectorOptions options, List<AnomalyDetector<?>> parts) {
    int atLeast = options.whole(AT_LEAST);
    if (atLeast > parts.size()) {
      throw new IllegalArgumentException(
          "The detector \"vote\" has "
              + parts.size()
              + " parts and at-least="
              + atLeast
              + ": no more can agree than there are.");
    }
    return new Ensemble(
        name(), options.describe(""), parts, atLeast == 0 ? parts.size() / 2 + 1 : atLeast);
  }
}
