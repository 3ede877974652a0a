package dev.cauce.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The standard input of this JVM, or a stream that a test has put in its place. It is never closed;
 * a thread that waits for it can only be left waiting.
 */
final class StandardInput implements FeedInput {
  /** The id of the real one. */
  static final String SYSTEM = "stdin";

  private static final ConcurrentMap<String, InputStream> OTHERS = new ConcurrentHashMap<>();

  private final InputStream in;

  private StandardInput(InputStream in) {
    this.in = in;
  }

  /** Keeps {@code in} under an id that can travel with a source. */
  static String register(InputStream in) {
    String id = SYSTEM + "-" + UUID.randomUUID();
    OTHERS.put(id, in);
    return id;
  }

  /** Puts {@code in} in the place of the stream {@code id}, as another process has another. */
  static void replace(String id, InputStream in) {
    OTHERS.put(id, in);
  }

  @Override
  public int read(byte[] buffer) throws IOException {
    int length = in.read(buffer);
    return length < 0 ? END : length;
  }

  @Override
  public void close() {}

  /** Which of the streams. */
  record Settings(String id, int maxLineBytes) implements FeedInput.Settings {
    @Override
    public String origin() {
      return SYSTEM;
    }

    @Override
    public FeedInput open() {
      return new StandardInput(OTHERS.getOrDefault(id, System.in));
    }
  }
}
