package dev.cauce.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import dev.cauce.pipelines.StateCostSource.Phase;
import dev.cauce.runners.Launcher;
import dev.cauce.runners.Runners;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Table;
import dev.cauce.table.TableUpdate;
import dev.cauce.text.Words;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.joda.time.Duration;

/**
 * What the state of a table costs on embedded Flink, as the number of its groups grows; not a test
 * but a program, see docs/performance.md:
 *
 * <pre>{@code
 * java -cp CLASSPATH dev.cauce.pipelines.StateCost keys=1000000 backend=rocksdb
 * }</pre>
 *
 * It puts each of {@code keys} keys into the table, lets {@code warm} seconds pass at {@code rate}
 * random rows a second (0: as many as it takes), and measures for {@code seconds} more. Prints one
 * line of a Markdown table.
 */
public final class StateCost {
  private static final LongAdder EMITTED = new LongAdder();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private StateCost() {}

  record Checkpoint(long bytes, long total, long longestSync) {}

  /** Runs with {@code name=value} each. */
  public static void main(String[] args) {
    try {
      measure(args);
      System.exit(0);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void measure(String[] args) throws Exception {
    int keys = Integer.parseInt(option(args, "keys", "1000"));
    int rate = Integer.parseInt(option(args, "rate", "100000"));
    int warm = Integer.parseInt(option(args, "warm", "10"));
    int seconds = Integer.parseInt(option(args, "seconds", "20"));
    String backend = option(args, "backend", "heap");
    String port = option(args, "port", "28181");
    Path folder = Files.createTempDirectory("cauce-state-cost");
    List<String> conf = new ArrayList<>();
    conf.add("state.checkpoints.dir: " + folder.toUri() + "/checkpoints");
    conf.add("web.checkpoints.history: 1000");
    conf.add("rest.bind-port: " + port);
    Arrays.stream(args)
        .filter(arg -> arg.startsWith("flink."))
        .forEach(arg -> conf.add(arg.substring("flink.".length()).replaceFirst("=", ": ")));
    Files.write(folder.resolve("flink-conf.yaml"), conf);
    Pipeline p =
        Pipeline.create(
            Runners.on("flink")
                .withTrigger(Duration.standardSeconds(1))
                .withStateBackend(backend)
                .withBeamArgs(
                    "--flinkConfDir=" + folder,
                    "--checkpointingInterval=" + option(args, "interval", "2000"),
                    "--fasterCopy=" + option(args, "fasterCopy", "false"))
                .toOptions());
    p.apply("Keys", Read.from(StateCostSource.of(keys)))
        .apply(
            Table.of(Words.spaces().grouping(), Count.combineFn())
                .columns("word", "count")
                .every(Duration.standardSeconds(1))
                .emitting(OutputMode.UPDATE))
        .apply("Discard", ParDo.of(new DiscardFn()));
    CompletableFuture<Integer> run = CompletableFuture.supplyAsync(() -> Launcher.run(p));

    long start = System.nanoTime();
    StateCostSource.enter(Phase.FILL);
    await(run, () -> EMITTED.sum() == keys);
    double fillSeconds = (System.nanoTime() - start) / 1e9;
    StateCostSource.rate(rate);
    pass(run, warm);
    long cpu = SYSTEM.getProcessCpuTime();
    long rows = StateCostSource.rows();
    long emitted = EMITTED.sum();
    long from = System.currentTimeMillis();
    pass(run, seconds);
    long to = System.currentTimeMillis();
    cpu = SYSTEM.getProcessCpuTime() - cpu;
    rows = StateCostSource.rows() - rows;
    emitted = EMITTED.sum() - emitted;
    List<Checkpoint> checkpoints = checkpoints(port, from, to);
    StateCostSource.enter(Phase.WAIT);
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    StateCostSource.enter(Phase.END);
    run.join();
    print(keys, backend, rows, emitted, cpu, to - from, heap, fillSeconds, checkpoints);
  }

  static String option(String[] args, String name, String otherwise) {
    for (String arg : args) {
      if (arg.startsWith(name + "=")) {
        return arg.substring(name.length() + 1);
      }
    }
    return otherwise;
  }

  private static void pass(CompletableFuture<?> run, int seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    await(run, () -> System.nanoTime() > end);
  }

  private static void await(CompletableFuture<?> run, BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (run.isDone()) {
        throw new IllegalStateException("The pipeline ended: " + run.join());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** Those that were triggered from {@code from} to {@code to} and are complete. */
  static List<Checkpoint> checkpoints(String port, long from, long to) throws IOException {
    String root = "http://127.0.0.1:" + port + "/jobs/";
    String job = json(root).get("jobs").get(0).get("id").asText();
    List<Checkpoint> found = new ArrayList<>();
    for (JsonNode one : json(root + job + "/checkpoints").get("history")) {
      long at = one.get("trigger_timestamp").asLong();
      if (at < from || at > to || !one.get("status").asText().equals("COMPLETED")) {
        continue;
      }
      long sync = 0;
      String details = root + job + "/checkpoints/details/" + one.get("id").asText();
      for (Iterator<String> ids = json(details).get("tasks").fieldNames(); ids.hasNext(); ) {
        JsonNode summary = json(details + "/subtasks/" + ids.next()).get("summary");
        sync = Math.max(sync, summary.get("checkpoint_duration").get("sync").get("max").asLong());
      }
      found.add(
          new Checkpoint(
              one.get("state_size").asLong(), one.get("end_to_end_duration").asLong(), sync));
    }
    return found;
  }

  private static JsonNode json(String url) throws IOException {
    return new ObjectMapper().readTree(URI.create(url).toURL());
  }

  private static void print(
      int keys,
      String backend,
      long rows,
      long emitted,
      long cpu,
      long millis,
      long heap,
      double fillSeconds,
      List<Checkpoint> checkpoints) {
    List<Long> sync = new ArrayList<>(checkpoints.stream().map(Checkpoint::longestSync).toList());
    List<Long> total = new ArrayList<>(checkpoints.stream().map(Checkpoint::total).toList());
    long bytes = checkpoints.stream().mapToLong(Checkpoint::bytes).max().orElse(0);
    Collections.sort(sync);
    Collections.sort(total);
    System.out.printf(
        Locale.ROOT,
        "| %,d | %s | %,d rows/s | %.2f us/row | %.2f us/emitted | %,.1f B/key in checkpoint |"
            + " %,d MB live heap | %d checkpoints | sync ms median %d max %d | total ms median %d"
            + " max %d | filled in %.1f s |%n",
        keys,
        backend,
        rows * 1000 / millis,
        cpu / 1e3 / rows,
        cpu / 1e3 / emitted,
        (double) bytes / keys,
        heap >> 20,
        checkpoints.size(),
        middle(sync),
        middle(sync.isEmpty() ? sync : sync.subList(sync.size() - 1, sync.size())),
        middle(total),
        middle(total.isEmpty() ? total : total.subList(total.size() - 1, total.size())),
        fillSeconds);
  }

  private static long middle(List<Long> sorted) {
    return sorted.isEmpty() ? -1 : sorted.get(sorted.size() / 2);
  }

  private static final class DiscardFn extends DoFn<TableUpdate, Void> {
    @ProcessElement
    public void process(@Element TableUpdate update) {
      EMITTED.add(update.rows().size());
    }
  }
}
