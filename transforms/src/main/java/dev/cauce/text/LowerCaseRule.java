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
    rule.split(bytes, from, to, (line, start, end) -> lower(line, start, end, lower, words));
  }

  private static void lower(byte[] line, int start, int end, byte[] lower, Sink words) {
    for (int i = start; i < end; i++) {
      byte b = line[i];
      if (b < 0) { // outside ASCII: a few letters change their length
        byte[] utf8 =
            new String(line, start, end - start, UTF_8).toLowerCase(Locale.ROOT).getBytes(UTF_8);
        words.word(utf8, 0, utf8.length);
        return;
      }
      lower[i - start] = b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }
    words.word(lower, 0, end - start);
  }
}
