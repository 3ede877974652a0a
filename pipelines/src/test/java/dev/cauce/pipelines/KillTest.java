package dev.cauce.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;

import dev.cauce.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The proof of the state's layout: embedded Flink is killed with SIGKILL in mid-stream and started
 * again from its newest complete checkpoint, by Flink's own options; the counts are exact.
 */
public class KillTest {
  private static final int KILLS = 3;
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(3);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final long seed = Long.getLong("cauce.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Map<String, Long> truth = new TreeMap<>();
  private final List<Path> logs = new ArrayList<>();
  private int files;
  private @Nullable Process process;

  @After
  public void stop() throws InterruptedException {
    kill();
  }

  @Test
  public void killedAndRestored_onHeap_countsExactly() throws Exception {
    countThroughKills("hashmap");
  }

  @Test
  public void killedAndRestored_onRocksDb_countsExactly() throws Exception {
    countThroughKills("rocksdb");
  }

  private void countThroughKills(String backend) throws Exception {
    Path in = folder.newFolder("in").toPath();
    Path out = folder.getRoot().toPath().resolve("out");
    Path checkpoints = folder.newFolder("checkpoints").toPath();
    for (int kill = 0; kill < KILLS; kill++) {
      addFiles(in, 20);
      start(in, out, checkpoints, backend);
      long wanted = number(newest(checkpoints)) + 2 + random.nextInt(3);
      // In mid-stream: files keep coming while checkpoints are made.
      await(
          "checkpoint " + wanted,
          () -> {
            addFiles(in, 1);
            return number(newest(checkpoints)) >= wanted;
          });
      addFiles(in, 5);
      kill();
    }
    start(in, out, checkpoints, backend);
    addFiles(in, 5);
    await("whole table", () -> read(out.resolve("table.csv")).equals(truth));
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

  private void start(Path in, Path out, Path checkpoints, String backend) throws IOException {
    Path conf = folder.newFolder().toPath();
    List<String> settings = new ArrayList<>();
    settings.add("state.checkpoints.dir: " + checkpoints.toUri());
    settings.add("state.checkpoints.num-retained: 3");
    settings.add("state.backend.type: " + backend);
    Path newest = newest(checkpoints);
    if (newest != null) {
      settings.add("execution.savepoint.path: " + newest.toUri());
    }
    Files.write(conf.resolve("flink-conf.yaml"), settings);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "wordcount",
            "--words=spaces",
            "--from=" + in + "?watch=100ms",
            "--to=" + out + "?format=csv",
            "--mode=update",
            "--trigger=200ms",
            "--runner=flink",
            "--",
            "--flinkConfDir=" + conf,
            "--checkpointingInterval=300",
            "--externalizedCheckpointsEnabled=true",
            "--retainExternalizedCheckpointsOnCancellation=true");
    Path log = folder.newFile().toPath();
    logs.add(log);
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor(); // SIGKILL
    }
  }

  /** The newest checkpoint that is complete; their numbers go on after a restore. */
  private static @Nullable Path newest(Path checkpoints) {
    try (Stream<Path> found = Files.walk(checkpoints, 3)) {
      return found
          .filter(path -> path.endsWith("_metadata"))
          .map(Path::getParent)
          .max(Comparator.comparingLong(KillTest::number))
          .orElse(null);
    } catch (IOException | UncheckedIOException e) {
      return null; // one was removed while we looked: look again
    }
  }

  private static long number(@Nullable Path checkpoint) {
    return checkpoint == null
        ? 0
        : Long.parseLong(String.valueOf(checkpoint.getFileName()).substring("chk-".length()));
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

  private void await(String what, BooleanSupplier condition) throws IOException {
    long end = System.nanoTime() + LIMIT_NANOS;
    while (!condition.getAsBoolean()) {
      Process running = process;
      if (running == null || !running.isAlive() || System.nanoTime() > end) {
        StringBuilder said = new StringBuilder();
        for (Path log : logs) {
          said.append(Files.readString(log)).append("\n--\n");
        }
        throw new AssertionError("No " + what + ", seed " + seed + ":\n" + said);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }
}
