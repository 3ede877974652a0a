package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Fields between blanks, of which some stand in quotes. */
final class AccessLogFields {
  private final byte[] bytes;
  private final int to;
  private int at;
  private boolean quoted;

  AccessLogFields(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
  }

  /** Whether the field that came last stood in quotes. */
  boolean wasQuoted() {
    return quoted;
  }

  /** The next field; null if there is none, or its closing quote is missing. */
  @Nullable String next() {
    while (at < to && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r')) {
      at++;
    }
    quoted = at < to && bytes[at] == '"';
    if (at == to) {
      return null;
    }
    if (!quoted) {
      int start = at;
      while (at < to && bytes[at] != ' ' && bytes[at] != '\t' && bytes[at] != '\r') {
        at++;
      }
      return text(bytes, start, at);
    }
    int start = ++at;
    boolean escaped = false;
    while (at < to && bytes[at] != '"') {
      boolean escape = bytes[at] == '\\';
      escaped |= escape;
      at += escape ? 2 : 1;
    }
    if (at >= to) {
      at = to;
      return null;
    }
    int end = at++;
    return escaped ? unescaped(start, end) : text(bytes, start, end);
  }

  static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, UTF_8);
  }

  private String unescaped(int from, int end) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream(end - from);
    for (int i = from; i < end; i++) {
      if (bytes[i] != '\\' || i + 1 == end) {
        plain.write(bytes[i]);
        continue;
      }
      byte escape = bytes[++i];
      int code = escape == 'x' && i + 2 < end ? hex(bytes[i + 1]) << 4 | hex(bytes[i + 2]) : -1;
      if (code >= 0) {
        plain.write(code);
        i += 2;
      } else {
        plain.write(
            switch (escape) {
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              default -> escape;
            });
      }
    }
    return plain.toString(UTF_8);
  }

  /** The value of a hexadecimal digit; -1, which stays below zero in a sum of bits, if none. */
  private static int hex(byte digit) {
    return Character.digit(digit, 16);
  }
}
