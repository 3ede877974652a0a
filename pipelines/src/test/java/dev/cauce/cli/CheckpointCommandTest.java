package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hamcrest.Matcher;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** {@code --checkpoint} and {@code --trigger available-now}. */
public class CheckpointCommandTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path in;
  private Path out;
  private Path checkpoint;

  @Before
  public void directories() throws IOException {
    in = folder.newFolder("in").toPath();
    out = folder.getRoot().toPath().resolve("out");
    checkpoint = folder.getRoot().toPath().resolve("checkpoint");
  }

  @Test
  public void availableNow_runAfterRun_eachTakesWhatHasComeSince() throws IOException {
    write("1", "a b");
    Cauce first = run();
    write("2", "b c");
    Cauce second = run();
    String table = table();
    Cauce third = run();

    assertThat(first.code(), is(0));
    assertThat(
        ConsoleBatches.of(first.out()),
        equalTo(new ConsoleBatches(List.of(0L), List.of(Map.of("a", 1L, "b", 1L)))));
    assertThat(second.code(), is(0));
    assertThat(second.err(), goesOn());
    assertThat(
        ConsoleBatches.of(second.out()),
        equalTo(new ConsoleBatches(List.of(1L), List.of(Map.of("b", 2L, "c", 1L)))));
    assertThat(table, equalTo("word,count\na,1\nb,2\nc,1\n"));
    assertThat(third.code(), is(0));
    assertThat(third.out(), equalTo(""));
    assertThat(third.err(), containsString("Took what was there: 0 rows in"));
    assertThat(table(), equalTo(table));
  }

  /** Which number it has is Flink's affair: a savepoint that it declined at first has taken one. */
  private Matcher<String> goesOn() {
    String place = Pattern.quote(checkpoint + "/run-");
    return matchesPattern("(?s)Going on from checkpoint [1-9]\\d*, file:" + place + ".*");
  }

  @Test
  public void availableNow_otherParallelism_goesOnExactly() throws IOException {
    write("1", "a b c d e f g h i j k l");
    assertThat(run("--parallelism=1").code(), is(0));
    write("2", "a b c d e f g h i j k l");
    assertThat(run("--parallelism=2").code(), is(0));
    write("3", "a b c d e f g h i j k l m");
    assertThat(run("--parallelism=1").code(), is(0));

    assertThat(
        table(),
        equalTo("word,count\na,3\nb,3\nc,3\nd,3\ne,3\nf,3\ng,3\nh,3\ni,3\nj,3\nk,3\nl,3\nm,1\n"));
  }

  @Test
  public void checkpoint_ofAnotherPipeline_isRefusedNamingWhatDiffers() throws IOException {
    write("1", "a b");
    assertThat(run().code(), is(0));
    write("2", "b c");

    Cauce other = run("--words=spaces", "--mode=complete");

    assertThat(other.code(), is(2));
    assertThat(
        other.err(),
        equalTo(
            "--checkpoint \"file:"
                + checkpoint
                + "\" is of another pipeline: --mode was \"update\" and is \"complete\"; --words was"
                + " missing and is \"spaces\". Run that one again, or use another directory.\n"));
    assertThat(table(), equalTo("word,count\na,1\nb,1\n"));
    assertThat("free again", run().code(), is(0));
  }

  @Test
  public void checkpoint_newestDamaged_isPassedOverAndTold() throws IOException {
    write("1", "a b");
    assertThat(run().code(), is(0));
    write("2", "b c");
    assertThat(run().code(), is(0));
    Path newest = metadata().get(0);
    truncate(newest);

    Cauce again = run();

    assertThat(again.code(), is(0));
    assertThat(
        again.err(),
        allOf(
            goesOn(),
            containsString(
                "Passed over file:"
                    + newest.getParent()
                    + " (damaged: its _metadata cannot be read).\n")));
    assertThat(table(), equalTo("word,count\na,1\nb,2\nc,1\n"));
  }

  @Test
  public void checkpoint_allDamaged_isRefusedAndNeverBegunAnew() throws IOException {
    write("1", "a b");
    assertThat(run().code(), is(0));
    truncate(metadata().get(0));

    Cauce again = run();

    assertThat(again.code(), is(2));
    assertThat(
        again.err(),
        allOf(
            containsString("has no checkpoint that can be read. Passed over "),
            containsString("use another directory to begin anew")));
    assertThat(again.out(), equalTo(""));
  }

  @Test
  public void checkpoint_withoutItsManifest_isRefused() throws IOException {
    write("1", "a b");
    assertThat(run().code(), is(0));
    Files.delete(checkpoint.resolve("manifest.json"));

    Cauce again = run();

    assertThat(again.code(), is(2));
    assertThat(again.err(), containsString("has checkpoints but no manifest.json"));
  }

  @Test
  public void checkpoint_usedByARunThatIsOn_isRefusedNamingIt() throws Exception {
    write("1", "a b");
    try (Forked first =
        new Forked(
            folder.newFolder("first").toPath(),
            "wordcount",
            "--from=" + in + "?watch=100ms",
            "--to=" + out,
            "--checkpoint=" + checkpoint)) {
      Await.until(
          "the first run", () -> Files.exists(out.resolve("table.csv")), is(true), () -> true);

      Cauce second = runWith(in + "?watch=100ms");

      assertThat(second.code(), is(2));
      assertThat(second.err(), containsString("is in use by process " + first.pid() + " on "));
      assertThat(first.signal("TERM"), is(143));
    }
    assertThat(table(), equalTo("word,count\na,1\nb,1\n"));
  }

  @Test
  public void options_thatDoNotGoTogether_areAllTold() throws IOException {
    write("1", "a b");

    Cauce bounded =
        Cauce.run("wordcount", "--from=" + in, "--to=" + out, "--checkpoint=" + checkpoint);
    Cauce nowhere =
        Cauce.run("wordcount", "--from=" + in, "--to=" + out, "--trigger=available-now");
    Cauce direct =
        Cauce.run(
            "wordcount",
            "--from=" + in + "?watch=1s",
            "--to=" + out,
            "--checkpoint=" + checkpoint,
            "--runner=direct",
            "--max-rows-per-run=5");

    assertThat(bounded.code(), is(2));
    assertThat(
        bounded.err(),
        equalTo(
            "--checkpoint is for input that does not end: take what comes from run to run with"
                + " --trigger available-now, or leave --checkpoint out.\n"));
    assertThat(nowhere.code(), is(2));
    assertThat(
        nowhere.err(),
        equalTo(
            "--trigger available-now needs --checkpoint DIR, which knows what the runs before"
                + " took.\n"));
    assertThat(direct.code(), is(2));
    assertThat(
        direct.err(),
        equalTo(
            "--max-rows-per-run needs --trigger available-now.\n"
                + "--checkpoint needs Flink: the direct runner has no checkpoints. Use --runner"
                + " flink.\n"));
    assertThat(Files.exists(checkpoint), is(false));
  }

  @Test
  public void maxRowsPerRun_ofAWindowedTable_isReachedInSeveralRuns() throws IOException {
    write("1", "a\na\na\nb\nb\nc\nd");

    List<String> tables = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      assertThat(run("--max-rows-per-run=3").code(), is(0));
      tables.add(table());
    }

    assertThat(
        tables,
        equalTo(
            List.of(
                "word,count\na,3\n",
                "word,count\na,3\nb,2\nc,1\n",
                "word,count\na,3\nb,2\nc,1\nd,1\n",
                "word,count\na,3\nb,2\nc,1\nd,1\n")));
  }

  private Cauce run(String... further) {
    return runWith(in.toString(), further);
  }

  private Cauce runWith(String from, String... further) {
    List<String> args =
        new ArrayList<>(
            List.of("wordcount", "--from=" + from, "--to=" + out, "--checkpoint=" + checkpoint));
    if (from.equals(in.toString())) {
      args.add("--to=console:");
      args.add("--trigger=available-now");
    }
    args.addAll(List.of(further));
    return Cauce.run(args.toArray(new String[0]));
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(in.resolve(name), content + "\n", UTF_8);
  }

  private String table() throws IOException {
    return Files.readString(out.resolve("table.csv"), UTF_8);
  }

  /** The files that make checkpoints complete, the newest first. */
  private List<Path> metadata() throws IOException {
    try (Stream<Path> all = Files.walk(checkpoint)) {
      return all.filter(path -> path.endsWith("_metadata"))
          .sorted((a, b) -> modified(b).compareTo(modified(a)))
          .toList();
    }
  }

  private static java.nio.file.attribute.FileTime modified(Path path) {
    try {
      return Files.getLastModifiedTime(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void truncate(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
  }
}
