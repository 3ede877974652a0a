package dev.cauce.io;

import static dev.cauce.io.FileTests.DAY;
import static dev.cauce.io.FileTests.NOON;
import static dev.cauce.io.FileTests.SECOND;
import static dev.cauce.io.FileTests.write;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.cauce.io.FileTests.Watched;
import dev.cauce.row.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.joda.time.Duration;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class NewFilesFeedTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void next_filesThatAreThere_atOnceByTimeThenName() throws IOException {
    write(dir(), "c", "1\n2", NOON - 3 * SECOND);
    write(dir(), "b", "4", NOON - 2 * SECOND);
    write(dir(), "a", "3\n", NOON - 2 * SECOND);
    Watched watched = new Watched(read());
    assertThat(watched.drain(), contains("1", "2", "3", "4"));
    assertThat(watched.look(), empty());
  }

  @Test
  public void next_latestFirst_byTimeDescending() throws IOException {
    write(dir(), "c", "old", NOON - 9 * SECOND);
    write(dir(), "a", "new", NOON - 2 * SECOND);
    assertThat(new Watched(read().latestFirst()).drain(), contains("new", "old"));
  }

  @Test
  public void next_fileStillWritten_isTakenWhenTwoLooksFindItTheSame() throws IOException {
    Watched watched = new Watched(read());
    assertThat(watched.drain(), empty());
    Path file = write(dir(), "a", "1\n", watched.now);
    assertThat(watched.look(), empty());
    FileTests.append(file, "2\n", watched.now); // another size and time
    assertThat(watched.look(), empty());
    FileTests.touch(file, watched.now); // the same size, another time
    assertThat(watched.look(), empty());
    watched.now += SECOND / 2;
    assertThat(watched.drain(), empty()); // it is not time to look
    watched.now += SECOND / 2;
    assertThat(watched.drain(), contains("1", "2"));
    assertThat(watched.look(), empty());
  }

  @Test
  public void next_atTheStart_freshFilesWaitForASecondLook() throws IOException {
    write(dir(), "a", "fresh", NOON - SECOND / 2);
    write(dir(), "b", "settled", NOON - SECOND);
    Watched watched = new Watched(read());
    assertThat(watched.drain(), contains("settled"));
    assertThat(watched.look(), contains("fresh"));
  }

  @Test
  public void next_filesPerTrigger_soManyAtEachLook() throws IOException {
    for (int i = 0; i < 5; i++) {
      write(dir(), "f" + i, "row" + i, NOON - 60 * DAY + i * DAY);
    }
    Watched watched = new Watched(read().withFilesPerTrigger(2));
    assertThat(watched.drain(), contains("row0", "row1"));
    assertThat(watched.look(), contains("row2", "row3"));
    watched.restart(); // files that wait are not too old, though the newest is much newer
    assertThat(watched.drain(), contains("row4"));
    assertThat(watched.feed.counts().tooOld, is(0L));
  }

  @Test
  public void next_olderThanTheLimit_isLeftOutAndCountedOnce() throws IOException {
    write(dir(), "there", "read at the start", NOON - 100 * DAY);
    write(dir(), "newest", "n", NOON - DAY);
    Watched watched = new Watched(read().withMaxAge(Duration.standardDays(2)));
    assertThat(watched.drain(), contains("read at the start", "n"));
    write(dir(), "old", "o", NOON - 3 * DAY - SECOND);
    write(dir(), "just", "j", NOON - 3 * DAY);
    assertThat(watched.look(), empty());
    assertThat(watched.look(), contains("j"));
    for (int i = 0; i < 40; i++) {
      assertThat(watched.look(), empty());
    }
    assertThat(watched.feed.counts().tooOld, is(2L)); // old; and there, read and forgotten
  }

  @Test
  public void next_timeInTheFuture_doesNotMakeOthersTooOld() throws IOException {
    Watched watched = new Watched(read());
    watched.drain();
    write(dir(), "future", "f", NOON + 1000 * DAY);
    watched.look();
    assertThat(watched.look(), contains("f"));
    write(dir(), "present", "p", NOON);
    watched.look();
    assertThat(watched.look(), contains("p"));
  }

  @Test
  public void next_oddFiles_areCountedOnceAndTakenWhenTheyBecomeReadable() throws Exception {
    FilesSourceTest.mkfifo(dir().resolve("pipe"));
    Files.createDirectory(dir().resolve("directory"));
    Files.createSymbolicLink(dir().resolve("link"), dir().resolve(".later"));
    write(dir(), "good", "g", NOON - DAY);
    Watched watched = new Watched(read());
    assertThat(watched.drain(), contains("g"));
    watched.look();
    assertThat(watched.feed.counts().skipped, is(3L));
    write(dir(), ".later", "now", NOON);
    watched.look();
    assertThat(watched.look(), contains("now"));
    assertThat(watched.feed.counts().skipped, is(3L));
  }

  @Test
  public void next_fileGoneBetweenLookAndReading_isCountedAndTheOthersCome() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      write(dir(), name, name, NOON - DAY);
    }
    Watched watched = new Watched(read());
    Lines first = watched.feed.next();
    assertThat(first, notNullValue());
    Files.delete(dir().resolve("b"));
    assertThat(watched.drain(), contains("c"));
    assertThat(watched.feed.counts().skipped, is(1L));
  }

  @Test
  public void next_directoryGoneForAWhile_waits() throws IOException {
    write(dir(), "a", "a", NOON - DAY);
    Watched watched = new Watched(read());
    assertThat(watched.drain(), contains("a"));
    Path aside = folder.getRoot().toPath().resolveSibling("aside" + System.nanoTime());
    Files.move(dir(), aside);
    assertThat(watched.look(), empty());
    Files.move(aside, dir());
    write(dir(), "b", "b", NOON);
    watched.look();
    assertThat(watched.look(), contains("b"));
  }

  @Test
  public void restart_atAnyBlock_eachRowOnce() throws IOException {
    long seed = Long.getLong("cauce.seed", System.nanoTime());
    Random random = new Random(seed);
    List<String> expected = new ArrayList<>();
    for (int file = 0; file < 8; file++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 8_000; i++) {
        String row = file + ":" + i + " " + "x".repeat(random.nextInt(100));
        text.append(row).append('\n');
        expected.add(row);
      }
      write(dir(), "f" + file, text.toString(), NOON - DAY + file * SECOND);
    }
    Watched watched = new Watched(read());
    List<String> rows = new ArrayList<>();
    for (Lines lines = watched.feed.next(); lines != null; lines = watched.feed.next()) {
      rows.addAll(FileTests.rows(lines));
      FileMark mark = watched.feed.mark(1);
      if (random.nextBoolean()) {
        watched.feed.next(); // is lost with the crash, and comes again
      }
      watched.restart(mark);
    }
    assertThat("seed " + seed, rows.equals(expected), is(true));
  }

  @Test
  public void restart_inTheMidstOfGzip_goesOn() throws IOException {
    try (var out =
        new java.util.zip.GZIPOutputStream(Files.newOutputStream(dir().resolve("a.gz")))) {
      for (int i = 0; i < 100_000; i++) {
        out.write(("row " + i + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    FileTests.touch(dir().resolve("a.gz"), NOON - DAY);
    Watched watched = new Watched(read().compressedBy("gzip"));
    List<String> rows = new ArrayList<>();
    for (Lines lines = watched.feed.next(); lines != null; lines = watched.feed.next()) {
      rows.addAll(FileTests.rows(lines));
      watched.restart();
    }
    List<String> expected = IntStream.range(0, 100_000).mapToObj(i -> "row " + i).toList();
    assertThat(rows.equals(expected), is(true));
  }

  @Test
  public void watermark_isTheTimeOfTheOpenFileThenThePresentAndSurvivesARestart()
      throws IOException {
    write(dir(), "a", "x".repeat(200_000) + "\n" + "y".repeat(200_000), NOON - DAY);
    Watched watched = new Watched(read());
    Lines first = watched.feed.next();
    assertThat(first == null ? -1 : first.least().getMillis(), is(NOON));
    watched.now += 10 * SECOND;
    assertThat(watched.feed.watermark(), is(NOON));
    watched.restart();
    assertThat(watched.feed.watermark(), is(NOON));
    Lines second = watched.feed.next();
    assertThat(second == null ? -1 : second.least().getMillis(), is(NOON));
    assertThat(watched.drain(), empty());
    assertThat(watched.feed.watermark(), is(NOON + 10 * SECOND));
    watched.now -= 5 * SECOND; // a clock that is set back
    watched.drain();
    assertThat(watched.feed.watermark(), is(NOON + 10 * SECOND));
  }

  @Test
  public void next_tenThousandFilesInThreeBursts_eachOnceAndTheMarkStaysSmall() throws IOException {
    Watched watched = new Watched(read().withMaxAge(Duration.standardHours(1)));
    watched.drain();
    int written = 0;
    int found = 0;
    for (int burst : new int[] {3000, 3000, 4000}) {
      for (int i = 0; i < burst; i++) {
        write(dir(), "file" + written, "row " + written++ + "\n", watched.now);
      }
      assertThat(watched.look(), empty());
      List<String> rows = watched.look();
      int base = found;
      found += rows.size();
      assertThat(
          rows.stream().sorted().toList(),
          is(IntStream.range(base, written).mapToObj(i -> "row " + i).sorted().toList()));
      assertThat(
          FileTests.encoded(watched.feed.mark(1)).length, lessThanOrEqualTo(10 * written + 50));
      watched.restart();
      assertThat(watched.drain(), empty());
    }
    assertThat(found, is(10_000));
    watched.now += 2 * 60 * 60 * SECOND; // by now all are older than the limit of age
    write(dir(), "last", "row", watched.now);
    watched.look();
    assertThat(watched.look(), contains("row"));
    watched.look();
    assertThat(FileTests.encoded(watched.feed.mark(1)).length, lessThan(100));
    assertThat(watched.look(), empty());
  }

  @Test
  public void finalizeCheckpoint_deleting_takesOnlyWhatWasReadBeforeTheMark() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      write(dir(), name, name, NOON - DAY);
    }
    Watched watched = new Watched(read().deletingReadFiles());
    watched.feed.next();
    watched.feed.next();
    FileMark mark = watched.feed.mark(1);
    watched.feed.next();
    assertThat(watched.feed.next() == null, is(true));
    assertThat(names(), contains("a", "b", "c"));
    FileTests.touch(dir().resolve("b"), NOON); // another file by now
    mark.finalizeCheckpoint();
    assertThat(names(), contains("b", "c"));
    watched.restart(); // c was read, and no complete checkpoint said so yet
    watched.feed.mark(2).finalizeCheckpoint();
    assertThat(names(), contains("b"));
  }

  @Test
  public void finalizeCheckpoint_archiving_movesAndNeverReplaces() throws IOException {
    Path archive = dir().resolve("archive");
    Files.createDirectory(archive);
    write(archive, "a", "former", NOON);
    write(dir(), "a", "row", NOON - DAY);
    Watched watched = new Watched(read().archivingReadFiles(archive.toString()));
    assertThat(watched.drain(), contains("row"));
    watched.feed.mark(1).finalizeCheckpoint();
    assertThat(names(), contains("archive"));
    assertThat(Files.readString(archive.resolve("a")), is("former"));
    assertThat(Files.readString(archive.resolve("a.1")), is("row"));
    watched.look();
    assertThat(watched.feed.counts().skipped, is(0L)); // the archive itself is no odd file
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(dir())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Path dir() {
    return folder.getRoot().toPath();
  }

  private DirectoryIO.Read read() {
    return DirectoryIO.read(folder.getRoot().getPath());
  }
}
