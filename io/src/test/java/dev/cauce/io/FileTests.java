package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.row.Lines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/** Files with a time of modification, and a feed with a clock, both in the test's hands. */
final class FileTests {
  static final long SECOND = 1000;
  static final long DAY = 24 * 60 * 60 * SECOND;
  static final long NOON = 1_700_000_000_000L;

  private FileTests() {}

  static Path write(Path directory, String name, String text, long millis) throws IOException {
    Path file = directory.resolve(name);
    Files.write(file, text.getBytes(UTF_8));
    return touch(file, millis);
  }

  static Path append(Path file, String text, long millis) throws IOException {
    Files.write(file, text.getBytes(UTF_8), StandardOpenOption.APPEND);
    return touch(file, millis);
  }

  static Path touch(Path file, long millis) throws IOException {
    return Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
  }

  static List<String> rows(Lines lines) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      rows.add(lines.line(i));
    }
    return rows;
  }

  static FileMark recoded(FileMark mark) throws IOException {
    return new FileMarkCoder().decode(new ByteArrayInputStream(encoded(mark)));
  }

  static byte[] encoded(FileMark mark) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new FileMarkCoder().encode(mark, out);
    return out.toByteArray();
  }

  /** A watch of a directory, every second, whose looks are made by {@link #look}. */
  static final class Watched {
    final FileSettings settings;
    FileFeed feed;
    long now = NOON;

    Watched(DirectoryIO.Read read) {
      this(read, Portion.endless());
    }

    Watched(DirectoryIO.Read read, Portion portion) {
      settings = read.watchingEvery(Duration.standardSeconds(1)).settings();
      feed = feed(null, portion);
    }

    private FileFeed feed(@Nullable FileMark mark, Portion portion) {
      return WatchedSource.feed(settings, FileDirectory.of(settings), () -> now, mark, portion);
    }

    /** Lets a second pass, then gives all rows there are. */
    List<String> look() throws IOException {
      now += SECOND;
      return drain();
    }

    /** All rows there are. */
    List<String> drain() throws IOException {
      List<String> rows = new ArrayList<>();
      for (Lines lines = feed.next(); lines != null; lines = feed.next()) {
        rows.addAll(rows(lines));
      }
      return rows;
    }

    /** A crash: all that is left is the mark's bytes. */
    void restart() throws IOException {
      restart(feed.mark(1));
    }

    void restart(FileMark mark) throws IOException {
      restart(mark, Portion.endless());
    }

    /** The next run. */
    void restart(Portion portion) throws IOException {
      restart(feed.mark(1), portion);
    }

    private void restart(FileMark mark, Portion portion) throws IOException {
      FileMark decoded = recoded(mark);
      feed.close();
      feed = feed(decoded, portion);
    }
  }
}
