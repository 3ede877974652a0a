package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.row.EightBytes;

/** Whether bytes are well-formed UTF-8 (RFC 3629): eight at a time as long as they are ASCII. */
final class Utf8 {
  private Utf8() {}

  /** Whether {@code bytes[from, to)} is well formed: nothing in it would become U+FFFD. */
  static boolean isWellFormed(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      if (i + Long.BYTES <= to && (EightBytes.at(bytes, i) & EightBytes.HIGHS) == 0) {
        i += Long.BYTES;
      } else if (bytes[i] >= 0) {
        i++;
      } else {
        int length = sequence(bytes, i, to);
        if (length == 0) {
          return false;
        }
        i += length;
      }
    }
    return true;
  }

  /**
   * The length of the sequence that begins at {@code i} with a byte beyond ASCII; 0 if it is bad.
   */
  private static int sequence(byte[] bytes, int i, int to) {
    int lead = bytes[i] & 0xFF;
    if (lead < 0xC2 || lead > 0xF4) { // a continuation, an overlong form, or beyond U+10FFFF
      return 0;
    }
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (i + length > to) {
      return 0;
    }
    int second = bytes[i + 1] & 0xFF;
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80; // no overlong forms
    int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF; // no surrogates, nothing too big
    if (second < least || second > most) {
      return 0;
    }
    for (int k = 2; k < length; k++) {
      if ((bytes[i + k] & 0xC0) != 0x80) {
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
