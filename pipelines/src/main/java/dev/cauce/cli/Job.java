package dev.cauce.cli;

import dev.cauce.io.EndpointUri;
import dev.cauce.io.Endpoints;
import dev.cauce.io.ReadOptions;
import dev.cauce.pipelines.Flow;
import dev.cauce.pipelines.FlowPlan;
import dev.cauce.pipelines.FlowSettings;
import dev.cauce.pipelines.RefusedException;
import dev.cauce.row.Lines;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PDone;
import org.jspecify.annotations.Nullable;

/**
 * What a command line describes, before there is a pipeline: its sources, its flow, its sinks.
 * Making one connects to nothing.
 *
 * @param flowName the name of the flow, under which its steps and their state are kept
 * @param name what the run is called
 * @param plan null if the flow cannot be set up, which is among the problems then
 * @param bounded whether the input ends
 * @param identity what makes the pipeline what it is, for its checkpoints
 * @param letters null if a row that cannot be used fails the run, or there is none
 */
record Job(
    String flowName,
    String name,
    @Nullable FlowPlan plan,
    FlowOptions options,
    List<Named<PTransform<PBegin, PCollection<Lines>>>> sources,
    List<Named<PTransform<PCollection<TableUpdate>, PDone>>> sinks,
    boolean bounded,
    Map<String, String> identity,
    @Nullable EndpointUri lettersUri,
    @Nullable DeadLetters letters) {
  /** A source or a sink under the name that it has in the pipeline. */
  record Named<T>(String name, EndpointUri uri, T transform) {}

  /** Reads {@code options}; what is wrong goes to {@code problems}. */
  static Job of(
      @Nullable Flow flow, FlowOptions options, FlowSettings settings, Problems problems) {
    List<String> refused = new ArrayList<>();
    FlowPlan plan =
        plan(
            flow,
            settings
                .withSample(() -> Samples.of(options.from))
                .withSinks(uri -> Endpoints.write(EndpointUri.parse(uri))),
            refused);
    String flowName = flow == null ? "cauce" : flow.name();
    String name = options.name != null ? options.name : flowName;
    EndpointUri lettersUri = null;
    DeadLetters letters = null;
    if (plan != null) {
      lettersUri = DeadLetterPlace.of(options, name, plan, refused);
    } else if (!DeadLetterPlace.isNone(options)) {
      lettersUri = options.deadLetters; // to say what is wrong with it as well
    }
    if (lettersUri != null) {
      letters = deadLetters(lettersUri, refused);
    }
    ReadOptions how = readOptions(options, plan, letters, refused);
    List<Named<PTransform<PBegin, PCollection<Lines>>>> sources =
        make("--from", options.from, uri -> Endpoints.read(uri, how), problems);
    List<Named<PTransform<PCollection<TableUpdate>, PDone>>> sinks =
        make("--to", options.to, Endpoints::write, problems);
    refused.forEach(problems::add);
    if (options.trigger.availableNow()) {
      endless(sources, problems);
    }
    boolean bounded = sources.stream().allMatch(source -> isBounded(options, source));
    if (plan != null && sources.size() == options.from.size() && !sources.isEmpty()) {
      refusals(plan, bounded, options.checkpoint != null, sinks, problems);
    }
    Map<String, String> identity =
        plan == null ? Map.of() : Identity.of(flowName, options, settings, plan, lettersUri);
    return new Job(
        flowName, name, plan, options, sources, sinks, bounded, identity, lettersUri, letters);
  }

  /** Sources that do not tell when a run that takes what is there has it all. */
  private static void endless(
      List<Named<PTransform<PBegin, PCollection<Lines>>>> sources, Problems problems) {
    for (Named<PTransform<PBegin, PCollection<Lines>>> source : sources) {
      String reason = Endpoints.availableNow(source.uri());
      if (reason != null) {
        problems.add("--trigger available-now cannot read \"" + source.uri() + "\": " + reason);
      }
    }
  }

  private static void refusals(
      FlowPlan plan,
      boolean bounded,
      boolean checkpoints,
      List<Named<PTransform<PCollection<TableUpdate>, PDone>>> sinks,
      Problems problems) {
    String mode = "--mode " + plan.mode().name().toLowerCase(Locale.ROOT);
    plan.refusals(bounded).forEach(refusal -> problems.add(mode + ": " + refusal));
    for (Named<PTransform<PCollection<TableUpdate>, PDone>> sink : sinks) {
      String refusal = Guarantees.refusal(sink.uri(), plan, bounded, checkpoints);
      if (refusal != null) {
        problems.add("--to \"" + sink.uri() + "\": " + refusal);
      }
    }
  }

  private static @Nullable FlowPlan plan(
      @Nullable Flow flow, FlowSettings settings, List<String> refused) {
    if (flow == null) {
      return null;
    }
    try {
      return flow.plan(settings);
    } catch (RefusedException wrong) {
      refused.addAll(wrong.problems());
      return null;
    } catch (IllegalArgumentException wrong) {
      refused.add(Problems.rootMessage(wrong));
      return null;
    }
  }

  private static @Nullable DeadLetters deadLetters(EndpointUri uri, List<String> refused) {
    try {
      return DeadLetters.to(Endpoints.write(uri));
    } catch (IllegalArgumentException wrong) {
      refused.add("--dead-letters " + Problems.rootMessage(wrong));
      return null;
    }
  }

  private static ReadOptions readOptions(
      FlowOptions options,
      @Nullable FlowPlan plan,
      @Nullable DeadLetters letters,
      List<String> refused) {
    ReadOptions how = ReadOptions.DEFAULT;
    if (options.idleness != null) {
      if (options.window == null && options.eventTime == null) {
        refused.add(
            "--idleness needs --window or --event-time: without them nothing waits for a partition.");
      } else if (options.idleness.getMillis() == 0) {
        refused.add("--idleness \"0s\" would wait for nobody: use 1ms or more.");
      } else {
        how = how.withIdleness(options.idleness);
      }
    }
    if (plan != null && plan.eventTime() != null) {
      how = how.withEventTime(plan.eventTime());
    }
    how = options.checkpoint == null ? how : how.withCheckpoints();
    how = options.trigger.availableNow() ? how.withAvailableNow() : how;
    return letters == null ? how : how.withDeadLetters(letters);
  }

  boolean isBounded(Named<?> source) {
    return isBounded(options, source);
  }

  private static boolean isBounded(FlowOptions options, Named<?> source) {
    ReadOptions how = ReadOptions.DEFAULT;
    boolean now = options.trigger.availableNow();
    return Endpoints.isBounded(source.uri(), now ? how.withAvailableNow() : how);
  }

  /** Applies all of it; from here on servers may be asked. */
  void build(Pipeline pipeline, FlowPlan ready) {
    List<PCollection<Lines>> read = new ArrayList<>();
    for (Named<PTransform<PBegin, PCollection<Lines>>> source : sources) {
      read.add(pipeline.apply("Read " + source.name(), source.transform()));
    }
    PCollection<Lines> rows =
        read.size() == 1
            ? read.get(0)
            : PCollectionList.of(read).apply("All sources", Flatten.pCollections());
    PCollection<TableUpdate> table = table(rows, ready);
    for (Named<PTransform<PCollection<TableUpdate>, PDone>> sink : sinks) {
      table.apply("Write " + sink.name(), sink.transform());
    }
    if (letters != null) {
      letters.write();
    }
  }

  /** Applies the flow to {@code rows}. */
  PCollection<TableUpdate> table(PCollection<Lines> rows, FlowPlan ready) {
    DeadLetters late = options.lateToDeadLetters ? letters : null;
    return rows.apply(flowName, ready.table(letters, late));
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
}
