package dev.cauce.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ReplayCommandTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path letters;
  private Path to;

  @Before
  public void letters() throws IOException {
    letters = folder.newFolder("letters").toPath();
    to = folder.getRoot().toPath().resolve("again");
    Files.writeString(
        letters.resolve("part-00000-0123abcd.json"),
        """
        {"time":"2024-01-01T00:00:00.000Z","origin":"log:7","reason":"field \\"n\\": \\"x\\" is no int","row":"a,x"}
        {"time":"2024-01-01T00:00:00.000Z","origin":"log:8","reason":"field \\"n\\": \\"é\\" is no int","row":"b,\\"é\\"\\u0000"}
        """);
    Files.writeString(
        letters.resolve("part-00001-0123abcd.json"),
        "{\"time\":\"2024-01-01T00:00:01.000Z\",\"origin\":\"log:9\",\"reason\":\"3 fields\",\"row\":\"c,1,2\"}\n");
    Files.writeString(letters.resolve(".part-00002-0123abcd.json.tmp"), "{\"torn");
  }

  @Test
  public void replay_directory_rowsAsTheyCameInOneFile() throws IOException {
    Cauce run = Cauce.run("replay", letters.toString(), "--to", to.toString());

    assertThat(run.err(), is("Replayed 3 of 3 dead letters from " + letters + " to " + to + ".\n"));
    assertThat(run.code(), is(0));
    assertThat(run.out(), is(""));
    List<Path> files = list(to);
    assertThat(files.size(), is(1));
    assertThat(
        files.get(0).getFileName().toString(),
        matchesPattern("replay-\\d{8}T\\d{6}-[0-9a-f]{8}\\.txt"));
    assertThat(Files.readString(files.get(0)), is("a,x\nb,\"é\"\u0000\nc,1,2\n"));
    assertThat(list(letters).size(), is(3));
  }

  @Test
  public void replay_directoryThatWasNamedWithoutAFormat_readsIt() throws IOException {
    Path in = folder.newFile("in.json").toPath();
    Path dead = folder.getRoot().toPath().resolve("dead");
    Files.writeString(in, "{\"n\":1}\n{\"n\":\"x\"}\n");
    Cauce select =
        Cauce.run(
            "select", "--from=" + in, "--to=console:", "--schema=n int", "--dead-letters=" + dead);
    assertThat(select.err(), select.code(), is(0));

    Cauce run = Cauce.run("replay", dead.toString(), "--to", to.toString());

    assertThat(run.err(), is("Replayed 1 of 1 dead letter from " + dead + " to " + to + ".\n"));
    assertThat(Files.readString(list(to).get(0)), is("{\"n\":\"x\"}\n"));
  }

  @Test
  public void replay_reason_onlyThose() throws IOException {
    Cauce run =
        Cauce.run("replay", letters + "?format=json", "--to=" + to, "--reason", "^3 fields$");

    assertThat(
        run.err(),
        is("Replayed 1 of 3 dead letters from " + letters + "?format=json to " + to + ".\n"));
    assertThat(Files.readString(list(to).get(0)), is("c,1,2\n"));
  }

  @Test
  public void replay_noneChosen_noFile() {
    Cauce run = Cauce.run("replay", letters.toString(), "--to", to.toString(), "--reason", "xyz");

    assertThat(run.err(), startsWith("Replayed 0 of 3 dead letters from "));
    assertThat(Files.exists(to), is(false));
  }

  @Test
  public void replay_somethingElse_refusedAndNothingWritten() throws IOException {
    Path file = letters.resolve("part-00003-0123abcd.json");
    Files.writeString(file, "{\"word\":\"a\"}\n");

    Cauce run = Cauce.run("replay", letters.toString(), "--to", to.toString());

    assertThat(run.code(), is(1));
    assertThat(
        run.err(),
        is(
            "Line 1 of \""
                + file
                + "\" is no dead letter: a JSON object with a reason and a row was expected, as"
                + " --dead-letters DIR writes it\n"));
    assertThat(list(to), is(List.of()));
  }

  @Test
  public void replay_wrongUse_saysAllOfIt() {
    Cauce run = Cauce.run("replay", "a", "b", "--reason", "(", "--force");

    assertThat(run.code(), is(2));
    assertThat(
        run.err(),
        is(
            """
            "b" is one too many: name one place of dead letters.
            --reason "(" is not a regular expression: Unclosed group.
            "--force" is not an option of replay: use --to or --reason.
            """));
    assertThat(
        Cauce.run("replay", "a").err(),
        is("--to URI is missing: cauce replay DEAD-LETTERS --to URI\n"));
    assertThat(
        Cauce.run("replay", "a", "--to", "console:").err(),
        is("\"console:\": rows are replayed to a directory or a Kafka topic.\n"));
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }
}
