package dev.cauce.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class WordCountsTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  static Map<String, Long> map(WordCounts counts) {
    Map<String, Long> map = new TreeMap<>();
    for (int i = 0; i < counts.size(); i++) {
      map.put(counts.word(i), counts.count(i));
    }
    return map;
  }

  static WordCounts count(String text) throws IOException {
    WordCounts counts = new WordCounts();
    counts.addText(new ByteArrayInputStream(text.getBytes(UTF_8)));
    return counts;
  }

  @Test
  public void addText_spacesAndEmptyLines_emptyWordsCount() throws IOException {
    WordCounts counts = count("to be  or\n\n to ñu \n");
    assertThat(map(counts), equalTo(Map.of("", 4L, "be", 1L, "or", 1L, "to", 2L, "ñu", 1L)));
    assertThat(counts.total(), equalTo(9L));
  }

  @Test
  public void addText_lastLineWithoutNewline_counts() throws IOException {
    assertThat(map(count("a\nb ")), equalTo(Map.of("a", 1L, "b", 1L, "", 1L)));
    assertThat(map(count("a\nb")), equalTo(Map.of("a", 1L, "b", 1L)));
    assertThat(map(count("")), equalTo(Map.of()));
  }

  @Test
  public void add_manyWords_allFoundAgain() {
    WordCounts counts = new WordCounts();
    for (int i = 0; i < 50_000; i++) {
      byte[] word = Integer.toString(i % 20_000).getBytes(UTF_8);
      counts.add(word, 0, word.length, 1);
    }
    assertThat(counts.size(), equalTo(20_000));
    for (int i = 0; i < 20_000; i++) {
      byte[] word = Integer.toString(i).getBytes(UTF_8);
      assertThat(counts.count(counts.indexOf(word, 0, word.length)), equalTo(i < 10_000 ? 3L : 2L));
    }
    assertThat(counts.indexOf("x".getBytes(UTF_8), 0, 1), is(-1));
  }

  @Test
  public void read_written_theSame() throws IOException {
    Path file = folder.newFile().toPath();
    count("to  be\ns'il vous plaît\n").write(file);
    assertThat(Files.readString(file), equalTo("1 to\n1 \n1 be\n1 s'il\n1 vous\n1 plaît\n"));
    assertThat(
        map(WordCounts.read(file)),
        equalTo(Map.of("", 1L, "to", 1L, "be", 1L, "s'il", 1L, "vous", 1L, "plaît", 1L)));
  }
}
