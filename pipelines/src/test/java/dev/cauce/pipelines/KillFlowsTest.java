package dev.cauce.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import dev.cauce.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/**
 * Flows on embedded Flink are killed with SIGKILL at moments that a seed decides, while files come,
 * and started again from their newest checkpoints: what they write is, row by row, what one run on
 * the direct runner writes of all the files together.
 */
@RunWith(Parameterized.class)
public class KillFlowsTest {
  private static final int KILLS = Integer.getInteger("cauce.kills", 1);

  /** A build has 25 minutes for everything: unless asked for more, a flow on each backend. */
  private static final int FLOWS = System.getProperty("cauce.kills") == null ? 2 : 5;

  private static final int FILES = 24;
  private static final long INTERVAL = 300; // ms between checkpoints

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final long seed = Long.getLong("cauce.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Flow flow;
  private int given;

  /**
   * A flow and what comes into it.
   *
   * @param backend of the state
   * @param header the first line of each file; empty if there is none
   * @param lines in the order of their times
   * @param last a line that ends the last window; it counts nowhere. Empty where nothing waits
   * @param rows at least so many come out
   */
  private record Flow(
      String backend,
      List<String> options,
      String header,
      List<String> lines,
      String last,
      int rows) {
    @Override
    public String toString() {
      String report = options.get(1);
      return options.get(0) + (report.startsWith("--report=") ? " " + report.substring(9) : "");
    }
  }

  /** What is run, and what is read. */
  @Parameters(name = "{0}")
  public static List<Flow> flows() throws IOException {
    List<String> log = ClicksLog.lines();
    List<String> payments = MadeUpPayments.lines();
    List<Flow> flows =
        List.of(
            new Flow(
                "heap",
                List.of(
                    "anomalies",
                    "--schema=at timestamp, host string, load double",
                    "--series=host",
                    "--value=load",
                    "--event-time=at",
                    "--format=csv",
                    "--header",
                    "--to=DIR/alerts?format=csv",
                    "--all-scores=DIR/out?format=csv"),
                "at,host,load",
                readings(),
                "",
                2000),
            new Flow(
                "rocksdb",
                List.of("logs", "--report=templates", "--to=DIR/out?format=csv"),
                "",
                // A message without a time of its own would have that of the clock.
                Files.readAllLines(Path.of("../examples/logs/flink.log"), UTF_8).stream()
                    .filter(line -> line.startsWith("2026-"))
                    .toList(),
                "",
                100),
            new Flow(
                "heap",
                List.of(
                    "logs",
                    "--report=errors",
                    "--window=5s",
                    "--detector=z-score:warm-up=2,cut-off=0.3+cool-down:least=0,share=0",
                    "--to=DIR/out?format=csv"),
                "",
                log.stream().map(line -> line.replace("\" 404 ", "\" 500 ")).toList(),
                log.get(0).replace("/2015:", "/2016:"),
                20),
            new Flow(
                "rocksdb",
                List.of("clicks", "--report=sessions", "--paths", "--to=DIR/out?format=csv"),
                "",
                log,
                "",
                210),
            new Flow(
                "heap",
                List.of(
                    "fraud",
                    "--schema=time timestamp, id string, card string, merchant string, amount double,"
                        + " fraud int",
                    "--format=csv",
                    "--header",
                    "--to=DIR/alerts?format=csv",
                    "--all-scores=DIR/out?format=csv"),
                payments.get(0),
                payments.subList(1, payments.size()),
                "",
                1222));
    return flows.subList(0, FLOWS);
  }

  public KillFlowsTest(Flow flow) {
    this.flow = flow;
  }

  @Test
  public void killedAndRestored_writesTheRowsOfOneRun() throws Exception {
    Path in = folder.newFolder("in").toPath();
    Path killed = folder.newFolder("killed").toPath();
    List<String> expected = expected();
    assertThat(expected.size(), greaterThanOrEqualTo(flow.rows()));
    try (KilledFlink flink =
        new KilledFlink(
            folder.getRoot().toPath(),
            flow.backend(),
            arguments(in + "?watch=100ms", killed).toArray(String[]::new))) {
      for (int kill = 1; kill <= KILLS; kill++) {
        int until = kill * FILES / (KILLS + 1);
        give(in, 3, until);
        flink.start();
        flink.awaitCheckpoints(1 + random.nextInt(3), () -> give(in, 1, until));
        give(in, 3, until);
        long moment = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextLong(INTERVAL));
        flink.await("moment", () -> System.nanoTime() >= moment);
        flink.kill();
      }
      give(in, 3, FILES);
      flink.start();
      give(in, FILES, FILES);
      if (!flow.last().isEmpty()) {
        write(in, "last", List.of(flow.last()));
      }
      flink.await("rows of one run, seed " + seed, () -> rows(killed).equals(expected));
      // Nothing comes behind them.
      flink.awaitCheckpoints(2, () -> {});
      assertThat("seed " + seed, rows(killed), equalTo(expected));
    }
  }

  /** What one run on the direct runner writes of all the lines. */
  private List<String> expected() throws IOException {
    Path all = folder.newFolder("all").toPath();
    Path out = folder.newFolder("direct").toPath();
    write(all, "all", flow.lines());
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream err = new PrintStream(said, true, UTF_8)) {
      int code = Main.run(arguments(all.toString(), out), err, err);
      assertThat(said.toString(UTF_8), code, equalTo(0));
    }
    return rows(out);
  }

  private List<String> arguments(String from, Path out) {
    List<String> arguments = new ArrayList<>();
    flow.options().forEach(option -> arguments.add(option.replace("DIR", out.toString())));
    arguments.add("--from=" + from);
    arguments.add("--trigger=200ms");
    arguments.add("--dead-letters=" + out.resolve("dead"));
    return arguments;
  }

  /** Adds so many files more, as long as there are no more than {@code until}. */
  private void give(Path in, int number, int until) {
    List<String> lines = flow.lines();
    for (int i = 0; i < number && given < until; i++, given++) {
      int from = lines.size() * given / FILES;
      int to = lines.size() * (given + 1) / FILES;
      write(in, String.format(Locale.ROOT, "f%03d", given), lines.subList(from, to));
    }
  }

  private void write(Path directory, String name, List<String> lines) {
    try {
      Path part = directory.resolve("." + name);
      String header = flow.header().isEmpty() ? "" : flow.header() + "\n";
      Files.writeString(part, header + String.join("\n", lines) + "\n", UTF_8);
      Files.move(part, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is in the table, or in the files that have been written so far, in one order. */
  private static List<String> rows(Path directory) {
    List<String> rows = new ArrayList<>();
    Path out = directory.resolve("out");
    if (!Files.isDirectory(out)) {
      return rows;
    }
    try (Stream<Path> files = Files.list(out)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".csv")).toList()) {
        if (!file.getFileName().toString().startsWith(".")) {
          rows.addAll(Files.readAllLines(file, UTF_8).stream().skip(1).toList());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rows.sort(Comparator.naturalOrder());
    return rows;
  }

  /** Five hosts, a reading a minute of each; in each something happens now and then. */
  private static List<String> readings() {
    Random made = new Random(5);
    List<String> lines = new ArrayList<>();
    for (int minute = 0; minute < 480; minute++) {
      for (int host = 0; host < 5; host++) {
        double load = 20 + 5 * host + made.nextInt(5) + (minute % (97 + host) == 96 ? 60 : 0);
        lines.add(
            String.format(
                Locale.ROOT,
                "2024-05-01T%02d:%02d:%02dZ,h%d,%.1f",
                minute / 60,
                minute % 60,
                host,
                host,
                load));
      }
    }
    return lines;
  }
}
