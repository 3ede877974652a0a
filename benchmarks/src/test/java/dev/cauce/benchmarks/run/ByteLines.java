package dev.cauce.benchmarks.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a stream as bytes, one at a time in the same array; LF or CRLF ends one. */
final class ByteLines {
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private byte[] line = new byte[256];
  private int at;
  private int limit;
  private int length;

  ByteLines(InputStream in) {
    this.in = in;
  }

  /** Goes to the next line; false if there is none. Waits for it if the stream does. */
  boolean next() throws IOException {
    length = 0;
    while (true) {
      if (at == limit) {
        limit = in.read(buffer);
        at = 0;
        if (limit < 0) {
          limit = 0;
          return length > 0;
        }
      }
      while (at < limit) {
        byte b = buffer[at++];
        if (b == '\n') {
          length -= length > 0 && line[length - 1] == '\r' ? 1 : 0;
          return true;
        }
        if (length == line.length) {
          line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = b;
      }
    }
  }

  /** Holds the line; valid until the next call of {@link #next}. */
  byte[] bytes() {
    return line;
  }

  /** How many bytes the line has. */
  int length() {
    return length;
  }

  /** Where {@code b} first is in the line from {@code from} on; -1 if nowhere. */
  int indexOf(byte b, int from) {
    for (int i = from; i < length; i++) {
      if (line[i] == b) {
        return i;
      }
    }
    return -1;
  }

  /** Where {@code b} last is in the line; -1 if nowhere. */
  int lastIndexOf(byte b) {
    int i = length - 1;
    while (i >= 0 && line[i] != b) {
      i--;
    }
    return i;
  }
}
