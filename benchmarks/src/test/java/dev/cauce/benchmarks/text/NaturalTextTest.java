package dev.cauce.benchmarks.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class NaturalTextTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void vocabulary_books_mostFrequentFirstThenMadeUp() throws IOException {
    Vocabulary words = Vocabulary.of(books(), 8);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      int from = words.start(i);
      all.add(new String(words.bytes(), from, words.end(i) - from, UTF_8));
    }
    assertThat(all, equalTo(List.of("to", "be", "", "or", "not", "bababa", "bababas", "bababar")));
    assertThat(words.lineLengths(), equalTo(new int[] {6, 1, 3}));
  }

  @Test
  public void made_manyNumbers_allDifferent() {
    Set<String> words = new HashSet<>();
    for (int i = 0; i < 300_000; i++) {
      words.add(Vocabulary.made(i));
    }
    words.add(Vocabulary.made(17_999_999));
    assertThat(words.size(), equalTo(300_001));
  }

  @Test
  public void zipf_manyDraws_asOftenAsTheirWeights() {
    long seed = 5;
    SplittableRandom random = new SplittableRandom(seed);
    Zipf zipf = new Zipf(3);
    int[] drawn = new int[3];
    for (int i = 0; i < 100_000; i++) {
      drawn[zipf.next(random)]++;
    }
    double sum = 1 / 3.7 + 1 / 4.7 + 1 / 5.7;
    assertThat("seed " + seed, drawn[0] / 1e5, closeTo(1 / 3.7 / sum, 0.006));
    assertThat("seed " + seed, drawn[1] / 1e5, closeTo(1 / 4.7 / sum, 0.006));
    assertThat("seed " + seed, drawn[2] / 1e5, closeTo(1 / 5.7 / sum, 0.006));
  }

  private Path books() throws IOException {
    Files.writeString(folder.newFile("a.txt").toPath(), "to be or not to be\n\nto  be\n");
    return folder.getRoot().toPath();
  }
}
