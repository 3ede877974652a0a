package dev.cauce.io;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;

/** Writes made-up rows as JSON. Not thread-safe. */
final class RateRows {
  private long second = Long.MIN_VALUE;
  private String upToSeconds = "";

  /** The row {@code value}, which is due at {@code millis}. */
  byte[] row(long millis, long value) {
    long its = Math.floorDiv(millis, 1000L);
    if (its != second) { // many rows share a second
      second = its;
      String text = Instant.ofEpochSecond(its).toString();
      upToSeconds = "{\"timestamp\":\"" + text.substring(0, text.length() - 1) + '.';
    }
    long fraction = millis - its * 1000;
    String zeros = fraction < 10 ? "00" : fraction < 100 ? "0" : "";
    return (upToSeconds + zeros + fraction + "Z\",\"value\":" + value + '}').getBytes(US_ASCII);
  }
}
