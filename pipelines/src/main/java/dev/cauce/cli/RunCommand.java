package dev.cauce.cli;

import dev.cauce.io.EndpointUri;
import dev.cauce.io.Endpoints;
import dev.cauce.io.Intake;
import dev.cauce.pipelines.Flow;
import dev.cauce.pipelines.FlowSettings;
import dev.cauce.row.Lines;
import dev.cauce.runners.Launcher;
import dev.cauce.runners.Progress;
import dev.cauce.runners.Runners;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PDone;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Builds the pipeline that a command line describes, and runs it. Building connects to nothing;
 * what is wrong is gathered, and nothing runs if anything is.
 *
 * @param flow null if it is not known, which is among the problems then
 */
record RunCommand(
    @Nullable Flow flow, FlowOptions options, FlowSettings settings, List<String> beamOptions) {
  private static final int BAD_USAGE = 2;
  private static final Duration SHORTEST = Duration.millis(500);

  /** Adds to {@code problems}; runs the pipeline if there are none. */
  int run(Problems problems, PrintStream err) {
    List<Named<PTransform<PBegin, PCollection<Lines>>>> sources =
        make("--from", options.from, Endpoints::read, problems);
    List<Named<PTransform<PCollection<TableUpdate>, PDone>>> sinks =
        make("--to", options.to, Endpoints::write, problems);
    boolean bounded = sources.stream().allMatch(source -> Endpoints.isBounded(source.uri()));
    if (settings.mode() == OutputMode.APPEND && flow != null && flow.aggregates() && !bounded) {
      problems.add(
          "--mode append over an endless input never has a final row: use --mode update or"
              + " complete.");
    }
    PipelineOptions pipelineOptions = pipelineOptions(bounded, problems);
    if (flow == null || pipelineOptions == null || !problems.isEmpty()) {
      problems.print(err);
      return BAD_USAGE;
    }
    Pipeline pipeline = Pipeline.create(pipelineOptions);
    Intake.open();
    try {
      build(pipeline, flow, sources, sinks); // from here on servers may be asked
    } catch (IllegalArgumentException refused) {
      err.println(Problems.rootMessage(refused));
      return BAD_USAGE;
    } catch (UncheckedIOException unreachable) {
      err.println(Problems.rootMessage(unreachable));
      return Launcher.FAILED;
    }
    return Launcher.run(pipeline, progress());
  }

  private void build(
      Pipeline pipeline,
      Flow flow,
      List<Named<PTransform<PBegin, PCollection<Lines>>>> sources,
      List<Named<PTransform<PCollection<TableUpdate>, PDone>>> sinks) {
    List<PCollection<Lines>> read = new ArrayList<>();
    for (Named<PTransform<PBegin, PCollection<Lines>>> source : sources) {
      read.add(pipeline.apply("Read " + source.name(), source.transform()));
    }
    PCollection<Lines> rows =
        read.size() == 1
            ? read.get(0)
            : PCollectionList.of(read).apply("All sources", Flatten.pCollections());
    PCollection<TableUpdate> table = rows.apply(flow.name(), flow.with(settings));
    for (Named<PTransform<PCollection<TableUpdate>, PDone>> sink : sinks) {
      table.apply("Write " + sink.name(), sink.transform());
    }
  }

  /** The runner's options; null if they are among the problems. */
  private @Nullable PipelineOptions pipelineOptions(boolean bounded, Problems problems) {
    try {
      Runners runner =
          Runners.on(options.runner)
              .withTrigger(options.trigger)
              .withName(name())
              .withBeamArgs(beamOptions.toArray(new String[0]));
      if (options.parallelism != null) {
        runner = runner.withParallelism(options.parallelism);
      }
      return (bounded ? runner.bounded() : runner).toOptions();
    } catch (IllegalArgumentException refused) {
      problems.add(String.valueOf(refused.getMessage()));
      return null;
    }
  }

  /** Once a trigger, but not so often that nobody can read it. */
  private Progress progress() {
    Duration trigger = options.trigger;
    Duration interval = trigger.isShorterThan(SHORTEST) ? SHORTEST : trigger;
    return Progress.in(options.progress).withInterval(interval).withName(name());
  }

  private String name() {
    String given = options.name;
    if (given != null) {
      return given;
    }
    return flow == null ? "cauce" : flow.name();
  }

  /**
   * What {@code make} makes of each URI, named by its scheme: {@code socket}, {@code socket 2}. A
   * transform's name is where Flink keeps its state, so it does not hang on options that may
   * change.
   */
  private static <T> List<Named<T>> make(
      String option, List<EndpointUri> uris, Function<EndpointUri, T> make, Problems problems) {
    List<Named<T>> made = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    for (EndpointUri uri : uris) {
      int number = seen.merge(uri.scheme(), 1, Integer::sum);
      try {
        String name = number == 1 ? uri.scheme() : uri.scheme() + " " + number;
        made.add(new Named<>(name, uri, make.apply(uri)));
      } catch (IllegalArgumentException refused) {
        problems.add(option, refused);
      }
    }
    return made;
  }

  private record Named<T>(String name, EndpointUri uri, T transform) {}
}
