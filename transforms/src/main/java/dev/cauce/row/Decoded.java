package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** A line as text. */
final class Decoded {
  private static final char REPLACEMENT = '\uFFFD';
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private Decoded() {}

  /**
   * The line, without a byte order mark.
   *
   * @throws MalformedRowException if it is empty or not UTF-8
   */
  static String line(byte[] bytes, int from, int to) throws MalformedRowException {
    String line = new String(bytes, from, to - from, UTF_8);
    if (line.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes, from, to)) {
      throw new MalformedRowException("not UTF-8");
    }
    if (!line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK) {
      line = line.substring(1);
    }
    if (line.isEmpty()) {
      throw new MalformedRowException("empty line");
    }
    return line;
  }

  /** Whether U+FFFD was in the line as it came. */
  private static boolean isUtf8(byte[] bytes, int from, int to) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
