package dev.cauce.peers.common;

import java.util.function.Consumer;

/** How a line becomes words, and a word a field of CSV. */
public final class Words {
  private Words() {}

  /**
   * Gives {@code to} the words of {@code line}: what is between, before and behind its spaces, the
   * empty word included; so an empty line is one empty word.
   */
  public static void split(String line, Consumer<String> to) {
    int from = 0;
    for (int space = line.indexOf(' '); space >= 0; space = line.indexOf(' ', from)) {
      to.accept(line.substring(from, space));
      from = space + 1;
    }
    to.accept(line.substring(from));
  }

  /** {@code word,count} as RFC 4180 has it. */
  public static String csv(String word, long count) {
    if (word.indexOf(',') < 0 && word.indexOf('"') < 0 && word.indexOf('\r') < 0) {
      return word + "," + count;
    }
    return '"' + word.replace("\"", "\"\"") + "\"," + count;
  }
}
