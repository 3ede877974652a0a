package dev.cauce.anomaly.novelty;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.DetectorFactory;
import dev.cauce.anomaly.DetectorOption;
import dev.cauce.anomaly.DetectorOptions;
import java.util.List;

/** Makes {@link NoveltyDetector}s. */
public final class NoveltyFactory implements DetectorFactory {
  private static final String SEED = "seed";
  private static final String HALF_LIFE = "half-life";
  private static final String WARM_UP = "warm-up";

  @Override
  public String name() {
    return NoveltyDetector.NAME;
  }

  @Override
  public String summary() {
    return "states in which a series has never been, at five scales of time; needs no settings";
  }

  @Override
  public List<DetectorOption> options() {
    return List.of(
        DetectorOption.whole(
            HALF_LIFE,
            NoveltyDetector.HALF_LIFE,
            1000,
            1_000_000_000,
            "after how many readings what was seen counts half"),
        DetectorOption.whole(
            WARM_UP, NoveltyDetector.WARM_UP, 0, 1_000_000, "readings before the first alert"),
        DetectorOption.whole(SEED, 1, 0, 1_000_000, "of the grids' random shifts and sizes"));
  }

  @Override
  public AnomalyDetector<?> create(DetectorOptions options, List<AnomalyDetector<?>> parts) {
    return new NoveltyDetector(
        options.describe(name()),
        options.whole(SEED),
        options.whole(HALF_LIFE),
        options.whole(WARM_UP));
  }
}
