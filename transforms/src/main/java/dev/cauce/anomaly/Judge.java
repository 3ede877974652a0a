package dev.cauce.anomaly;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Has the readings of a series judged, in the order of their times, and keeps its incident. What
 * comes before a reading that was judged already is late, and not learned.
 */
final class Judge<S> implements Serializable {
  private final AnomalyDetector<S> detector;
  private final double threshold;
  private final boolean allScores;
  private final String detectorName;

  /**
   * @param threshold the score from which on a reading is an anomaly
   * @param allScores whether somebody wants to know of all readings
   */
  Judge(AnomalyDetector<S> detector, double threshold, boolean allScores) {
    this.detector = detector;
    this.threshold = threshold;
    this.allScores = allScores;
    this.detectorName = detector.name() + " v" + detector.version();
  }

  /** Takes what is found. */
  interface Findings {
    /** A reading that is an anomaly, or any if all are asked for. */
    void judged(Anomaly reading);

    /**
     * The incident of a series changed.
     *
     * @param incident null if it is over
     * @param change the number of the change: rises within a series
     */
    void incident(String series, @Nullable Incident incident, long change);

    /** A reading that came after a later one had been judged. */
    void late(String series, long micros, double value, long judged);
  }

  AnomalyDetector<S> detector() {
    return detector;
  }

  SeriesState<S> start() {
    return new SeriesState<>(detector.start());
  }

  /** Judges the readings [0, to) of {@code run}, which is sorted. */
  void judge(Run run, int to, SeriesState<S> state, Findings findings) {
    if (detector.values() != 0 && detector.values() != run.width()) {
      throw new IllegalArgumentException(
          "The detector "
              + detector.name()
              + " takes "
              + detector.values()
              + " value a reading, the series \""
              + name(run)
              + "\" has "
              + run.width()
              + ".");
    }
    double[] values = new double[run.width()];
    String series = "";
    boolean isChanged = false;
    for (int i = 0; i < to; i++) {
      long micros = run.micros(i);
      if (micros < state.last) {
        findings.late(name(run), micros, run.value(i), state.last);
        continue;
      }
      state.last = micros;
      run.values(i, values);
      double score = detector.score(state.model, micros, values);
      Incident open = state.incident;
      if (score < threshold && open == null && !allScores) {
        continue; // the way of nearly all readings
      }
      series = series.isEmpty() ? name(run) : series;
      Finding finding = detector.finding(state.model);
      boolean alert = score >= threshold && !finding.isSuppressed() && !finding.isWarmingUp();
      if (alert || allScores) {
        Anomaly anomaly = anomaly(series, micros, values[0], score, alert, finding);
        findings.judged(anomaly);
        if (alert && open != null) {
          open.alert(micros, anomaly);
        } else if (alert) {
          state.incident = new Incident(micros, anomaly);
        }
        isChanged |= alert;
      }
      if (open != null && !alert) {
        if (finding.isSuppressed()) {
          open.suppressed(micros);
          isChanged = true;
        } else if (open.usual()) {
          state.incident = null;
          isChanged = true;
        }
      }
    }
    if (isChanged) {
      state.changes++;
      findings.incident(series, state.incident, state.changes);
    }
  }

  private static String name(Run run) {
    return new String(run.series(), UTF_8);
  }

  private Anomaly anomaly(
      String series, long micros, double value, double score, boolean alert, Finding finding) {
    return new Anomaly(
        series,
        Instant.EPOCH.plus(micros, ChronoUnit.MICROS),
        value,
        score,
        known(finding.expected()),
        known(finding.lower()),
        known(finding.upper()),
        finding.direction().name(),
        alert ? Severity.of(score).name() : null,
        alert,
        finding.isSuppressed(),
        finding.isWarmingUp(),
        finding.reasons().stream().map(Finding.Reason::toString).collect(Collectors.joining("; ")),
        detectorName);
  }

  private static @Nullable Double known(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
