package dev.cauce.anomaly;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers for people to read. */
final class Numerals {
  private static final MathContext THREE = new MathContext(3, RoundingMode.HALF_EVEN);

  private Numerals() {}

  /** All digits, without a fraction where there is none. */
  static String exact(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  /** Three digits that count. */
  static String shown(double value) {
    if (!Double.isFinite(value) || value == 0) {
      return value == 0 ? "0" : String.valueOf(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(THREE).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    return exponent < -4 || exponent > 9 ? rounded.toString() : rounded.toPlainString();
  }
}
