package dev.cauce.benchmarks.run;

/** Whole numbers as bytes. */
final class Digits {
  private Digits() {}

  /** The number {@code bytes[from, to)}; -1 if it is none or has more than 18 digits. */
  static long parse(byte[] bytes, int from, int to) {
    if (from >= to || to - from > 18) {
      return -1;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return -1;
      }
      number = 10 * number + bytes[i] - '0';
    }
    return number;
  }
}
