package dev.cauce.peers.common;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes tables as CSV, bytes as they are. */
public final class Csv {
  private Csv() {}

  /** Writes {@code word,count} and a line feed for each word of {@code table}. */
  public static void write(WordTable table, OutputStream to) throws IOException {
    OutputStream out = new BufferedOutputStream(to, 1 << 16);
    for (int place = 0; place < table.size(); place++) {
      byte[] bytes = table.bytes();
      int start = table.start(place);
      int end = table.end(place);
      if (isPlain(bytes, start, end)) {
        out.write(bytes, start, end - start);
      } else {
        quote(bytes, start, end, out);
      }
      out.write((',' + Long.toString(table.count(place)) + '\n').getBytes(US_ASCII));
    }
    out.flush();
  }

  private static boolean isPlain(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] == ',' || bytes[i] == '"' || bytes[i] == '\r') {
        return false;
      }
    }
    return true;
  }

  private static void quote(byte[] bytes, int start, int end, OutputStream out) throws IOException {
    out.write('"');
    for (int i = start; i < end; i++) {
      if (bytes[i] == '"') {
        out.write('"');
      }
      out.write(bytes[i]);
    }
    out.write('"');
  }
}
