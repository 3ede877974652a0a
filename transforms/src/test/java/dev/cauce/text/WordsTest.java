package dev.cauce.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;

import dev.cauce.row.Lines;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.joda.time.Instant;
import org.junit.Rule;
import org.junit.Test;

public class WordsTest {
  @Rule public final TestPipeline p = TestPipeline.create();

  private static List<String> words(Words rule, String... rows) {
    List<String> words = new ArrayList<>();
    rule.grouping()
        .group(
            Lines.of("test", new Instant(0), List.of(rows)),
            0,
            (bytes, from, to, millis, input) ->
                words.add(new String(bytes, from, to - from, UTF_8)));
    return words;
  }

  @Test
  public void letters_punctuationAndDigits_separate() {
    assertThat(
        words(Words.letters(), "  Don't stop-now, 2nd time! ", "", "42"),
        contains("Don", "t", "stop", "now", "nd", "time"));
  }

  @Test
  public void letters_anyScript_withItsMarks() {
    assertThat(
        words(Words.letters(), "Ñandú東京 שלום, हिन्दी! e\u0301t\u0301 😀 𝒳y İ\u2028ß"),
        contains("Ñandú東京", "שלום", "हिन्दी", "e\u0301t\u0301", "𝒳y", "İ", "ß"));
  }

  @Test
  public void letters_markWithoutLetter_isNoWord() {
    assertThat(words(Words.letters(), "\u0301 \u0301a"), contains("a"));
  }

  @Test
  public void letters_bytesThatAreNotUtf8_separate() {
    Lines lines =
        Lines.builder("test")
            .add(
                new byte[] {'a', (byte) 0xFF, 'b', (byte) 0xC3, 'c', (byte) 0xE2, (byte) 0x82},
                0,
                7,
                0)
            .build();
    List<String> words = new ArrayList<>();
    Words.letters()
        .grouping()
        .group(
            lines,
            0,
            (bytes, from, to, t, i) -> words.add(new String(bytes, from, to - from, UTF_8)));
    assertThat(words, contains("a", "b", "c"));
  }

  @Test
  public void letters_lowerCase_ofAnyScript() {
    assertThat(
        words(Words.letters().lowerCase(), "NIÑO Niño ÉTÉ straße ΟΔΟΣ I"),
        contains("niño", "niño", "été", "straße", "οδος", "i"));
  }

  @Test
  public void spaces_keepEveryEmptyWord() {
    assertThat(words(Words.spaces(), "  a  b "), contains("", "", "a", "", "b", ""));
    assertThat(words(Words.spaces(), ""), contains(""));
    assertThat(words(Words.spaces(), "a\tb"), contains("a\tb"));
  }

  @Test
  public void spaces_lowerCase() {
    assertThat(words(Words.spaces().lowerCase(), "A, Bc É"), contains("a,", "bc", "é"));
  }

  @Test
  public void splitBy_trailingEmptyWords_asAsked() {
    Pattern space = Pattern.compile(" ");
    assertThat(words(Words.splitBy(space, true), " a "), contains("", "a", ""));
    assertThat(words(Words.splitBy(space, false), " a "), contains("", "a"));
    assertThat(words(Words.splitBy(space, false), " "), empty());
    assertThat(
        words(Words.splitBy(Pattern.compile("\\s+"), true).lowerCase(), "  WARN\tinfo "),
        contains("", "warn", "info", ""));
  }

  @Test
  public void transform_givesTheWordsOfEveryLine() {
    PAssert.that(
            p.apply(Create.of(Lines.of("test", new Instant(0), List.of("a b", "c"))))
                .apply(Words.letters()))
        .containsInAnyOrder("a", "b", "c");
    p.run();
  }
}
