package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;

/** Text of another charset as UTF-8; what is malformed becomes U+FFFD. */
final class TranscodedStream extends InputStream {
  private final Reader reader;
  private final char[] chars = new char[8192];
  private int kept; // 1 if the first half of a pair waits in chars[0]
  private byte[] bytes = new byte[0];
  private int next;

  TranscodedStream(InputStream in, Charset charset) {
    this.reader = new InputStreamReader(in, charset);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    while (next == bytes.length) {
      if (!decodeMore()) {
        return -1;
      }
    }
    int count = Math.min(length, bytes.length - next);
    System.arraycopy(bytes, next, into, from, count);
    next += count;
    return count;
  }

  private boolean decodeMore() throws IOException {
    int read = reader.read(chars, kept, chars.length - kept);
    if (read < 0 && kept == 0) {
      return false;
    }
    int count = kept + Math.max(read, 0);
    kept = read >= 0 && Character.isHighSurrogate(chars[count - 1]) ? 1 : 0;
    bytes = new String(chars, 0, count - kept).getBytes(UTF_8);
    next = 0;
    chars[0] = chars[count - 1];
    return true;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
