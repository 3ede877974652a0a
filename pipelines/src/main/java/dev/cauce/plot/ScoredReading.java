package dev.cauce.plot;

/**
 * A row of results.
 *
 * @param series whose reading it is
 * @param micros its event time, microseconds since the epoch
 * @param value NaN if the row has none, as for the other numbers
 * @param expected what the detector expected
 * @param lower from where a value is as expected
 * @param upper up to where
 * @param score 0 to 1
 * @param alert whether somebody was told
 */
record ScoredReading(
    String series,
    long micros,
    double value,
    double expected,
    double lower,
    double upper,
    double score,
    boolean alert) {}
