package dev.cauce.plot;

/** One series, made small enough to be drawn. */
final class SeriesPoints {
  final SeriesSummary summary;
  final Extremes values;
  final Extremes expected;
  final Band bounds;
  final Extremes alerts; // at the values
  final Extremes scores;
  final Extremes alertScores;

  SeriesPoints(SeriesSummary summary, int columns) {
    this.summary = summary;
    values = curve(summary, columns);
    expected = curve(summary, columns);
    bounds = new Band(summary.first(), summary.last(), columns);
    alerts = curve(summary, columns);
    scores = curve(summary, columns);
    alertScores = curve(summary, columns);
  }

  private static Extremes curve(SeriesSummary summary, int columns) {
    return new Extremes(summary.first(), summary.last(), columns);
  }

  void add(ScoredReading reading) {
    long micros = reading.micros();
    values.add(micros, drawable(reading.value()));
    expected.add(micros, drawable(reading.expected()));
    bounds.add(micros, drawable(reading.lower()), drawable(reading.upper()));
    scores.add(micros, drawable(reading.score()));
    if (reading.alert()) {
      alerts.add(micros, drawable(reading.value()));
      alertScores.add(micros, drawable(reading.score()));
    }
  }

  /** The difference of any two is a number, too, which 1e308 - -1e308 is not. */
  private static double drawable(double value) {
    return Double.isNaN(value) ? value : Math.max(-1e300, Math.min(1e300, value));
  }
}
