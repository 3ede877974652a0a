package dev.cauce.sensors;

import java.util.regex.Pattern;

/** Numbers as loggers of any country write them. */
final class Decimals {
  private static final Pattern POINT =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern COMMA = Pattern.compile("[+-]?(\\d+,\\d*|,\\d+)([eE][+-]?\\d+)?");
  private static final Pattern GROUPED = Pattern.compile("[+-]?\\d{1,3}(\\.\\d{3})+,\\d*");

  private Decimals() {}

  /**
   * {@code 18.7}, {@code 18,7}, {@code 1.234,5}: a comma is a decimal comma, never one between
   * thousands; points before it are between thousands. NaN if it is no number, infinite if it is
   * too great.
   */
  static double parse(String text) {
    String plain = text.strip();
    if (POINT.matcher(plain).matches()) {
      return Double.parseDouble(plain);
    }
    if (COMMA.matcher(plain).matches()) {
      return Double.parseDouble(plain.replace(',', '.'));
    }
    return GROUPED.matcher(plain).matches()
        ? Double.parseDouble(plain.replace(".", "").replace(',', '.'))
        : Double.NaN;
  }
}
