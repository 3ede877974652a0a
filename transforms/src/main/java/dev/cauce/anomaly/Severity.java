package dev.cauce.anomaly;

/** How far an anomaly is out, by its score. */
public enum Severity {
  /** Just beyond the line. */
  MINOR,
  /** A score of two thirds: with a statistic, twice the customary cut-off. */
  MAJOR,
  /** A score of four fifths: with a statistic, four times the customary cut-off. */
  CRITICAL;

  /** The severity of an anomaly of that score. */
  public static Severity of(double score) {
    return score >= 0.8 ? CRITICAL : score >= 2.0 / 3 ? MAJOR : MINOR;
  }
}
