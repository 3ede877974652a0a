package dev.cauce.pipelines;

import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import dev.cauce.runners.Launcher;
import dev.cauce.runners.Runners;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Table;
import dev.cauce.table.TableUpdate;
import dev.cauce.text.Words;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Whether the state of a windowed table stays as it is however long it runs, on embedded Flink; not
 * a test but a program, see docs/performance.md:
 *
 * <pre>{@code
 * java -cp CLASSPATH dev.cauce.pipelines.StateFlat mode=append windows=1000
 * }</pre>
 *
 * Blocks of 1,000 rows of 1,000 words, ten blocks a minute of event time: 10,000 rows a window.
 * Prints the live heap and the size of the newest checkpoint every hundred windows.
 */
public final class StateFlat {
  private static final int BLOCKS_A_WINDOW = 10;
  private static final int WORDS = 1000;
  private static final LongAdder MADE = new LongAdder();
  private static final LongAdder EMITTED = new LongAdder();

  private StateFlat() {}

  /** Runs with {@code name=value} each. */
  public static void main(String[] args) throws Exception {
    OutputMode mode =
        OutputMode.valueOf(StateCost.option(args, "mode", "append").toUpperCase(Locale.ROOT));
    boolean sessions = StateCost.option(args, "kind", "tumbling").equals("session");
    int windows = Integer.parseInt(StateCost.option(args, "windows", "1000"));
    int rate = Integer.parseInt(StateCost.option(args, "rate", "200"));
    String port = StateCost.option(args, "port", "28182");
    Path folder = Files.createTempDirectory("cauce-state-flat");
    List<String> conf = new ArrayList<>();
    conf.add("state.checkpoints.dir: " + folder.toUri() + "/checkpoints");
    conf.add("rest.bind-port: " + port);
    Files.write(folder.resolve("flink-conf.yaml"), conf);
    Duration tick = Duration.standardSeconds(1);
    Pipeline p =
        Pipeline.create(
            Runners.on("flink")
                .withTrigger(tick)
                .withBeamArgs("--flinkConfDir=" + folder, "--checkpointingInterval=1000")
                .toOptions());
    p.apply(
            "Numbers",
            GenerateSequence.from(0).withRate(rate, tick).withTimestampFn(StateFlat::time))
        .apply("Blocks", MapElements.into(TypeDescriptor.of(Lines.class)).via(StateFlat::block))
        .setCoder(LinesCoder.of())
        .apply(
            Table.of(Words.spaces().grouping(), Count.combineFn())
                .columns("word", "count")
                .over(
                    sessions
                        ? Sessions.withGapDuration(Duration.standardSeconds(20))
                        : FixedWindows.of(Duration.standardMinutes(1)))
                .every(tick)
                .emitting(mode))
        .apply("Discard", ParDo.of(new DiscardFn()));
    CompletableFuture<Integer> run = CompletableFuture.supplyAsync(() -> Launcher.run(p));
    System.out.println("| windows | rows | rows emitted | live heap MB | checkpoint KB |");
    System.out.println("|---|---|---|---|---|");
    for (int window = 100; window <= windows; window += 100) {
      long blocks = (long) window * BLOCKS_A_WINDOW;
      await(run, () -> MADE.sum() >= blocks);
      long from = System.currentTimeMillis();
      List<StateCost.Checkpoint> found = new ArrayList<>();
      await(
          run,
          () -> {
            found.addAll(StateCost.checkpoints(port, from, System.currentTimeMillis()));
            return !found.isEmpty();
          });
      System.gc();
      long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      long most = found.stream().mapToLong(StateCost.Checkpoint::bytes).max().orElseThrow();
      System.out.printf(
          Locale.ROOT,
          "| %,d | %,d | %,d | %,d | %,d |%n",
          window,
          MADE.sum() * WORDS,
          EMITTED.sum(),
          heap >> 20,
          most >> 10);
    }
    System.exit(0);
  }

  private interface Condition {
    boolean isMet() throws IOException;
  }

  private static void await(CompletableFuture<Integer> run, Condition condition)
      throws IOException {
    while (!condition.isMet()) {
      if (run.isDone()) {
        throw new IllegalStateException("The pipeline ended: " + run.join());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** Sessions end before the minute does: all blocks of a window are in its first 30 seconds. */
  private static Instant time(long number) {
    long window = number / BLOCKS_A_WINDOW;
    return new Instant(60_000 * window + 3000 * (number % BLOCKS_A_WINDOW));
  }

  private static Lines block(long number) {
    MADE.increment();
    List<String> words = new ArrayList<>(WORDS);
    for (int i = 0; i < WORDS; i++) {
      words.add("word-" + i);
    }
    return Lines.of("numbers", time(number), words);
  }

  private static final class DiscardFn extends DoFn<TableUpdate, Void> {
    @ProcessElement
    public void process(@Element TableUpdate update) {
      EMITTED.add(update.rows().size());
    }
  }
}
