package dev.cauce.anomaly;

import java.util.List;

/** Makes {@link Calibrate}s round detectors. */
public final class CalibrateFactory implements DetectorFactory {
  private static final String CUT_OFF = "cut-off";
  private static final String MEMORY = "memory";
  private static final String WARM_UP = "warm-up";

  @Override
  public String name() {
    return Calibrate.NAME;
  }

  @Override
  public String summary() {
    return "scores by how rare they are in the series itself, round any detector";
  }

  @Override
  public Parts parts() {
    return Parts.ONE;
  }

  @Override
  public List<DetectorOption> options() {
    return List.of(
        DetectorOption.number(
            CUT_OFF, 2.5, 0.1, 10, "how rare an anomaly's score is, in powers of ten"),
        DetectorOption.whole(
            MEMORY, 25_000, 100, 1_000_000, "after how many readings a score counts half"),
        DetectorOption.whole(WARM_UP, 100, 1, 1_000_000, "scores before the first alert"));
  }

  @Override
  public AnomalyDetector<?> create(DetectorOptions options, List<AnomalyDetector<?>> parts) {
    return round(parts.get(0), options);
  }

  private <S> Calibrate<S> round(AnomalyDetector<S> detector, DetectorOptions options) {
    return new Calibrate<>(
        detector,
        detector.name() + "+" + options.describe(name()),
        options.number(CUT_OFF),
        options.whole(MEMORY),
        options.whole(WARM_UP));
  }
}
