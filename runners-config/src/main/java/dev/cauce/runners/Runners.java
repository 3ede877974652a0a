package dev.cauce.runners;

import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Duration;

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
 * REST port (see {@link FlinkAddress}), to which the class path of this JVM goes without Flink. The first two keep no state over a restart of the JVM, unless
 * Flink's own options for checkpoints are given as Beam arguments.
 *
 * <p>Immutable: each {@code withX} returns a new object. The order of calls does not matter.
 */
public final class Runners {
  private static final List<String> KNOWN = List.of("direct", "flink");

  private final String runner;
  private final int parallelism;
  private final Duration trigger;
  private final boolean bounded;
  private final String name;
  private final List<String> beamArgs;

  private Runners(
      String runner,
      int parallelism,
      Duration trigger,
      boolean bounded,
      String name,
      List<String> beamArgs) {
    this.runner = runner;
    this.parallelism = parallelism;
    this.trigger = trigger;
    this.bounded = bounded;
    this.name = name;
    this.beamArgs = beamArgs;
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
    return new Runners(
        runner,
        Math.min(Runtime.getRuntime().availableProcessors(), MAX_PARALLELISM),
        Duration.standardSeconds(1),
        false,
        "cauce",
        List.of());
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
    return new Runners(runner, threads, trigger, bounded, name, beamArgs);
  }

  /**
   * Like this, but for tables that report every {@code interval}: a bundle waits for at most a
   * quarter of it, so that what was read is in the table by the time it reports.
   */
  public Runners withTrigger(Duration interval) {
    return new Runners(runner, parallelism, interval, bounded, name, beamArgs);
  }

  /** Like this, but for input that ends: nobody waits for a tick, so bundles may be long. */
  public Runners bounded() {
    return new Runners(runner, parallelism, trigger, true, name, beamArgs);
  }

  /** Like this, but with a name for the job, as Flink's pages and logs show it. */
  public Runners withName(String job) {
    return new Runners(runner, parallelism, trigger, bounded, job, beamArgs);
  }

  /**
   * Like this, but with further Beam options, {@code --name=value} each, which win over what is set
   * here. A {@code --flinkConfDir} is read, and its settings win over ours one by one.
   */
  public Runners withBeamArgs(String... args) {
    return new Runners(runner, parallelism, trigger, bounded, name, List.of(args));
  }

  /**
   * The options, for {@code Pipeline.create}.
   *
   * @throws IllegalArgumentException if a Beam argument is unknown or has a wrong value, or if the
   *     runner is not on the class path
   */
  public PipelineOptions toOptions() {
    BeamArgs args = BeamArgs.parse(beamArgs);
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
    return parallelism;
  }

  Duration trigger() {
    return trigger;
  }

  boolean isBounded() {
    return bounded;
  }

  String name() {
    return name;
  }
}
