package dev.cauce.io;

/** How long a line from a stream may be. */
final class LineLimit {
  /** 1 MiB. */
  static final int DEFAULT = 1 << 20;

  private static final int MOST = 256 << 20;

  private LineLimit() {}

  /**
   * The same number.
   *
   * @throws IllegalArgumentException unless it is a sensible one
   */
  static int check(int bytes) {
    if (bytes < 1 || bytes > MOST) {
      throw new IllegalArgumentException(
          "A limit of " + bytes + " bytes to a line: give one from 1 to " + MOST);
    }
    return bytes;
  }
}
