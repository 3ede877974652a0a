package dev.cauce.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

import dev.cauce.io.MemoryIO;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Files that come into a directory while the command line runs. */
public class WatchedDirectoryCommandTest {
  private static final int FILES = 10_000;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void direct_tenThousandFilesInThreeBursts_countsEachOnce() throws Exception {
    Path making = folder.newFolder("making").toPath();
    Path watched = folder.newFolder("watched").toPath();
    Map<String, Long> truth = new TreeMap<>();
    MemoryIO.drop("watched");
    try (Running cauce =
        new Running(
            "wordcount",
            "--from=" + watched + "?watch=100ms",
            "--to=memory:watched",
            "--words=spaces",
            "--mode=update",
            "--trigger=200ms")) {
      int number = 0;
      for (int end : new int[] {FILES / 3, 2 * FILES / 3, FILES}) {
        for (; number < end; number++) {
          move(making, watched, number);
          truth.put("only-" + number, 1L);
        }
        truth.put("common", (long) end);
        long all = end;
        // Cheap to ask, and true only when all of them are in the table.
        cauce.await(() -> sum("watched"), equalTo(2 * all));
        assertThat(counts(), equalTo(truth));
      }

      assertThat(cauce.stop(), equalTo(new Cauce(0, "", "")));
      assertThat(counts(), equalTo(truth));
    }
  }

  /** The table stays as it is; so what grows is what is remembered of the files. */
  @Test
  public void direct_filesOfTheSameWords_keepLessThanAnObjectAndSomeBytesEachAlive()
      throws Exception {
    Path making = folder.newFolder("making").toPath();
    Path watched = folder.newFolder("watched").toPath();
    MemoryIO.drop("remembered");
    try (Running cauce =
        new Running(
            "wordcount",
            "--from=" + watched + "?watch=100ms",
            "--to=memory:remembered",
            "--words=spaces",
            "--mode=update",
            "--trigger=200ms")) {
      int few = 500;
      addSame(making, watched, 0, few);
      cauce.await(() -> sum("remembered"), equalTo((long) few));
      LiveHeap before = LiveHeap.least();
      int many = 5000;
      addSame(making, watched, few, many);
      cauce.await(() -> sum("remembered"), equalTo((long) many));

      int more = many - few;
      cauce.await(() -> LiveHeap.now().objects(), lessThan(before.objects() + more));
      // 32 for what is remembered, and as many again for each of two marks on their way.
      cauce.await(() -> LiveHeap.now().bytes(), lessThan(before.bytes() + 96L * more));
      assertThat(cauce.stop(), equalTo(new Cauce(0, "", "")));
    }
  }

  private static void addSame(Path making, Path watched, int from, int to) throws IOException {
    for (int number = from; number < to; number++) {
      Path file = making.resolve("same-" + number);
      Files.writeString(file, "same\n");
      Files.move(file, watched.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static long sum(String table) {
    return MemoryIO.table(table).rows().stream().mapToLong(row -> row.getInt64("count")).sum();
  }

  /** A file that appears whole, with a word of its own and one that all have. */
  private static void move(Path making, Path watched, int number) throws IOException {
    Path file = making.resolve("file-" + number);
    Files.writeString(file, "common only-" + number + "\n");
    Files.move(file, watched.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
  }

  private static Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    MemoryIO.table("watched")
        .rows()
        .forEach(row -> counts.put(row.getString("word"), row.getInt64("count")));
    return counts;
  }
}
