package dev.cauce.benchmarks.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A piece of text in memory, the same each time. */
public final class TextLines {
  private static final long SEED = 20_260_104;

  private TextLines() {}

  /**
   * So many lines, each of so many words with a space between, and a newline behind.
   *
   * @param words how many different words they are drawn from; not all of them need come
   * @throws IOException if the real texts below the present directory cannot be read
   */
  public static byte[] of(int lines, int perLine, int words) throws IOException {
    Vocabulary vocabulary = Vocabulary.of(Path.of("examples/books"), words);
    Zipf zipf = new Zipf(words);
    SplittableRandom random = new SplittableRandom(SEED);
    ByteArrayOutputStream text = new ByteArrayOutputStream(lines * perLine * 8);
    for (int line = 0; line < lines; line++) {
      for (int i = 0; i < perLine; i++) {
        int rank = zipf.next(random);
        int from = vocabulary.start(rank);
        text.write(vocabulary.bytes(), from, vocabulary.end(rank) - from);
        text.write(i == perLine - 1 ? '\n' : ' ');
      }
    }
    return text.toByteArray();
  }
}
