package dev.cauce.peers.common;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Numbers out of bytes. */
public final class Numbers {
  private static final double[] TENS = new double[16];

  static {
    TENS[0] = 1;
    for (int i = 1; i < TENS.length; i++) {
      TENS[i] = 10 * TENS[i - 1];
    }
  }

  private Numbers() {}

  /** The number behind the last comma of {@code line}: what {@link Double#parseDouble} says. */
  public static double value(byte[] line, int start, int end) {
    int from = end;
    while (from > start && line[from - 1] != ',') {
      from--;
    }
    boolean isNegative = from < end && line[from] == '-';
    long digits = 0;
    int decimals = -1;
    for (int i = isNegative ? from + 1 : from; i < end; i++) {
      if (line[i] == '.' && decimals < 0) {
        decimals = 0;
      } else if (line[i] >= '0' && line[i] <= '9' && end - from < TENS.length) {
        digits = 10 * digits + line[i] - '0';
        decimals += decimals < 0 ? 0 : 1;
      } else {
        return Double.parseDouble(new String(line, from, end - from, US_ASCII));
      }
    }
    // Both are whole numbers that a double holds, so the quotient is the nearest to the decimal.
    double value = digits / TENS[Math.max(0, decimals)];
    return isNegative ? -value : value;
  }
}
