package dev.cauce.io;

import static dev.cauce.io.FileTests.DAY;
import static dev.cauce.io.FileTests.NOON;
import static dev.cauce.io.FileTests.SECOND;
import static dev.cauce.io.FileTests.append;
import static dev.cauce.io.FileTests.touch;
import static dev.cauce.io.FileTests.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertThrows;

import dev.cauce.io.FileTests.Watched;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.row.TimeFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Directories in runs that take what is there: each feed is a run, made from the last mark. */
public class AvailableNowFilesTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Before
  @After
  public void openIntake() {
    Intake.open();
  }

  @Test
  public void files_thatComeDuringARun_areForTheNext() throws IOException {
    write(dir(), "a", "1\n2\n", NOON - DAY);
    Watched watched = watched(read());
    assertThat(watched.feed.isAtEnd(), is(false)); // has not looked yet
    assertThat(watched.drain(), contains("1", "2"));
    assertThat(watched.feed.isAtEnd(), is(true));
    write(dir(), "b", "3\n", NOON - DAY);
    assertThat(watched.look(), empty());
    assertThat(watched.look(), empty());
    watched.restart(NowRun.start().portion());
    assertThat(watched.drain(), contains("3"));
    assertThat(watched.feed.isAtEnd(), is(true));
    watched.restart(NowRun.start().portion());
    assertThat(watched.drain(), empty());
    assertThat(watched.feed.isAtEnd(), is(true));
  }

  @Test
  public void isAtEnd_rowsLeft_false() throws IOException {
    write(dir(), "a", "x".repeat(200_000) + "\n" + "y".repeat(200_000), NOON - DAY);
    Watched watched = watched(read());
    watched.feed.next();
    assertThat(watched.feed.isAtEnd(), is(false));
    watched.feed.next();
    watched.feed.next();
    assertThat(watched.feed.isAtEnd(), is(true));
  }

  @Test
  public void freshFile_isTakenIfTheNextLookFindsItTheSame() throws IOException {
    write(dir(), "settled", "s", NOON - DAY);
    write(dir(), "fresh", "f", NOON - 1);
    Path growing = write(dir(), "growing", "g\n", NOON - 1);
    Watched watched = watched(read());
    assertThat(watched.drain(), contains("s"));
    assertThat(watched.feed.isAtEnd(), is(false));
    append(growing, "h\n", NOON + 1);
    write(dir(), "later", "l", NOON + 1);
    assertThat(watched.look(), contains("f"));
    assertThat(watched.feed.isAtEnd(), is(true));
    assertThat(watched.look(), empty());
    watched.restart(NowRun.start().portion());
    assertThat(watched.drain(), contains("g", "h", "l"));
  }

  @Test
  public void freshFile_deletedMeanwhile_isNotWaitedFor() throws IOException {
    Path fresh = write(dir(), "fresh", "f", NOON);
    Watched watched = watched(read());
    assertThat(watched.drain(), empty());
    Files.delete(fresh);
    assertThat(watched.look(), empty());
    assertThat(watched.feed.isAtEnd(), is(true));
  }

  @Test
  public void filesPerTrigger_areTakenLookByLook() throws IOException {
    for (int i = 0; i < 5; i++) {
      write(dir(), "f" + i, "row" + i, NOON - DAY + i);
    }
    Watched watched = watched(read().withFilesPerTrigger(2));
    assertThat(watched.drain(), contains("row0", "row1"));
    write(dir(), "f5", "row5", NOON - DAY);
    assertThat(watched.look(), contains("row2", "row3"));
    assertThat(watched.feed.isAtEnd(), is(false));
    assertThat(watched.look(), contains("row4"));
    assertThat(watched.feed.isAtEnd(), is(true));
  }

  @Test
  public void directory_gone_failsInsteadOfWaiting() throws IOException {
    Watched watched = watched(read());
    Watched followed = watched(read().following());
    WatchedSource source = new WatchedSource(watched.settings, "gone" + dir(), 1);
    Files.delete(dir());
    String message = "\"" + dir() + "\" is gone: put it back, and run again to read what is there";
    assertThat(assertThrows(IOException.class, watched::drain).getMessage(), is(message));
    assertThat(assertThrows(IOException.class, followed::drain).getMessage(), is(message));
    NowRun run = NowRun.start();
    assertThat(
        assertThrows(IOException.class, () -> source.createReader(run.options(), null))
            .getMessage(),
        is(message));
  }

  @Test
  public void maxRows_runAfterRun_eachRowOnceInOrder() throws IOException {
    long seed = Long.getLong("cauce.seed", System.nanoTime());
    Random random = new Random(seed);
    for (boolean follow : new boolean[] {false, true}) {
      Path dir = folder.newFolder("follow" + follow).toPath();
      List<String> expected = new ArrayList<>();
      for (int file = 0; file < 6; file++) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9_000); i >= 0; i--) {
          String row = file + ":" + i + " " + "x".repeat(random.nextInt(100));
          text.append(row).append(random.nextBoolean() ? "\n" : "\r\n");
          expected.add(row);
        }
        write(dir, "f" + file, text.toString(), NOON - DAY + file);
      }
      DirectoryIO.Read read = DirectoryIO.read(dir.toString());
      Watched watched = new Watched(follow ? read.following() : read);
      List<String> rows = new ArrayList<>();
      while (rows.size() < expected.size()) {
        int most = 1 + random.nextInt(7_000);
        watched.restart(NowRun.start(most).portion());
        List<String> some = watched.drain();
        assertThat("seed " + seed, some.size(), is(Math.min(most, expected.size() - rows.size())));
        assertThat("seed " + seed, watched.feed.isAtEnd(), is(true));
        rows.addAll(some);
      }
      assertThat("seed " + seed, rows.equals(expected), is(true));
      watched.restart(NowRun.start(10).portion());
      assertThat(watched.drain(), empty());
      assertThat(watched.feed.isAtEnd(), is(true));
    }
  }

  @Test
  public void maxRows_inTheMidstOfGzip_goesOn() throws IOException {
    try (var out = new GZIPOutputStream(Files.newOutputStream(dir().resolve("a.gz")))) {
      for (int i = 0; i < 1000; i++) {
        out.write(("row " + i + "\n").getBytes(UTF_8));
      }
    }
    touch(dir().resolve("a.gz"), NOON - DAY);
    Watched watched = new Watched(read().compressedBy("gzip"));
    List<String> rows = new ArrayList<>();
    for (int run = 0; run < 4; run++) {
      watched.restart(NowRun.start(300).portion());
      rows.addAll(watched.drain());
    }
    assertThat(rows, is(IntStream.range(0, 1000).mapToObj(i -> "row " + i).toList()));
  }

  @Test
  public void follow_appendedDuringTheRun_isForTheNext() throws IOException {
    Path a = write(dir(), "a", "1\nhalf", NOON - DAY);
    Path b = write(dir(), "b", "x".repeat(300_000) + "\n2\n", NOON - SECOND);
    Watched watched = watched(read().following());
    assertThat(rows(watched.feed.next()), contains("1"));
    assertThat(watched.feed.isAtEnd(), is(false));
    append(a, " a line\n", NOON);
    append(b, "3\n", NOON);
    write(dir(), "c", "4\n", NOON);
    assertThat(watched.drain(), contains("x".repeat(300_000), "2"));
    assertThat(watched.feed.isAtEnd(), is(true));
    assertThat(watched.look(), empty());
    watched.restart(NowRun.start().portion());
    assertThat(watched.drain(), contains("half a line", "3", "4"));
  }

  @Test
  public void follow_deletedAndRenamedBetweenRuns_isForgottenAndReadOn() throws IOException {
    write(dir(), "gone", "g\n", NOON - DAY);
    Path log = write(dir(), "a.log", "1\n", NOON - DAY);
    Watched watched = watched(read().matching("*.log").following());
    assertThat(watched.drain(), contains("1"));
    Watched all = watched(read().following());
    assertThat(all.drain(), contains("1", "g"));
    assertThat(all.feed.mark(1).followed().size(), is(2));
    Files.delete(dir().resolve("gone"));
    append(log, "2\n", NOON - SECOND);
    Files.move(log, dir().resolve("a.log.1"));
    write(dir(), "a.log", "3\n", NOON - 1);
    watched.restart(NowRun.start().portion());
    assertThat(watched.drain(), contains("2", "3"));
    all.restart(NowRun.start().portion());
    assertThat(all.drain(), contains("2", "3"));
    assertThat(all.feed.mark(1).followed().size(), is(2)); // not three: "gone" is forgotten
  }

  @Test
  public void follow_fileWithoutNewsForLong_doesNotHoldTheWatermark() throws IOException {
    write(dir(), "quiet", "1\n", NOON - DAY);
    Path lively = write(dir(), "lively", "1\n", NOON - SECOND);
    DirectoryIO.Read read =
        read()
            .following()
            .withEventTime(
                EventTime.regex(Pattern.compile("(\\d+)")).as(TimeFormat.parse("epoch-seconds")));
    Watched watched = watched(read);
    assertThat(watched.drain(), contains("1", "1"));
    assertThat(watched.feed.watermark(), is(1000L));
    append(lively, "5\n", NOON);
    watched.now += 20 * SECOND;
    watched.restart(NowRun.start().portion());
    assertThat(watched.drain(), contains("5"));
    assertThat(watched.feed.isAtEnd(), is(true));
    assertThat(watched.feed.watermark(), is(5000L)); // as far as the rows say, no further
  }

  @Test
  public void reader_ofAnAlwaysOnRunsMark_takesTheRestAndBackAgain() throws IOException {
    write(dir(), "a", "1\n", 1000);
    WatchedSource source =
        new WatchedSource(read().watchingEvery(Duration.millis(1)).settings(), "both" + dir(), 9);
    WatchedReader always = source.createReader(PipelineOptionsFactory.create(), null);
    assertThat(always.start(), is(true));
    assertThat(rows(always.getCurrent().get(0)), contains("1"));
    FileMark mark = FileTests.recoded(always.getCheckpointMark());
    always.close();
    write(dir(), "b", "2\n", 2000);
    NowRun now = NowRun.start();
    WatchedReader reader = source.createReader(now.options(), mark);
    assertThat(now.rows(reader), contains("2"));
    assertThat(reader.getWatermark().isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE), is(true));
    mark = FileTests.recoded(reader.getCheckpointMark());
    reader.close();
    write(dir(), "c", "3\n", 3000);
    NowRun next = NowRun.start(); // what the former run has settled does not count for it
    reader = source.createReader(next.options(), mark);
    assertThat(next.rows(reader), contains("3"));
    mark = FileTests.recoded(reader.getCheckpointMark());
    reader.close();
    write(dir(), "d", "4\n", 4000);
    always = source.createReader(PipelineOptionsFactory.create(), mark);
    assertThat(always.start(), is(true));
    assertThat(rows(always.getCurrent().get(0)), contains("4"));
    always.close();
  }

  @Test
  public void reader_madeAnewInTheRun_saysAgainWhereItIs() throws IOException {
    write(dir(), "a", "1\n", 1000);
    write(dir(), "b", "2\n", 2000);
    WatchedSource source =
        new WatchedSource(read().watchingEvery(Duration.millis(1)).settings(), "anew" + dir(), 1);
    NowRun run = NowRun.start();
    WatchedReader reader = source.createReader(run.options(), null);
    assertThat(run.advance(reader), is(true));
    assertThat(run.isAtEnd(1), is(false));
    FileMark mark = FileTests.recoded(reader.getCheckpointMark());
    reader.close();
    reader = source.createReader(run.options(), mark);
    assertThat(run.rows(reader), contains("2"));
    reader.getCheckpointMark();
    reader.close();
    reader = source.createReader(run.options(), mark); // an older place, as after a failure
    assertThat(run.advance(reader), is(true));
    assertThat(run.isAtEnd(1), is(false));
    assertThat(run.advance(reader), is(false));
    assertThat(run.isAtEnd(1), is(true));
    reader.close();
  }

  @Test
  public void mark_ofManyRuns_staysSmall() throws IOException {
    Watched watched = watched(read());
    for (int run = 0; run < 50; run++) {
      write(dir(), "f" + run, "row\n", NOON - DAY);
      watched.restart(NowRun.start().portion());
      assertThat(watched.drain(), contains("row"));
    }
    assertThat(FileTests.encoded(watched.feed.mark(1)).length, lessThan(50 * 10 + 50));
  }

  private static List<String> rows(@Nullable Lines lines) {
    return lines == null ? List.of() : FileTests.rows(lines);
  }

  private static Watched watched(DirectoryIO.Read read) throws IOException {
    return new Watched(read, NowRun.start().portion());
  }

  private DirectoryIO.Read read() {
    return DirectoryIO.read(folder.getRoot().getPath());
  }

  private Path dir() {
    return folder.getRoot().toPath();
  }
}
