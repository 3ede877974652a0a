package dev.cauce.plot;

/**
 * What is known of a series after a first look: enough to choose one and to lay out its picture.
 */
final class SeriesSummary {
  private long readings;
  private long alerts;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private double highest = Double.NEGATIVE_INFINITY;

  void add(ScoredReading reading) {
    readings++;
    alerts += reading.alert() ? 1 : 0;
    first = Math.min(first, reading.micros());
    last = Math.max(last, reading.micros());
    if (reading.score() > highest) {
      highest = reading.score();
    }
  }

  long readings() {
    return readings;
  }

  long alerts() {
    return alerts;
  }

  /** As a person says it. */
  String counts() {
    return readings
        + (readings == 1 ? " reading, " : " readings, ")
        + alerts
        + (alerts == 1 ? " alert" : " alerts");
  }

  /** Microseconds since the epoch. */
  long first() {
    return first;
  }

  /** Microseconds since the epoch. */
  long last() {
    return last;
  }

  /** The highest score; minus infinity if no row has one. */
  double highest() {
    return highest;
  }
}
