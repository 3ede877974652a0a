package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Is it UTF-8, and if not, what comes nearest. */
final class Utf8 {
  private Utf8() {}

  /** Whether {@code bytes[from, to)} is well-formed, by the same rules as Java's own decoder. */
  static boolean isValid(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      int b = bytes[i];
      if (b >= 0) {
        i++;
        continue;
      }
      int length = sequence(bytes, i, to);
      if (length == 0) {
        return false;
      }
      i += length;
    }
    return true;
  }

  /** How long the character of several bytes at {@code i} is; 0 if it is none. */
  private static int sequence(byte[] bytes, int i, int to) {
    int first = bytes[i] & 0xFF;
    if (first < 0xC2 || first > 0xF4) { // a continuation byte, an overlong form, beyond U+10FFFF
      return 0;
    }
    int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (i + length > to) {
      return 0;
    }
    int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80; // else overlong
    int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF; // else surrogate, too large
    int second = bytes[i + 1] & 0xFF;
    if (second < least || second > most) {
      return 0;
    }
    for (int j = 2; j < length; j++) {
      if ((bytes[i + j] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /** The text with U+FFFD in place of what is malformed, as UTF-8. */
  static byte[] repaired(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, UTF_8).getBytes(UTF_8);
  }
}
