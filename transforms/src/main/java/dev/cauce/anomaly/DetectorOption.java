package dev.cauce.anomaly;

import org.jspecify.annotations.Nullable;

/**
 * An option of a detector: a number.
 *
 * @param name lower case letters, digits and hyphens
 * @param otherwise its value when it is not given
 * @param least the least it may be
 * @param most the most it may be
 * @param isWhole whether it must be a whole number
 * @param help what it is, in its unit
 */
public record DetectorOption(
    String name, double otherwise, double least, double most, boolean isWhole, String help) {
  /** A whole number. */
  public static DetectorOption whole(
      String name, long otherwise, long least, long most, String help) {
    return new DetectorOption(name, otherwise, least, most, true, help);
  }

  /** Any number within bounds. */
  public static DetectorOption number(
      String name, double otherwise, double least, double most, String help) {
    return new DetectorOption(name, otherwise, least, most, false, help);
  }

  /** The default, for people to read. */
  public String shownDefault() {
    return Numerals.exact(otherwise);
  }

  /** What is wrong with {@code value}; null if nothing is. */
  @Nullable String problem(double value) {
    if (value >= least && value <= most && (!isWhole || value == Math.rint(value))) {
      return null;
    }
    return (isWhole ? "a whole number" : "a number")
        + " from "
        + Numerals.shown(least)
        + " to "
        + Numerals.shown(most);
  }
}
