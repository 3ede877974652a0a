package dev.cauce.io;

import static dev.cauce.io.FileTests.DAY;
import static dev.cauce.io.FileTests.NOON;
import static dev.cauce.io.FileTests.SECOND;
import static dev.cauce.io.FileTests.append;
import static dev.cauce.io.FileTests.write;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.cauce.io.FileTests.Watched;
import dev.cauce.row.Lines;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.joda.time.Duration;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class GrowingFilesFeedTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void look_appended_rowsComeWhenTheirLineEndHas() throws IOException {
    Path file = write(dir(), "a.log", "1\n2\nhal", NOON);
    Watched watched = new Watched(read());
    assertThat(watched.drain(), contains("1", "2"));
    assertThat(watched.look(), empty());
    append(file, "f\r", NOON);
    assertThat(watched.look(), empty());
    append(file, "\n3\n", NOON);
    watched.now += SECOND / 2;
    assertThat(watched.drain(), empty()); // it is not time to look
    watched.now += SECOND / 2;
    assertThat(watched.drain(), contains("half", "3"));
  }

  @Test
  public void look_severalFiles_byTimeOfModification() throws IOException {
    Path a = write(dir(), "a", "a1\n", NOON - SECOND);
    Path b = write(dir(), "b", "b1\n", NOON - 2 * SECOND);
    Watched watched = new Watched(read());
    assertThat(watched.drain(), contains("b1", "a1"));
    append(a, "a2\n", NOON);
    append(b, "b2\n", NOON + SECOND);
    assertThat(watched.look(), contains("a2", "b2"));
  }

  @Test
  public void look_rotatedByRenaming_nothingLostOrDoubled() throws IOException {
    for (String glob : List.of("*", "app.log")) {
      Path file = write(dir(), "app.log", "1\n", NOON);
      Watched watched = new Watched(read().matching(glob));
      assertThat(watched.drain(), contains("1"));
      append(file, "2\n", NOON + 1);
      Files.move(file, dir().resolve("app.log.1"));
      write(dir(), "app.log", "4\n", NOON + 3);
      assertThat(watched.look(), contains("2", "4"));
      append(dir().resolve("app.log.1"), "3\n", NOON + 4); // the writer was late to reopen
      append(dir().resolve("app.log"), "5\n", NOON + 5);
      assertThat(watched.look(), contains("3", "5"));
      assertThat(watched.look(), empty());
      Files.delete(dir().resolve("app.log"));
      Files.delete(dir().resolve("app.log.1"));
    }
  }

  @Test
  public void restart_rotatedMeanwhile_nothingLostOrDoubled() throws IOException {
    Path file = write(dir(), "app.log", "1\n2", NOON);
    Watched watched = new Watched(read().matching("app.log"));
    assertThat(watched.drain(), contains("1"));
    FileMark mark = watched.feed.mark(1);
    append(file, "2\n3\n", NOON + 1);
    Files.move(file, dir().resolve("app.log.1"));
    write(dir(), "app.log", "1\n4\n", NOON + 3); // begins as the other one did
    watched.restart(mark);
    assertThat(watched.drain(), contains("22", "3", "1", "4"));
    watched.restart();
    assertThat(watched.look(), empty());
  }

  @Test
  public void look_deletedWithRowsUnread_theyComeFromTheOpenFile() throws IOException {
    Path file = write(dir(), "a", "1\n", NOON);
    Watched watched = new Watched(read());
    assertThat(watched.drain(), contains("1"));
    append(file, "2\n3", NOON);
    Files.delete(file);
    assertThat(watched.look(), contains("2"));
    assertThat(watched.look(), empty());
    assertThat(watched.look(), empty());
    assertThat(watched.feed.mark(1).followed(), empty()); // forgotten
  }

  @Test
  public void look_truncated_fromTheBeginningAndCounted() throws IOException {
    Path file = write(dir(), "a", "first\nsecond\n", NOON);
    Watched watched = new Watched(read());
    assertThat(watched.drain(), contains("first", "second"));
    truncate(file, "3\n");
    assertThat(watched.look(), contains("3"));
    assertThat(watched.feed.counts().truncations, is(1L));
    truncate(file, "");
    assertThat(watched.look(), empty());
    append(file, "4\n5\n", NOON + 9);
    assertThat(watched.look(), contains("4", "5"));
    assertThat(watched.feed.counts().truncations, is(2L));
  }

  @Test
  public void look_truncatedAndWrittenPastTheOldPlace_isSeenByItsFirstBytes() throws IOException {
    Path file = write(dir(), "a", "first\n", NOON);
    Watched watched = new Watched(read());
    assertThat(watched.drain(), contains("first"));
    truncate(file, "another and longer\nlast\n");
    watched.restart();
    assertThat(watched.look(), contains("another and longer", "last"));
    assertThat(watched.feed.counts().truncations, is(1L));
  }

  @Test
  public void look_rowOfEndlessLength_isLeftOutOverRestarts() throws IOException {
    Path file = write(dir(), "a", "1\n" + "x".repeat(50), NOON);
    Watched watched = new Watched(read().withMaxLineBytes(10));
    assertThat(watched.drain(), contains("1"));
    append(file, "y".repeat(50), NOON + 1);
    watched.restart();
    assertThat(watched.look(), empty());
    append(file, "z\n2\n", NOON + 2);
    watched.restart();
    assertThat(watched.look(), contains("2"));
  }

  @Test
  public void look_hardLink_isTheSameFile() throws IOException {
    Path file = write(dir(), "a", "1\n", NOON);
    Files.createLink(dir().resolve("b"), file);
    assertThat(new Watched(read()).drain(), contains("1"));
  }

  @Test
  public void look_oldFile_isLeftOutUnlessItWasThereAtTheStart() throws IOException {
    write(dir(), "a", "there\n", NOON - 100 * DAY);
    write(dir(), "b", "new\n", NOON);
    Watched watched = new Watched(read().withMaxAge(Duration.standardDays(1)));
    assertThat(watched.drain(), contains("there", "new"));
    Path old = write(dir(), "c", "old\n", NOON - 2 * DAY);
    assertThat(watched.look(), empty());
    assertThat(watched.look(), empty());
    assertThat(watched.feed.counts().tooOld, is(1L));
    append(old, "not any more\n", NOON);
    assertThat(watched.look(), contains("old", "not any more"));
  }

  @Test
  public void look_manyFiles_allAreFollowedThoughFewStayOpen() throws IOException {
    for (int i = 0; i < 300; i++) {
      write(dir(), String.format("f%03d", i), "1\n", NOON);
    }
    Watched watched = new Watched(read());
    assertThat(watched.drain().size(), is(300));
    for (int i = 0; i < 300; i++) {
      append(dir().resolve(String.format("f%03d", i)), "2\n", NOON);
    }
    assertThat(watched.look().size(), is(300));
    assertThat(FileTests.encoded(watched.feed.mark(1)).length, lessThan(300 * 40));
  }

  /** A log that is written, rotated and read, with crashes, at random. */
  @Test
  public void look_randomRotationsAndRestarts_eachRowOnce() throws IOException {
    long seed = Long.getLong("cauce.seed", System.nanoTime());
    Random random = new Random(seed);
    Path log = write(dir(), "app.log", "", NOON);
    Watched watched = new Watched(read());
    List<String> written = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    int rotations = 0;
    for (int step = 0; step < 400; step++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          for (int i = random.nextInt(50); i > 0; i--) {
            written.add("row " + written.size());
            append(log, written.get(written.size() - 1) + "\n", watched.now);
          }
        }
        case 2 -> {
          Files.move(log, dir().resolve("app.log." + ++rotations));
          write(dir(), "app.log", "", watched.now + 1);
        }
        case 3 -> watched.restart();
        default -> {
          Lines lines = watched.feed.next();
          if (lines != null) {
            rows.addAll(FileTests.rows(lines));
          }
        }
      }
      watched.now += 300;
    }
    rows.addAll(watched.look());
    rows.addAll(watched.look());
    assertThat(
        "seed " + seed, rows.stream().sorted().toList(), is(written.stream().sorted().toList()));
  }

  private static void truncate(Path file, String text) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
    append(file, text, NOON + 7);
  }

  private Path dir() {
    return folder.getRoot().toPath();
  }

  private DirectoryIO.Read read() {
    return DirectoryIO.read(folder.getRoot().getPath()).following();
  }
}
