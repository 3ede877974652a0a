package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Real texts, counted by the command line, and by a program of twenty lines. */
public class ReferenceTest {
  private static final Pattern LETTERS = Pattern.compile("\\p{L}[\\p{L}\\p{M}]*");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final List<Path> texts = new ArrayList<>();

  /** In which mode words are told, what they are, and whether their case counts. */
  private record Way(String mode, String rule, boolean ignoreCase) {}

  @Before
  public void findTexts() throws IOException {
    for (String directory : List.of("../examples/books", "src/test/resources/texts")) {
      try (Stream<Path> files = Files.list(Path.of(directory))) {
        texts.addAll(files.sorted().toList());
      }
    }
    assertThat(texts.size(), equalTo(6));
  }

  @Test
  public void direct_eachTextInEveryModeByEachRule_equalsTheReference() throws IOException {
    for (int i = 0; i < texts.size(); i++) {
      for (int way = 0; way < 6; way++) {
        check("direct", List.of(texts.get(i)), way(way, (i + way) % 2 == 0));
      }
    }
  }

  /** Flink takes its time to start: each text goes one of the ways. */
  @Test
  public void flink_eachTextInOneModeByOneRule_equalsTheReference() throws IOException {
    for (int i = 0; i < texts.size(); i++) {
      check("flink", List.of(texts.get(i)), way(i, i % 2 == 0));
    }
  }

  @Test
  public void allTextsTogether_equalTheReference() throws IOException {
    check("direct", texts, new Way("update", "spaces", true));
  }

  /** The mode and the rule of number 0 to 5. */
  private static Way way(int number, boolean ignoreCase) {
    List<String> modes = List.of("append", "update", "complete");
    return new Way(modes.get(number % 3), number < 3 ? "letters" : "spaces", ignoreCase);
  }

  private void check(String runner, List<Path> from, Way way) throws IOException {
    Path out = folder.newFolder().toPath();
    List<String> args = new ArrayList<>(List.of("wordcount"));
    from.forEach(text -> args.addAll(List.of("--from", text.toString())));
    args.addAll(List.of("--to", "file://" + out + "?format=csv", "--runner", runner));
    args.addAll(List.of("--mode", way.mode(), "--words", way.rule()));
    if (way.ignoreCase()) {
      args.add("--ignore-case");
    }

    assertThat(Cauce.run(args, ""), equalTo(new Cauce(0, "", "")));

    Map<String, Long> truth = reference(from, way.rule(), way.ignoreCase());
    assertThat(truth, not(equalTo(Map.of())));
    assertThat(runner + " " + from + " " + way, readTable(out), equalTo(truth));
  }

  /** The reference program. */
  private static Map<String, Long> reference(List<Path> texts, String rule, boolean ignoreCase)
      throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    for (Path text : texts) {
      for (String line : new String(Files.readAllBytes(text), UTF_8).lines().toList()) {
        List<String> words =
            rule.equals("spaces")
                ? List.of(line.split(" ", -1))
                : LETTERS.matcher(line).results().map(MatchResult::group).toList();
        for (String word : words) {
          counts.merge(ignoreCase ? word.toLowerCase(Locale.ROOT) : word, 1L, Long::sum);
        }
      }
    }
    return counts;
  }

  /** What stands in the files of a directory: a header line each, and a row a word. */
  private static Map<String, Long> readTable(Path directory) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        assertThat(file.getFileName().toString(), endsWith(".csv"));
        List<List<String>> rows = Csv.parse(Files.readString(file, UTF_8));
        assertThat(rows.get(0), equalTo(List.of("word", "count")));
        for (List<String> row : rows.subList(1, rows.size())) {
          assertThat(row.toString(), row.size(), equalTo(2));
          Long before = counts.put(row.get(0), Long.parseLong(row.get(1)));
          assertThat("a second row of " + row.get(0), before, equalTo(null));
        }
      }
    }
    return counts;
  }
}
