package dev.cauce.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/** The words of another rule in lower case, by the rules of no particular language. */
final class LowerCaseRule implements WordRule {
  private final WordRule rule;

  LowerCaseRule(WordRule rule) {
    this.rule = rule;
  }

  @Override
  public void split(byte[] bytes, int from, int to, Sink words) {
    byte[] lower = new byte[to - from];
    int seen = 0;
    for (int i = 0; i < lower.length; i++) {
      byte b = bytes[from + i];
      seen |= b;
      lower[i] = b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }
    if (seen >= 0) { // all of it ASCII
      rule.split(lower, 0, lower.length, words);
    } else {
      rule.split(bytes, from, to, new Lowering(words));
    }
  }

  /** Outside ASCII a few letters change their length, or what follows decides about them. */
  private static final class Lowering extends Sink {
    private final Sink words;

    Lowering(Sink words) {
      this.words = words;
    }

    @Override
    void words(byte[] bytes, int count) {
      for (int i = 0; i < 2 * count; i += 2) {
        byte[] utf8 =
            new String(bytes, edges[i], edges[i + 1] - edges[i], UTF_8)
                .toLowerCase(Locale.ROOT)
                .getBytes(UTF_8);
        words.word(utf8, 0, utf8.length);
      }
    }
  }
}
