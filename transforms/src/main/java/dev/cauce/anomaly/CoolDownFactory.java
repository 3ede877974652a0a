package dev.cauce.anomaly;

import java.util.List;

/** Makes {@link CoolDown}s round detectors. */
public final class CoolDownFactory implements DetectorFactory {
  private static final String THRESHOLD = "threshold";
  private static final String LEAST = "least";
  private static final String SHARE = "share";
  private static final String MOST = "most";

  @Override
  public String name() {
    return CoolDown.NAME;
  }

  @Override
  public String summary() {
    return "silence for a while after an alert, round any detector";
  }

  @Override
  public Parts parts() {
    return Parts.ONE;
  }

  @Override
  public List<DetectorOption> options() {
    return List.of(
        DetectorOption.number(
            THRESHOLD,
            Sensitivity.MEDIUM.threshold(),
            0,
            1,
            "the score from which on a reading is an alert"),
        DetectorOption.whole(
            LEAST, CoolDown.LEAST, 0, 1_000_000, "for how many readings it is silent at least"),
        DetectorOption.number(
            SHARE, CoolDown.SHARE, 0, 1, "for what share of the readings so far it is silent"),
        DetectorOption.whole(
            MOST, CoolDown.MOST, 0, 1_000_000, "for how many readings it is silent at most"));
  }

  @Override
  public AnomalyDetector<?> create(DetectorOptions options, List<AnomalyDetector<?>> parts) {
    return round(parts.get(0), options);
  }

  private <S> CoolDown<S> round(AnomalyDetector<S> detector, DetectorOptions options) {
    if (options.whole(LEAST) > options.whole(MOST)) {
      throw new IllegalArgumentException(
          "cool-down: least is "
              + options.whole(LEAST)
              + " and must not be above most, which is "
              + options.whole(MOST)
              + ".");
    }
    return new CoolDown<>(
        detector,
        detector.name() + "+" + options.describe(name()),
        options.number(THRESHOLD),
        options.whole(LEAST),
        options.number(SHARE),
        options.whole(MOST));
  }
}
