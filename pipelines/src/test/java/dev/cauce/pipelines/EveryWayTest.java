package dev.cauce.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.cauce.io.DirectoryIO;
import dev.cauce.io.MemoryIO;
import dev.cauce.io.SocketIO;
import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import dev.cauce.runners.Launcher;
import dev.cauce.runners.Runners;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Table;
import dev.cauce.text.Words;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Bounded or unbounded, append, update or complete, on either runner: the final table is the same,
 * for whatever input.
 */
public class EveryWayTest {
  private static final List<OutputMode> UNBOUNDED = List.of(OutputMode.UPDATE, OutputMode.COMPLETE);
  private static final Duration EVERY = Duration.millis(200);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final long start = Long.getLong("cauce.seed", System.nanoTime());

  @Test
  public void direct_manyTexts_giveTheSameTableEveryWay() {
    for (int batch = 0; batch < Integer.getInteger("cauce.seeds", 100) / 10; batch++) {
      Pipeline bounded = TestPipeline.create().enableAbandonedNodeEnforcement(false);
      Map<List<String>, Map<String, Long>> expected = new LinkedHashMap<>();
      for (long seed = start + 10L * batch; seed < start + 10L * (batch + 1); seed++) {
        Random random = new Random(seed);
        List<String> text = text(random);
        List<Lines> blocks = blocks(text, random);
        PCollection<Lines> lines =
            bounded.apply("Text " + seed, Create.of(blocks).withCoder(LinesCoder.of()));
        expected.put(tables(lines, "bounded " + seed, List.of(OutputMode.values())), truth(text));

        Pipeline unbounded = TestPipeline.create().enableAbandonedNodeEnforcement(false);
        PCollection<Lines> stream = unbounded.apply("Text", stream(blocks, random));
        List<String> names = tables(stream, "unbounded " + seed, UNBOUNDED);
        unbounded.run();
        check(names, truth(text));
      }
      bounded.run();
      expected.forEach(EveryWayTest::check);
    }
  }

  @Test
  public void embeddedFlink_tenTexts_giveTheSameTableEveryWay() throws Exception {
    Map<List<String>, Map<String, Long>> expected = new LinkedHashMap<>();
    Pipeline bounded = Pipeline.create(Runners.on("flink").bounded().toOptions());
    Pipeline unbounded = Pipeline.create(Runners.on("flink").withTrigger(EVERY).toOptions());
    List<CompletableFuture<Void>> peers = new ArrayList<>();
    for (long seed = start; seed < start + 10; seed++) {
      Random random = new Random(seed);
      List<String> text = text(random);
      Path directory = folder.newFolder("text-" + seed).toPath();
      int half = random.nextInt(text.size());
      write(directory.resolve("a.txt"), text.subList(0, half));
      write(directory.resolve("b.txt"), text.subList(half, text.size()));
      PCollection<Lines> files =
          bounded.apply("Files " + seed, DirectoryIO.read(directory.toString()));
      expected.put(
          tables(files, "flink bounded " + seed, List.of(OutputMode.values())), truth(text));

      ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      peers.add(CompletableFuture.runAsync(() -> serve(server, text)));
      PCollection<Lines> socket =
          unbounded.apply(
              "Socket " + seed, SocketIO.read("localhost", server.getLocalPort()).endingOnClose());
      expected.put(tables(socket, "flink unbounded " + seed, UNBOUNDED), truth(text));
    }
    assertThat(Launcher.run(bounded), is(Launcher.DONE));
    assertThat(Launcher.run(unbounded), is(Launcher.DONE));
    for (CompletableFuture<Void> peer : peers) {
      peer.get();
    }
    expected.forEach(EveryWayTest::check);
  }

  /** A text of a seed: up to some hundred lines of words that come again more or less often. */
  private static List<String> text(Random random) {
    String[] odd = {"", " ", "ñandú", "東京", "😀", "e\u0301", "a\tb", "\u0000", "Ω", "x\"y,z"};
    int vocabulary = 1 + random.nextInt(random.nextBoolean() ? 5 : 3000);
    List<String> lines = new ArrayList<>();
    for (int line = random.nextInt(200); line >= 0; line--) {
      List<String> words = new ArrayList<>();
      for (int word = random.nextInt(12); word >= 0; word--) {
        int rank = (int) (vocabulary * Math.pow(random.nextDouble(), 2));
        words.add(random.nextInt(20) == 0 ? odd[random.nextInt(odd.length)] : "w" + rank);
      }
      lines.add(String.join(" ", words));
    }
    return lines;
  }

  private static Map<String, Long> truth(List<String> lines) {
    Map<String, Long> counts = new TreeMap<>();
    for (String line : lines) {
      for (String word : line.split(" ", -1)) {
        counts.merge(word, 1L, Long::sum);
      }
    }
    return counts;
  }

  /** Puts a table of each mode behind {@code lines}; gives the names of the memory tables. */
  private static List<String> tables(
      PCollection<Lines> lines, String prefix, List<OutputMode> modes) {
    List<String> names = new ArrayList<>();
    for (OutputMode mode : modes) {
      String name = prefix + " " + mode.name().toLowerCase(Locale.ROOT);
      lines
          .apply(
              name,
              Table.of(Words.spaces().grouping(), Count.combineFn())
                  .columns("word", "count")
                  .every(EVERY)
                  .emitting(mode))
          .apply("To " + name, MemoryIO.write(name));
      names.add(name);
    }
    return names;
  }

  /** The seed is in the names. */
  private static void check(List<String> names, Map<String, Long> truth) {
    for (String name : names) {
      Map<String, Long> counts = new TreeMap<>();
      MemoryIO.table(name)
          .rows()
          .forEach(row -> counts.merge(row.getString("word"), row.getInt64("count"), Long::sum));
      assertThat(name, counts, is(truth));
      MemoryIO.drop(name);
    }
  }

  private static List<Lines> blocks(List<String> text, Random random) {
    List<Lines> blocks = new ArrayList<>();
    for (int from = 0; from < text.size(); ) {
      int to = Math.min(text.size(), from + 1 + random.nextInt(60));
      blocks.add(Lines.of("text", new Instant(from), text.subList(from, to)));
      from = to;
    }
    return blocks;
  }

  private static TestStream<Lines> stream(List<Lines> blocks, Random random) {
    TestStream.Builder<Lines> stream = TestStream.create(LinesCoder.of());
    for (Lines block : blocks) {
      stream = stream.addElements(block);
      if (random.nextInt(3) == 0) {
        stream = stream.advanceProcessingTime(Duration.millis(1 + random.nextInt(500)));
      }
    }
    return stream.advanceWatermarkToInfinity();
  }

  private static void write(Path file, List<String> lines) throws IOException {
    Files.writeString(file, String.join("", lines.stream().map(line -> line + "\n").toList()));
  }

  private static void serve(ServerSocket server, List<String> lines) {
    try (server;
        Socket socket = server.accept();
        OutputStream out = socket.getOutputStream()) {
      for (String line : lines) {
        out.write((line + "\n").getBytes(UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
