package dev.cauce.anomaly;

/** How readily a reading is called an anomaly: the score from which on it is one. */
public enum Sensitivity {
  /** Few alerts, and few false ones. */
  LOW(0.57),
  /** Where the detectors' sources, or their measurements, draw the line. */
  MEDIUM(0.5),
  /** Little is missed, and more is reported. */
  HIGH(0.43);

  private final double threshold;

  Sensitivity(double threshold) {
    this.threshold = threshold;
  }

  /** The score from which on a reading is an anomaly. */
  public double threshold() {
    return threshold;
  }
}
