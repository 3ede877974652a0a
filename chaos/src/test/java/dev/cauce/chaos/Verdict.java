package dev.cauce.chaos;

import java.util.Locale;

/**
 * What a sink holds, beside what it should hold.
 *
 * @param expected rows, or counted rows, that should be there
 * @param lost how many of them are not
 * @param duplicated how many are there too often
 * @param regressed how often something went back: a count that fell, a row behind a later one
 * @param torn rows that were never sent as they are there, and tables that no prefix of the input
 *     explains
 */
record Verdict(long expected, long lost, long duplicated, long regressed, long torn) {
  static final Verdict NOTHING = new Verdict(0, 0, 0, 0, 0);

  Verdict plus(Verdict other) {
    return new Verdict(
        expected + other.expected,
        lost + other.lost,
        duplicated + other.duplicated,
        regressed + other.regressed,
        torn + other.torn);
  }

  boolean isClean() {
    return lost == 0 && duplicated == 0 && regressed == 0 && torn == 0;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "expected %d lost %d duplicated %d regressed %d torn %d",
        expected,
        lost,
        duplicated,
        regressed,
        torn);
  }
}
