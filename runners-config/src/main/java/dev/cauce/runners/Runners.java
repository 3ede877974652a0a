package dev.cauce.runners;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Options for a runner: which one, how wide, how quick, and whatever else Beam knows.
 *
 * <pre>{@code
 * Pipeline p = Pipeline.create(Runners.options("flink"));
 * Pipeline q = Pipeline.create(Runners.on("direct").withParallelism(2).toOptions());
 * }</pre>
 *
 * <p>{@code direct} is Beam's DirectRunner, {@code flink} is Flink inside this JVM, with no cluster
 * to start, listening on loopback only, and {@code flink://HOST:PORT} a Flink cluster, through its
 * REST port (see {@link FlinkAddress}), to which the class path of this JVM goes without Flink.
 * State outlives the JVM with {@link #withCheckpoint} only.
 *
 * <p>Immutable: each {@code withX} returns a new object. The order of calls does not matter.
 */
public final class Runners {
  private static final List<String> KNOWN = List.of("direct", "flink");
  private static final List<String> BACKENDS = List.of("heap", "rocksdb");

  private static final Duration SHORTEST_CHECKPOINT_INTERVAL = Duration.millis(100);

  private final Values values;

  private Runners(Values values) {
    this.values = values;
  }

  /** What is set; never changed once a {@link Runners} has it. */
  private static final class Values implements Cloneable {
    private final String runner;
    private int parallelism = Math.min(Runtime.getRuntime().availableProcessors(), MAX_PARALLELISM);
    private Duration trigger = Duration.standardSeconds(1);
    private boolean bounded;
    private String name = "cauce";
    private List<String> beamArgs = List.of();
    private @Nullable String checkpoint;
    private @Nullable Duration checkpointInterval;
    private String stateBackend = "heap";
    private Map<String, String> pipelineSettings = Map.of();
    private boolean availableNow;
    private long maxRowsPerSource;

    private Values(String runner) {
      this.runner = runner;
    }

    @Override
    protected Values clone() {
      try {
        return (Values) super.clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private Runners with(Consumer<Values> change) {
    Values changed = values.clone();
    change.accept(changed);
    return new Runners(changed);
  }

  /**
   * Options for {@code runner} with every default.
   *
   * @param runner {@code direct}, {@code flink} or {@code flink://HOST:PORT}
   * @throws IllegalArgumentException if there is no such runner
   */
  public static PipelineOptions options(String runner) {
    return on(runner).toOptions();
  }

  /**
   * Options for {@code runner} with every default and checkpoints in {@code directory}.
   *
   * @param runner {@code flink}: the direct runner has no checkpoints
   * @param directory a path, or a URI that Flink can reach
   * @throws IllegalArgumentException if there is no such runner, or it has no checkpoints
   */
  public static PipelineOptions options(String runner, String directory) {
    return on(runner).withCheckpoint(directory).toOptions();
  }

  /**
   * Starts from the defaults: as many threads as this machine has cores, a trigger of one second,
   * unbounded input, no further Beam arguments.
   *
   * @param runner {@code direct}, {@code flink} or {@code flink://HOST:PORT}
   * @throws IllegalArgumentException if there is no such runner
   */
  public static Runners on(String runner) {
    if (FlinkAddress.isOne(runner)) {
      FlinkAddress.parse(runner);
    } else if (!KNOWN.contains(runner)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Unknown runner \"%s\". Known are: %s, flink://HOST:PORT.",
              runner,
              String.join(", ", KNOWN)));
    }
    return new Runners(new Values(runner));
  }

  /**
   * The names of the runners there are.
   *
   * @return {@code direct} and {@code flink}
   */
  public static List<String> names() {
    return KNOWN;
  }

  /**
   * The names of the state backends there are.
   *
   * @return {@code heap} and {@code rocksdb}
   */
  public static List<String> stateBackends() {
    return BACKENDS;
  }

  /**
   * Like this, but with {@code threads} subtasks a step.
   *
   * @throws IllegalArgumentException unless it is from 1 to {@value #MAX_PARALLELISM}, the number
   *     of parts in which Flink keeps keyed state
   */
  public Runners withParallelism(int threads) {
    if (threads < 1 || threads > MAX_PARALLELISM) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "Parallelism must be from 1 to %d, not %d.", MAX_PARALLELISM, threads));
    }
    return with(values -> values.parallelism = threads);
  }

  /**
   * Like this, but for tables that report every {@code interval}: a bundle waits for at most a
   * quarter of it, so that what was read is in the table by the time it reports; with zero, which
   * is as soon as possible, for ten milliseconds.
   */
  public Runners withTrigger(Duration interval) {
    return with(values -> values.trigger = interval);
  }

  /** Like this, but for input that ends: nobody waits for a tick, so bundles may be long. */
  public Runners bounded() {
    return with(values -> values.bounded = true);
  }

  /** Like this, but with a name for the job, as Flink's pages and logs show it. */
  public Runners withName(String job) {
    return with(values -> values.name = job);
  }

  /**
   * Like this, but with checkpoints in {@code directory}, from which the next run with the same
   * directory goes on: with the state of its tables, the places of its sources and its open
   * windows. One run at a time works on a directory; it is refused to a pipeline of other steps or
   * other settings. Needs Flink.
   *
   * @param directory a path, or a URI that Flink can reach
   * @see Launcher#run
   */
  public Runners withCheckpoint(String directory) {
    return with(values -> values.checkpoint = directory);
  }

  /**
   * Like this, but with a checkpoint every {@code interval}, which is how often a sink that counts
   * each row once is written. Default: the trigger, but not less than a second.
   *
   * @throws IllegalArgumentException if it is shorter than 100 ms
   */
  public Runners withCheckpointInterval(Duration interval) {
    if (interval.isShorterThan(SHORTEST_CHECKPOINT_INTERVAL)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "A checkpoint every %d ms is too often: the interval must be 100 ms or more.",
              interval.getMillis()));
    }
    return with(values -> values.checkpointInterval = interval);
  }

  /**
   * Like this, but with Flink's state kept by {@code backend}.
   *
   * @param backend {@code heap}, the default: fast, and all state is in memory; or {@code rocksdb}:
   *     on disk, for tables that do not fit into it
   * @throws IllegalArgumentException if there is no such one
   */
  public Runners withStateBackend(String backend) {
    if (!BACKENDS.contains(backend)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Unknown state backend \"%s\": use %s.",
              backend,
              String.join(" or ", BACKENDS)));
    }
    return with(values -> values.stateBackend = backend);
  }

  /**
   * Like this, but for a pipeline that was asked for in other words than its steps: a checkpoint of
   * one with different settings is refused, and the message names what differs.
   *
   * @param settings by names that the user knows
   */
  public Runners withPipelineSettings(Map<String, String> settings) {
    Map<String, String> copy = new LinkedHashMap<>(settings);
    return with(values -> values.pipelineSettings = copy);
  }

  /**
   * Like this, but for a run that takes what is there beyond what the checkpoint has seen, and
   * ends: a job for a schedule. Windows that are open stay open for the next run. Needs {@link
   * #withCheckpoint}.
   *
   * @param maxRowsPerSource how many rows each source may take at most; 0 for all
   */
  public Runners availableNow(long maxRowsPerSource) {
    return with(
        values -> {
          values.availableNow = true;
          values.maxRowsPerSource = maxRowsPerSource;
        });
  }

  /**
   * Like this, but with further Beam options, {@code --name=value} each, which win over what is set
   * here. A {@code --flinkConfDir} is read, and its settings win over ours one by one.
   */
  public Runners withBeamArgs(String... args) {
    return with(values -> values.beamArgs = List.of(args));
  }

  /**
   * The options, for {@code Pipeline.create}.
   *
   * @throws IllegalArgumentException if a Beam argument is unknown or has a wrong value, or if the
   *     runner is not on the class path
   */
  public PipelineOptions toOptions() {
    String runner = values.runner;
    if (values.checkpoint != null && runner.equals("direct")) {
      throw new IllegalArgumentException(
          "--checkpoint needs Flink: the direct runner has no checkpoints. Use --runner flink.");
    }
    if (values.availableNow && values.checkpoint == null) {
      throw new IllegalArgumentException(
          "--trigger available-now needs --checkpoint DIR, which knows what the runs before took.");
    }
    BeamArgs args = BeamArgs.parse(values.beamArgs);
    try {
      PipelineOptions options =
          FlinkAddress.isOne(runner)
              ? ClusterSettings.of(this, FlinkAddress.parse(runner), args)
              : runner.equals("flink")
                  ? FlinkSettings.of(this, args)
                  : DirectSettings.of(this, args);
      options.as(RunOptions.class).setRun(System.currentTimeMillis());
      return options;
    } catch (NoClassDefFoundError e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The runner \"%s\" is not on the class path: add org.apache.beam:%s.",
              runner,
              runner.startsWith("flink") ? "beam-runners-flink-1.19" : "beam-runners-direct-java"),
          e);
    }
  }

  /**
   * Into how many parts Flink divides keyed state, and so the widest that a job can ever be. Fixed
   * for good: a checkpoint of another number cannot be resumed.
   */
  public static final int MAX_PARALLELISM = 32;

  int parallelism() {
    return values.parallelism;
  }

  Duration trigger() {
    return values.trigger;
  }

  boolean isBounded() {
    return values.bounded;
  }

  String name() {
    return values.name;
  }

  @Nullable String checkpoint() {
    return values.checkpoint;
  }

  Duration checkpointInterval() {
    Duration asked = values.checkpointInterval;
    if (asked != null) {
      return asked;
    }
    Duration second = Duration.standardSeconds(1);
    return values.trigger.isShorterThan(second) ? second : values.trigger;
  }

  String stateBackend() {
    return values.stateBackend;
  }

  Map<String, String> pipelineSettings() {
    return values.pipelineSettings;
  }

  boolean isAvailableNow() {
    return values.availableNow;
  }

  long maxRowsPerSource() {
    return values.maxRowsPerSource;
  }
}
