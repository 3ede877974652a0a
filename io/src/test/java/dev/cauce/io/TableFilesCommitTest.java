package dev.cauce.io;

import static dev.cauce.io.WordCounts.SCHEMA;
import static dev.cauce.io.WordCounts.append;
import static dev.cauce.io.WordCounts.complete;
import static dev.cauce.io.WordCounts.removed;
import static dev.cauce.io.WordCounts.row;
import static dev.cauce.io.WordCounts.update;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import dev.cauce.io.BatchWriter.Batch;
import dev.cauce.io.BatchWriter.Place;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.runners.core.InMemoryStateInternals;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.MapState;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Commits of files: by one writer after the other, of which each may die at any step. */
public class TableFilesCommitTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path directory;

  @Before
  public void notThereYet() {
    directory = folder.getRoot().toPath().resolve("out");
  }

  @Test
  public void commit_append_aFileThatTellsWhatItHolds() throws IOException {
    TableFiles files = files();
    assertThat(commit(files, "w", 256, 256, 1, "a", "b"), is(2L));
    assertThat(commit(files, "w", 256, 256, 3, "c"), is(1L));

    assertThat(
        names(),
        contains(
            "part-0000000001-0000000002-f1290186-100.csv",
            "part-0000000003-0000000003-f1290186-100.csv"));
    assertThat(rows(), contains("a", "b", "c"));
    assertThat(hidden(), contains("ledger-0000000003.json"));
  }

  @Test
  public void commit_comesAgain_skipped() throws IOException {
    long unused = commit(files(), "w", 1, 1, 1, "a", "b");

    TableFiles resumed = files();
    assertThat(commit(resumed, "w", 1, 2, 1, "a", "b"), is(-1L));
    assertThat(commit(resumed, "w", 1, 2, 2, "b", "c"), is(1L));
    assertThat(commit(resumed, "w", 2, 2, 4, "d"), is(1L));

    assertThat(rows(), contains("a", "b", "c", "d"));
  }

  @Test
  public void commit_ofAnOlderRun_refusedThoughItWasOpenBefore() throws IOException {
    TableFiles zombie = files();
    long unused = commit(zombie, "w", 1000, 1000, 1, "a");
    unused = commit(files(), "w", 1000, 2000, 1, "a");

    String newer =
        "\""
            + directory
            + "\": a newer run (started 1970-01-01T00:00:02Z) writes here: this one"
            + " must stop";
    IOException awake =
        assertThrows(IOException.class, () -> commit(zombie, "w", 1000, 1000, 2, "b"));
    assertThat(awake.getMessage(), is(newer));
    IOException again =
        assertThrows(IOException.class, () -> commit(zombie, "w", 1000, 1000, 2, "b"));
    assertThat(again.getMessage(), is(newer));
    assertThat(rows(), contains("a"));
  }

  @Test
  public void commit_twoAttemptsOfARun_theFormerEnds() throws IOException {
    TableFiles zombie = files();
    long unused = commit(zombie, "w", 1, 1, 1, "a");
    TableFiles second = files();
    unused = commit(second, "w", 1, 1, 1, "a");

    IOException e = assertThrows(IOException.class, () -> commit(zombie, "w", 1, 1, 2, "b"));
    assertThat(
        e.getMessage(),
        is("\"" + directory + "\": another attempt of this run writes here: this one must stop"));
    unused = commit(second, "w", 1, 1, 2, "b");
    assertThat(rows(), contains("a", "b"));
  }

  @Test
  public void commit_ofAnotherWriter_countsAnew() throws IOException {
    long unused = commit(files(), "w", 1, 1, 1, "a", "b");
    unused = commit(files(), "other", 2, 2, 1, "c");

    assertThat(rows(), contains("c", "a", "b"));
  }

  @Test
  public void commit_afterAnOlderCheckpoint_undoesWhatComesAgain() throws IOException {
    TableFiles first = files();
    long unused = commit(first, "w", 1, 1, 1, "a", "b");
    unused = commit(first, "w", 1, 1, 3, "c");
    unused = commit(first, "w", 1, 1, 4, "d", "e");

    TableFiles resumed = files();
    unused = commit(resumed, "w", 1, 2, 1, "a", "b"); // as the state has it
    assertThat(rows(), contains("a", "b", "c", "d", "e"));
    unused = commit(resumed, "w", 2, 2, 3, "C", "D");
    unused = commit(resumed, "w", 2, 2, 5, "E");

    assertThat(rows(), contains("a", "b", "C", "D", "E"));
  }

  @Test
  public void commit_afterAnOlderCheckpointThatDoesNotFit_refused() throws IOException {
    long unused = commit(files(), "w", 1, 1, 1, "a", "b", "c");

    IOException e = assertThrows(IOException.class, () -> commit(files(), "w", 2, 2, 2, "B"));

    assertThat(
        e.getMessage(),
        is(
            "\""
                + directory
                + "\" cannot go back to the checkpoint with which the run began:"
                + " \"part-0000000001-0000000003-f1290186-1.csv\" holds updates from before it and"
                + " from after it, which come again (from 2 on). Write to another directory, with"
                + " another checkpoint."));
    assertThat(rows(), contains("a", "b", "c"));
  }

  @Test
  public void commit_damagedLedger_refusedByName() throws IOException {
    long unused = commit(files(), "w", 1, 1, 1, "a");
    Path ledger = directory.resolve(".cauce/ledger-0000000002.json");
    Files.writeString(ledger, "{\"format\":1,\"number\":2");

    IOException e = assertThrows(IOException.class, () -> commit(files(), "w", 2, 2, 2, "b"));

    assertThat(
        e.getMessage(), startsWith("The ledger \"" + ledger + "\" of what was written cannot"));
    assertThat(String.valueOf(e.getMessage()).lines().count(), is(1L));
  }

  @Test
  public void commit_update_tableOfTheCommit() throws IOException {
    MapState<String, byte[]> kept = kept();
    TableFiles files = files();
    assertThat(commit(files, kept, 1, 1, 1, update(1, row("b", 1), row("a", 1))), is(2L));
    assertThat(commit(files, kept, 1, 1, 2, removed(2, "b"), update(3, row("a", 2))), is(1L));
    assertThat(Files.readString(directory.resolve("table.csv")), is("word,count\na,2\n"));

    TableFiles resumed = files();
    assertThat(commit(resumed, kept, 1, 2, 2, removed(2, "b"), update(3, row("a", 2))), is(-1L));
    assertThat(commit(resumed, kept, 2, 2, 4, update(1, row("b", 7), row("c", 7))), is(2L));

    assertThat(names(), contains("table.csv"));
    assertThat(Files.readString(directory.resolve("table.csv")), is("word,count\na,2\nc,7\n"));
  }

  @Test
  public void commit_complete_theLastSnapshot() throws IOException {
    MapState<String, byte[]> kept = kept();
    long unused =
        commit(files(), kept, 1, 1, 1, complete(1, row("a", 1)), complete(2, row("b", 2)));

    assertThat(Files.readString(directory.resolve("table.csv")), is("word,count\nb,2\n"));
  }

  @Test
  public void commit_symbolicLinks_notFollowed() throws IOException {
    Path elsewhere = folder.newFolder("elsewhere").toPath();
    Files.createDirectories(directory);
    Files.createSymbolicLink(directory.resolve(".cauce"), elsewhere);

    IOException e = assertThrows(IOException.class, () -> commit(files(), "w", 1, 1, 1, "a"));

    assertThat(
        e.getMessage(), endsWith(".cauce\" is a symbolic link: rows are not written through it"));
    assertThat(list(elsewhere), empty());
  }

  @Test
  public void commit_killedAtEachStep_eachRowOnce() throws IOException {
    int step = 0;
    boolean whole = false;
    while (!whole) {
      directory = folder.getRoot().toPath().resolve("out" + step);
      whole = killedAt(step);
      step++;
    }
    assertThat("steps", step, greaterThan(30));
  }

  /** Three commits, killed after {@code steps} steps; then by a new run what was not done. */
  private boolean killedAt(int steps) throws IOException {
    String[][] commits = {{"a", "b"}, {"c"}, {"d", "e"}};
    TableFiles files = files(new KillSteps(steps));
    int done = 0;
    long first = 1;
    boolean whole = true;
    try {
      for (String[] words : commits) {
        long unused = commit(files, "w", 1, 1, first, words);
        first += words.length;
        done++;
      }
    } catch (KillSteps.Killed killed) {
      whole = false;
    }
    List<String> all = List.of("a", "b", "c", "d", "e");
    List<String> there = rows();
    assertThat("step " + steps, there, is(all.subList(0, there.size())));
    // The newest checkpoint is that of the commit that was under way, or of the one before.
    TableFiles resumed = files();
    int from = Math.min(done, commits.length - 1);
    first = 1;
    for (int i = 0; i < commits.length; i++) {
      if (i >= from) {
        long unused = commit(resumed, "w", i == from ? 1 : 2, 2, first, commits[i]);
      }
      first += commits[i].length;
    }
    assertThat("step " + steps, rows(), is(all));
    assertThat("step " + steps, hidden().size(), is(1));
    return whole;
  }

  private TableFiles files() {
    return files(new FileSteps());
  }

  private TableFiles files(FileSteps steps) {
    FileStyle style = FileStyle.of(FileFormat.CSV);
    return new TableFiles(directory.toString(), "0123abcd", style, SCHEMA, steps);
  }

  private static long commit(
      TableFiles files, String writer, long run, long present, long first, String... words)
      throws IOException {
    List<TableUpdate> updates = Stream.of(words).map(word -> append(row(word, 1))).toList();
    Place place = new Place(writer, run, present, first, first + words.length - 1);
    return files.commit(new Batch(0, updates.get(0).mode(), updates, place));
  }

  private static long commit(
      TableFiles files,
      MapState<String, byte[]> kept,
      long run,
      long present,
      long first,
      TableUpdate... updates)
      throws IOException {
    for (TableUpdate update : updates) {
      files.prepare(update, kept);
    }
    Place place = new Place("w", run, present, first, first + updates.length - 1);
    return files.commit(new Batch(0, updates[0].mode(), List.of(updates), place));
  }

  private static MapState<String, byte[]> kept() {
    return new InMemoryStateInternals.InMemoryMap<>(StringUtf8Coder.of(), ByteArrayCoder.of());
  }

  /** The words in the order of the files' names. */
  private List<String> rows() throws IOException {
    List<String> rows = new ArrayList<>();
    if (Files.exists(directory)) {
      for (String name : names()) {
        List<String> lines = Files.readAllLines(directory.resolve(name));
        assertThat(lines.get(0), is("word,count"));
        IntStream.range(1, lines.size())
            .forEach(i -> rows.add(lines.get(i).replaceFirst(",1$", "")));
      }
    }
    return rows;
  }

  private List<String> names() throws IOException {
    return list(directory).stream().filter(name -> !name.startsWith(".")).toList();
  }

  private List<String> hidden() throws IOException {
    return list(directory.resolve(".cauce"));
  }

  private static List<String> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
