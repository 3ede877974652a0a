package dev.cauce.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.Test;

/** Rules look at eight bytes at a time; what they find is what a look at each character finds. */
public class WordRuleTest {
  private static final Pattern LETTERS = Pattern.compile("\\p{L}[\\p{L}\\p{M}]*");
  private static final String[] CHARACTERS = {
    "a", "z", "A", "Z", "m", "@", "[", "`", "{", " ", " ", " ", "\t", "\u0000", "\u007f", "!", "0",
    "é", "e\u0301", "ß", "İ", "Σ", "日", "क\u093f", "\u093f", "𐐀", "😀"
  };

  private static List<String> split(WordRule rule, String before, String line, String after) {
    byte[] bytes = (before + line + after).getBytes(UTF_8);
    int from = before.getBytes(UTF_8).length;
    List<String> found = new ArrayList<>();
    rule.split(
        bytes,
        from,
        from + line.getBytes(UTF_8).length,
        new WordRule.Sink() {
          @Override
          void words(byte[] in, int count) {
            for (int i = 0; i < 2 * count; i += 2) {
              found.add(new String(in, edges[i], edges[i + 1] - edges[i], UTF_8));
            }
            Arrays.fill(edges, 2, edges.length, -1); // may be changed after the call
          }
        });
    return found;
  }

  private static String line(Random random, int length, int kinds) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < length; i++) {
      line.append(CHARACTERS[random.nextInt(kinds)]);
    }
    return line.toString();
  }

  @Test
  public void split_randomLines_asCharacterByCharacter() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      int length = i % 100 == 0 ? random.nextInt(3000) : random.nextInt(40);
      String line = line(random, length, random.nextBoolean() ? 17 : CHARACTERS.length);
      String before = line(random, random.nextInt(10), 8);
      String after = line(random, random.nextInt(10), 8);
      String what = "seed " + seed + ", line " + i + ": " + line;
      List<String> letters = LETTERS.matcher(line).results().map(MatchResult::group).toList();
      List<String> spaces = Arrays.asList(line.split(" ", -1));
      assertThat(what, split(new SpacesRule(), before, line, after), equalTo(spaces));
      assertThat(what, split(new LettersRule(), before, line, after), equalTo(letters));
      assertThat(
          what,
          split(new LowerCaseRule(new LettersRule()), before, line, after),
          equalTo(letters.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList()));
    }
  }

  @Test
  public void split_lineOfManyWords_allOfThem() {
    String line = "ab ".repeat(10_000) + "c".repeat(5_000) + " ".repeat(3_000);

    List<String> spaces = split(new SpacesRule(), "", line, "x");
    List<String> letters = split(new LettersRule(), "", line, "x");

    assertThat(spaces.size(), equalTo(13_001));
    assertThat(spaces.get(9_999), equalTo("ab"));
    assertThat(spaces.get(10_000), equalTo("c".repeat(5_000)));
    assertThat(letters.size(), equalTo(10_001));
    assertThat(letters.get(10_000), equalTo("c".repeat(5_000)));
  }
}
