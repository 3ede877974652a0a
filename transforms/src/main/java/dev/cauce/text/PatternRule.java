package dev.cauce.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.regex.Pattern;

/** What is between the matches of a regular expression, as {@link Pattern#split} finds it. */
final class PatternRule implements WordRule {
  private final Pattern pattern;
  private final boolean keepTrailing;
  private final boolean lowerCase;

  PatternRule(Pattern pattern, boolean keepTrailing, boolean lowerCase) {
    this.pattern = pattern;
    this.keepTrailing = keepTrailing;
    this.lowerCase = lowerCase;
  }

  PatternRule inLowerCase() {
    return new PatternRule(pattern, keepTrailing, true);
  }

  @Override
  public void split(byte[] bytes, int from, int to, Sink words) {
    String line = new String(bytes, from, to - from, UTF_8);
    for (String word :
        pattern.split(lowerCase ? line.toLowerCase(Locale.ROOT) : line, keepTrailing ? -1 : 0)) {
      byte[] utf8 = word.getBytes(UTF_8);
      words.word(utf8, 0, utf8.length);
    }
  }
}
