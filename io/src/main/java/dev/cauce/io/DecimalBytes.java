package dev.cauce.io;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;

/** Decimals of 38 digits, 18 of them behind the point, as 16 bytes, big endian. */
final class DecimalBytes {
  static final int PRECISION = 38;
  static final int SCALE = 18;
  static final int LENGTH = 16;

  private DecimalBytes() {}

  /**
   * {@code decimal}, rounded half up.
   *
   * @throws IOException if it has more than 20 digits before the point
   */
  static byte[] of(BigDecimal decimal) throws IOException {
    BigDecimal scaled = decimal.setScale(SCALE, RoundingMode.HALF_UP);
    if (scaled.precision() > PRECISION) {
      throw new IOException(
          "the number "
              + decimal.toEngineeringString()
              + " has more than "
              + (PRECISION - SCALE)
              + " digits before the point");
    }
    byte[] least = scaled.unscaledValue().toByteArray();
    byte[] bytes = new byte[LENGTH];
    Arrays.fill(bytes, 0, LENGTH - least.length, (byte) (scaled.signum() < 0 ? -1 : 0));
    System.arraycopy(least, 0, bytes, LENGTH - least.length, least.length);
    return bytes;
  }
}
