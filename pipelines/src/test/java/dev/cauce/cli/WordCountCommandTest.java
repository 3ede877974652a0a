package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;

import dev.cauce.io.MemoryIO;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.values.Row;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The whole way, from the command line to what a sink has. */
public class WordCountCommandTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path books;

  @Before
  public void writeBooks() throws IOException {
    books = folder.newFolder("books").toPath();
    Files.writeString(books.resolve("one.txt"), "To be, or not to be\n", UTF_8);
  }

  @Test
  public void run_toConsole_printsOneBatchAsSparkDoes() throws IOException {
    Path one = Files.writeString(books.resolve("one.txt"), "été été", UTF_8);

    assertThat(
        Cauce.run("wordcount", "--from", one.toString(), "--to", "console:"),
        equalTo(
            new Cauce(
                0,
                """
                -------------------------------------------
                Batch: 0
                -------------------------------------------
                +----+-----+
                |word|count|
                +----+-----+
                | été|    2|
                +----+-----+

                """,
                "")));
  }

  @Test
  public void run_toMemory_hasTheCountsInEveryMode() {
    for (String mode : List.of("append", "update", "complete")) {
      String name = "counts-" + mode;
      MemoryIO.drop(name);

      checkRan("--from", books.toString(), "--to", "memory:" + name, "--mode", mode);

      assertThat(mode, rows(name), containsInAnyOrder("To 1", "be 2", "or 1", "not 1", "to 1"));
    }
  }

  @Test
  public void run_ignoreCase_countsInLowerCase() {
    MemoryIO.drop("lower");

    checkRan("--from", books.toString(), "--to", "memory:lower", "--ignore-case");

    assertThat(rows("lower"), containsInAnyOrder("to 2", "be 2", "or 1", "not 1"));
  }

  @Test
  public void run_wordsBySpaces_splitsAsSpark() {
    MemoryIO.drop("spaces");

    checkRan("--from", books.toString(), "--to", "memory:spaces", "--words", "spaces");

    assertThat(
        rows("spaces"), containsInAnyOrder("To 1", "be, 1", "or 1", "not 1", "to 1", "be 1"));
  }

  @Test
  public void run_severalEnds_countsAllSourcesIntoEachSink() throws IOException {
    Path more = Files.writeString(folder.newFile("two.txt").toPath(), "to be\n", UTF_8);
    MemoryIO.drop("left");
    MemoryIO.drop("right");

    checkRan(
        "--from",
        books.toString(),
        "--from",
        more.toString(),
        "--to",
        "memory:left",
        "--to",
        "memory:right");

    assertThat(rows("left"), containsInAnyOrder("To 1", "be 3", "or 1", "not 1", "to 2"));
    assertThat(rows("right"), equalTo(rows("left")));
  }

  @Test
  public void run_toDirectory_writesCsv() throws IOException {
    Path out = folder.getRoot().toPath().resolve("out");

    checkRan("--from", books.toString(), "--to", "file://" + out, "--mode", "complete");

    try (Stream<Path> files = Files.list(out)) {
      List<Path> written =
          files.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
      assertThat(written, equalTo(List.of(out.resolve("table.csv"))));
      List<String> lines = Files.readAllLines(written.get(0), UTF_8);
      assertThat(lines.get(0), equalTo("word,count"));
      assertThat(
          lines.subList(1, lines.size()),
          containsInAnyOrder("To,1", "be,2", "or,1", "not,1", "to,1"));
    }
  }

  @Test
  public void run_fromStandardInput_countsToItsEnd() {
    Cauce ran =
        Cauce.run(
            List.of("wordcount", "--from", "-", "--to", "console:?format=json", "--trigger", "1h"),
            "a b\na\n");

    assertThat(ran.err(), equalTo(""));
    assertThat(ran.code(), equalTo(0));
    assertThat(
        ran.out().lines().toList(),
        containsInAnyOrder("{\"word\":\"a\",\"count\":2}", "{\"word\":\"b\",\"count\":1}"));
  }

  private static void checkRan(String... args) {
    List<String> all = Stream.concat(Stream.of("wordcount"), Stream.of(args)).toList();
    assertThat(Cauce.run(all, ""), equalTo(new Cauce(0, "", "")));
  }

  private static List<String> rows(String table) {
    return MemoryIO.table(table).rows().stream()
        .map((Row row) -> row.getString("word") + " " + row.getInt64("count"))
        .sorted()
        .toList();
  }
}
