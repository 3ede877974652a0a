package dev.cauce.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The proof of the state's layout: embedded Flink is killed with SIGKILL in mid-stream and started
 * again from its newest complete checkpoint; the counts of the files of a directory are exact.
 */
public class KillTest {
  private static final int KILLS = 3;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final long seed = Long.getLong("cauce.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Map<String, Long> truth = new TreeMap<>();
  private int files;

  @Test
  public void killedAndRestored_onHeap_countsExactly() throws Exception {
    countThroughKills("heap");
  }

  @Test
  public void killedAndRestored_onRocksDb_countsExactly() throws Exception {
    countThroughKills("rocksdb");
  }

  private void countThroughKills(String backend) throws Exception {
    Path in = folder.newFolder("in").toPath();
    Path out = folder.getRoot().toPath().resolve("out");
    try (KilledFlink flink =
        new KilledFlink(
            folder.getRoot().toPath(),
            backend,
            "wordcount",
            "--words=spaces",
            "--from=" + in + "?watch=100ms",
            "--to=" + out + "?format=csv",
            "--mode=update",
            "--trigger=200ms")) {
      for (int kill = 0; kill < KILLS; kill++) {
        addFiles(in, 20);
        flink.start();
        // In mid-stream: files keep coming while checkpoints are made.
        flink.awaitCheckpoints(2 + random.nextInt(3), () -> addFiles(in, 1));
        addFiles(in, 5);
        flink.kill();
      }
      flink.start();
      addFiles(in, 5);
      flink.await("whole table, seed " + seed, () -> read(out.resolve("table.csv")).equals(truth));
    }
    assertThat(truth.size(), greaterThan(5000));
  }

  private void addFiles(Path in, int number) {
    try {
      for (int i = 0; i < number; i++) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < 300; word++) {
          String each = "w" + (int) (20_000 * Math.pow(random.nextDouble(), 2));
          truth.merge(each, 1L, Long::sum);
          text.append(each).append(word % 10 == 9 ? "\n" : " ");
        }
        Path part = in.resolve("." + files);
        Files.writeString(part, text.toString());
        Files.move(part, in.resolve("f" + files++ + ".txt"), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Long> read(Path table) {
    Map<String, Long> counts = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(table, UTF_8)) {
        String[] cells = line.split(",", -1);
        if (!cells[0].equals("word")) {
          counts.put(cells[0], Long.parseLong(cells[1]));
        }
      }
    } catch (NoSuchFileException e) {
      return counts; // not yet
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return counts;
  }
}
