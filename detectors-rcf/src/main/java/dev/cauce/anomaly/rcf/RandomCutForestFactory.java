package dev.cauce.anomaly.rcf;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.DetectorFactory;
import dev.cauce.anomaly.DetectorOption;
import dev.cauce.anomaly.DetectorOptions;
import java.util.List;

/** Makes the detector {@code random-cut-forest}. */
public final class RandomCutForestFactory implements DetectorFactory {
  @Override
  public String name() {
    return "random-cut-forest";
  }

  @Override
  public String summary() {
    return "how much a reading of one or several values disturbs a sample of those before; slow";
  }

  @Override
  public List<DetectorOption> options() {
    return List.of(
        DetectorOption.whole("trees", 50, 10, 200, "trees of the forest"),
        DetectorOption.whole("sample", 256, 32, 1024, "readings that each tree has a sample of"),
        DetectorOption.whole("shingle", 1, 1, 64, "last readings that are judged together"),
        DetectorOption.whole(
            "warm-up", 256, 64, 1_000_000, "readings of a series that are seen and not judged"),
        DetectorOption.whole("seed", 1, 0, 1_000_000, "of the trees; the same gives the same"),
        DetectorOption.number(
            "cut-off", 3, 1e-3, 1e6, "deviations above the usual score that make an anomaly"));
  }

  @Override
  public AnomalyDetector<?> create(DetectorOptions options, List<AnomalyDetector<?>> parts) {
    return new RandomCutForestDetector(options, options.describe(name()));
  }
}
