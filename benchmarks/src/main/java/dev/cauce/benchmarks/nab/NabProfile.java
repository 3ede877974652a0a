package dev.cauce.benchmarks.nab;

import java.util.Locale;

/** What a detection, a missed window and a false alarm are worth. */
public enum NabProfile {
  /** The one that is published. */
  STANDARD(1, 1, 0.11),
  /** For those who are woken up. */
  LOW_FP(1, 1, 0.22),
  /** For those who must not miss one. */
  LOW_FN(1, 2, 0.11);

  private final double detection;
  private final double miss;
  private final double falseAlarm;

  NabProfile(double detection, double miss, double falseAlarm) {
    this.detection = detection;
    this.miss = miss;
    this.falseAlarm = falseAlarm;
  }

  double detection() {
    return detection;
  }

  double miss() {
    return miss;
  }

  double falseAlarm() {
    return falseAlarm;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
