package dev.cauce.anomaly.textbook;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.DetectorFactory;
import dev.cauce.anomaly.DetectorOptions;
import java.util.List;

/** Makes an {@link Ensemble} that sees an anomaly where any of its parts does. */
public final class AnyOf implements DetectorFactory {
  @Override
  public String name() {
    return "any-of";
  }

  @Override
  public String summary() {
    return "an anomaly where any of several detectors sees one: the highest of their scores";
  }

  @Override
  public Parts parts() {
    return Parts.SEVERAL;
  }

  @Override
  public AnomalyDetector<?> create(DetectorOptions options, List<AnomalyDetector<?>> parts) {
    return new Ensemble(name(), "", parts, 1);
  }
}
