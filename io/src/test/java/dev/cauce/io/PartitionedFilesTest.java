package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import dev.cauce.io.BatchWriter.Batch;
import dev.cauce.io.BatchWriter.Place;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Files in directories named by columns, whatever stands in the columns. */
public class PartitionedFilesTest {
  private static final Schema SCHEMA =
      Schema.of(
          Schema.Field.of("n", FieldType.INT32),
          Schema.Field.nullable("country", FieldType.STRING),
          Schema.Field.of("day", FieldType.INT32));

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path directory;

  @Before
  public void notThereYet() {
    directory = folder.getRoot().toPath().resolve("out");
  }

  @Test
  public void write_withoutCheckpoints_aFileInEachDirectory() throws IOException {
    TableFiles files = files(new FileSteps(), "day", "country");
    Place place = new Place("", 1, 1, 1, 1);
    TableUpdate update = append(row(1, "DE", 7), row(2, "FR", 7), row(3, "DE", 7), row(4, null, 8));
    long count = files.writeOnly(new Batch(0, OutputMode.APPEND, List.of(update), place));

    assertThat(count, is(4L));
    assertThat(
        found(),
        contains(
            "day=7/country=DE/part-00000-0123abcd.csv: n 1 3",
            "day=7/country=FR/part-00000-0123abcd.csv: n 2",
            "day=8/country=__HIVE_DEFAULT_PARTITION__/part-00000-0123abcd.csv: n 4"));
  }

  @Test
  public void commit_namesThatLeadElsewhere_stayBelow() throws IOException {
    TableFiles files = files(new FileSteps(), "country");
    String long1 = "x".repeat(1000);
    long count =
        commit(
            files,
            1,
            1,
            append(
                row(1, "../../x", 0),
                row(2, "/etc/x", 0),
                row(3, "a\u0000b", 0),
                row(4, "..", 0),
                row(5, "", 0),
                row(6, "a=b%c", 0),
                row(7, long1 + "1", 0),
                row(8, long1 + "2", 0),
                row(9, "é ü", 0)));

    assertThat(count, is(9L));
    List<String> names = found().stream().map(name -> name.replaceAll("/part.*csv:", "")).toList();
    assertThat(
        names.subList(0, 7),
        contains(
            "country=%2Fetc%2Fx n,day 2,0",
            "country=..%2F..%2Fx n,day 1,0",
            "country=.. n,day 4,0",
            "country=__HIVE_DEFAULT_PARTITION__ n,day 5,0",
            "country=a%00b n,day 3,0",
            "country=a%3Db%25c n,day 6,0",
            names.get(6)));
    for (String name : names.subList(6, 8)) {
      assertThat(name, startsWith("country=xxxxx"));
      assertThat(name.indexOf(' '), lessThanOrEqualTo(255));
    }
    assertThat(names.get(8), is("country=é ü n,day 9,0"));
    assertThat(names.size(), is(9));
    assertThat(folder.getRoot().list(), is(new String[] {"out"}));
  }

  @Test
  public void commit_directorySwappedForALink_notFollowed() throws IOException {
    TableFiles files = files(new FileSteps(), "country");
    long unused = commit(files, 1, 1, append(row(1, "DE", 0)));
    Path elsewhere = folder.newFolder("elsewhere").toPath();
    Files.createSymbolicLink(directory.resolve("country=FR"), elsewhere);

    IOException e =
        assertThrows(IOException.class, () -> commit(files, 1, 2, append(row(2, "FR", 0))));

    assertThat(
        e.getMessage(),
        endsWith("country=FR\" is a symbolic link: rows are not written through it"));
    assertThat(elsewhere.toFile().list(), is(new String[0]));
  }

  @Test
  public void commit_update_refusedWithTheReason() {
    TableFiles files = files(new FileSteps(), "country");
    TableUpdate update =
        new TableUpdate(
            OutputMode.COMPLETE,
            BoundedWindow.TIMESTAMP_MIN_VALUE,
            BoundedWindow.TIMESTAMP_MAX_VALUE,
            1,
            List.of(row(1, "DE", 0)));
    Batch batch = new Batch(0, OutputMode.COMPLETE, List.of(update), new Place("w", 1, 1, 1, 1));

    IOException e = assertThrows(IOException.class, () -> files.commit(batch));

    assertThat(
        e.getMessage(),
        is(
            "Could not write to \""
                + directory
                + "\": files partitioned by columns take rows in append mode only, for the files"
                + " of a table in many directories cannot be replaced at once. Nothing of it was"
                + " kept."));
  }

  @Test
  public void partitionBy_columnThatIsNotThere_refused() {
    FileStyle style = new FileStyle(FileFormat.CSV, null, List.of("contry"));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> style.check(SCHEMA));
    assertThat(
        e.getMessage(),
        is(
            "There is no column \"contry\" to partition files by: use n, country or day. Did you"
                + " mean \"country\"?"));
  }

  /** Random commits, kills, repeats, and returns to older checkpoints; each row is there once. */
  @Test
  public void commit_randomKillsAndReturns_eachRowOnce() throws IOException {
    long seed = Long.getLong("cauce.seed", System.nanoTime());
    System.out.println("PartitionedFilesTest seed " + seed);
    Random random = new Random(seed);
    List<int[]> commits = new ArrayList<>(); // first and last update, and the run that made them
    int next = 1;
    int run = 1;
    int done = 0; // how many commits a checkpoint knows to be written, at least
    boolean killed = true;
    TableFiles files = files(new FileSteps(), "country");
    for (int round = 0; round < 150; round++) {
      if (killed) {
        run++;
        if (random.nextInt(4) == 0 && done > 0) {
          // Its newest checkpoints are damaged: what came after is made anew.
          done -= random.nextInt(Math.min(3, done)) + 1;
          while (commits.size() > done + 1) {
            int[] undone = commits.remove(commits.size() - 1);
            next = undone[0];
          }
        }
        files = files(new KillSteps(random.nextInt(120)), "country");
        killed = false;
      }
      if (done == commits.size()) {
        int last = next + random.nextInt(3);
        commits.add(new int[] {next, last, run});
        next = last + 1;
      }
      int[] commit = commits.get(done);
      try {
        long unused = commit(files, commit[2], run, commit[0], updates(commit));
        done++;
      } catch (KillSteps.Killed dead) {
        killed = true;
      }
    }
    // What an undone run wrote goes with the first batch that is made anew: one comes at the end.
    int end = commits.get(commits.size() - 1)[1] + 1;
    commits.add(new int[] {end, end, run + 1});
    TableFiles last = files(new FileSteps(), "country");
    for (int[] commit : commits.subList(done, commits.size())) {
      long unused = commit(last, commit[2], run + 1, commit[0], updates(commit));
    }
    List<Integer> expected = new ArrayList<>();
    for (int[] commit : commits) {
      for (TableUpdate update : updates(commit)) {
        update.rows().forEach(row -> expected.add(row.getInt32(0)));
      }
    }
    List<Integer> there = new ArrayList<>();
    for (String file : found()) {
      String[] words = file.split(" ", -1);
      for (int i = 2; i < words.length; i++) {
        there.add(Integer.valueOf(words[i].replaceFirst(",.*", "")));
      }
    }
    there.sort(null);
    expected.sort(null);
    assertThat("seed " + seed, there, is(expected));
  }

  private static TableUpdate[] updates(int[] commit) {
    List<TableUpdate> updates = new ArrayList<>();
    for (int i = commit[0]; i <= commit[1]; i++) {
      // What is made in another run may be another row.
      int n = i * 1000 + commit[2];
      updates.add(append(row(n, "c" + n % 3, 0)));
    }
    return updates.toArray(new TableUpdate[0]);
  }

  private TableFiles files(FileSteps steps, String... columns) {
    FileStyle style = new FileStyle(FileFormat.CSV, null, List.of(columns));
    return new TableFiles(directory.toString(), "0123abcd", style, SCHEMA, steps);
  }

  private static long commit(TableFiles files, long run, long first, TableUpdate... updates)
      throws IOException {
    return commit(files, run, run, first, updates);
  }

  private static long commit(
      TableFiles files, long run, long present, long first, TableUpdate... updates)
      throws IOException {
    Place place = new Place("w", run, present, first, first + updates.length - 1);
    return files.commit(new Batch(0, OutputMode.APPEND, Arrays.asList(updates), place));
  }

  private static TableUpdate append(Row... rows) {
    return new TableUpdate(
        OutputMode.APPEND,
        BoundedWindow.TIMESTAMP_MIN_VALUE,
        BoundedWindow.TIMESTAMP_MAX_VALUE,
        1,
        Arrays.asList(rows));
  }

  private static Row row(int n, @Nullable String country, int day) {
    return Row.withSchema(SCHEMA).addValues(n, country, day).build();
  }

  /** The files that are not hidden, with their lines. */
  private List<String> found() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        String name = directory.relativize(file).toString();
        if (!name.startsWith(".")) {
          found.add(name + ": " + String.join(" ", Files.readAllLines(file)));
        }
      }
    }
    return found;
  }
}
