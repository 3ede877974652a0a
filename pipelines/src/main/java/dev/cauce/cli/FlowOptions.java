package dev.cauce.cli;

import dev.cauce.io.Choices;
import dev.cauce.io.Durations;
import dev.cauce.io.EndpointUri;
import dev.cauce.pipelines.TableOptions;
import dev.cauce.query.Windowing;
import dev.cauce.runners.FlinkAddress;
import dev.cauce.runners.Progress;
import dev.cauce.runners.Runners;
import dev.cauce.table.OutputMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that every flow has. What a converter refuses begins with the value in quotes. */
final class FlowOptions {
  @Option(
      names = "--from",
      paramLabel = "URI",
      order = 1,
      converter = UriConverter.class,
      defaultValue = "${env:CAUCE_FROM}",
      description =
          "Where rows come from; may be given several times. Example: a directory, or"
              + " socket://localhost:9999")
  List<EndpointUri> from = List.of();

  @Option(
      names = "--to",
      paramLabel = "URI",
      order = 2,
      converter = UriConverter.class,
      defaultValue = "${env:CAUCE_TO}",
      description = "Where the table goes; may be given several times. Example: console:")
  List<EndpointUri> to = List.of();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      order = 3,
      converter = ModeConverter.class,
      defaultValue = "${env:CAUCE_MODE}",
      description =
          "What leaves the table: append, update or complete. Default: update where there is an"
              + " aggregation, else append.")
  @Nullable OutputMode mode;

  @Option(
      names = "--trigger",
      paramLabel = "DURATION",
      order = 4,
      converter = TriggerConverter.class,
      defaultValue = "${env:CAUCE_TRIGGER:-1s}",
      description =
          "How often the table reports: 500ms, 10 seconds, 2m; 0s: as soon as possible; or"
              + " available-now: take what is there beyond what the checkpoint has seen, and end."
              + " Default: 1s.")
  Trigger trigger = Trigger.DEFAULT;

  @Option(
      names = "--window",
      paramLabel = "WINDOW",
      order = 5,
      converter = WindowConverter.class,
      defaultValue = "${env:CAUCE_WINDOW}",
      description =
          "Event-time windows: 1m (one after the other), 10m/1m (of 10m, every 1m), session:30s"
              + " (rows not further apart), session:EXPRESSION (a gap from each row).")
  @Nullable Windowing window;

  @Option(
      names = "--event-time",
      paramLabel = "FIELD[:FORMAT]",
      order = 6,
      defaultValue = "${env:CAUCE_EVENT_TIME}",
      description =
          "Where the event time of a row stands. FORMAT: iso-8601, epoch-seconds, epoch-millis or a"
              + " pattern such as dd/MMM/yyyy. For lines without columns: regex:PATTERN[;FORMAT]."
              + " Default: what the source takes.")
  @Nullable String eventTime;

  @Option(
      names = "--lateness",
      paramLabel = "DURATION",
      order = 7,
      converter = DurationConverter.class,
      defaultValue = "${env:CAUCE_LATENESS}",
      description = "How long after its end a window still takes rows. Default: 0s.")
  @Nullable Duration lateness;

  @Option(
      names = "--idleness",
      paramLabel = "DURATION",
      order = 8,
      converter = DurationConverter.class,
      defaultValue = "${env:CAUCE_IDLENESS}",
      description =
          "How long a partition that brings nothing holds the windows open. Default: 10s.")
  @Nullable Duration idleness;

  @Option(
      names = "--order-by",
      paramLabel = "COLUMNS",
      order = 9,
      defaultValue = "${env:CAUCE_ORDER_BY}",
      description = "Orders a complete table: count:desc,word.")
  @Nullable String orderBy;

  @Option(
      names = "--limit",
      paramLabel = "N",
      order = 10,
      converter = LimitConverter.class,
      defaultValue = "${env:CAUCE_LIMIT}",
      description = "The first N rows of a complete table.")
  @Nullable Long limit;

  @Option(
      names = "--dead-letters",
      paramLabel = "URI",
      order = 11,
      converter = DeadLetterPlace.Converter.class,
      defaultValue = "${env:CAUCE_DEAD_LETTERS}",
      description =
          "Where rows go that cannot be used, any sink (a directory gets JSON lines); none: the"
              + " first one fails the run. Default: beside the output, OUT.dead-letters, or"
              + " NAME-dead-letters here.")
  @Nullable EndpointUri deadLetters;

  @Option(
      names = "--runner",
      paramLabel = "RUNNER",
      order = 12,
      converter = RunnerConverter.class,
      defaultValue = "${env:CAUCE_RUNNER}",
      description =
          "What runs it: direct (Beam's DirectRunner), flink (inside this JVM) or flink://HOST:PORT (a"
              + " cluster, by its REST port). Default: direct, or flink with --checkpoint.")
  @Nullable String askedRunner;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      order = 13,
      converter = ParallelismConverter.class,
      defaultValue = "${env:CAUCE_PARALLELISM}",
      description = "How many workers. Default: the number of cores.")
  @Nullable Integer parallelism;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      order = 14,
      defaultValue = "${env:CAUCE_CHECKPOINT}",
      description =
          "Keeps the places of the sources and the state of the table in DIR, a path or a URI, and"
              + " goes on from there: after a stop, a crash, or kill -9.")
  @Nullable String checkpoint;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "DURATION",
      order = 15,
      converter = DurationConverter.class,
      defaultValue = "${env:CAUCE_CHECKPOINT_INTERVAL}",
      description =
          "How often, which is also how often a sink that counts each row once is written. Default:"
              + " the trigger, but not less than 1s.")
  @Nullable Duration checkpointInterval;

  @Option(
      names = "--state-backend",
      paramLabel = "BACKEND",
      order = 16,
      converter = BackendConverter.class,
      defaultValue = "${env:CAUCE_STATE_BACKEND:-heap}",
      description =
          "Where Flink keeps state: heap, or rocksdb for tables that do not fit into memory. Default:"
              + " heap.")
  String stateBackend = "heap";

  @Option(
      names = "--max-rows-per-run",
      paramLabel = "N",
      order = 17,
      converter = LimitConverter.class,
      defaultValue = "${env:CAUCE_MAX_ROWS_PER_RUN}",
      description = "With --trigger available-now: takes at most N rows, evenly from its sources.")
  @Nullable Long maxRowsPerRun;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      order = 18,
      defaultValue = "${env:CAUCE_NAME}",
      description = "What the run is called. Default: the flow's name.")
  @Nullable String name;

  @Option(
      names = "--progress",
      paramLabel = "FORM",
      order = 19,
      converter = ProgressConverter.class,
      defaultValue = "${env:CAUCE_PROGRESS:-none}",
      description = "Progress on standard error: none, text or json. Default: none.")
  Progress.Format progress = Progress.Format.NONE;

  @Option(
      names = "--late-to-dead-letters",
      order = 20,
      description = "Rows that come too late for their window go to the dead letters as well.")
  boolean lateToDeadLetters;

  @Option(
      names = "--explain",
      order = 21,
      description = "Prints the steps of the pipeline on standard error before it runs.")
  boolean explain;

  @Option(
      names = "--detach",
      order = 23,
      description = "Submits to the cluster and does not wait for the end.")
  boolean detach;

  /** What runs it. */
  String runner() {
    return askedRunner != null ? askedRunner : checkpoint != null ? "flink" : "direct";
  }

  /** What of it concerns the flow's table. */
  TableOptions table() {
    return new TableOptions(window, eventTime, lateness, orderBy == null ? "" : orderBy, limit);
  }

  static final class UriConverter implements ITypeConverter<EndpointUri> {
    @Override
    public EndpointUri convert(String value) {
      return EndpointUri.parse(value);
    }
  }

  static final class ModeConverter implements ITypeConverter<OutputMode> {
    @Override
    public OutputMode convert(String value) {
      return oneOf(value, "a mode", OutputMode.values());
    }
  }

  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      return Durations.parse(value);
    }
  }

  static final class TriggerConverter implements ITypeConverter<Trigger> {
    @Override
    public Trigger convert(String value) {
      return Trigger.parse(value);
    }
  }

  static final class BackendConverter implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      return oneOf(value, "a state backend", Runners.stateBackends());
    }
  }

  static final class WindowConverter implements ITypeConverter<Windowing> {
    @Override
    public Windowing convert(String value) {
      return Windows.parse(value);
    }
  }

  static final class LimitConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      try {
        long rows = Long.parseLong(value);
        if (rows > 0) {
          return rows;
        }
      } catch (NumberFormatException notANumber) {
        // Said below.
      }
      throw new TypeConversionException(
          "\"" + value + "\" is not a number of rows: use 1 or more.");
    }
  }

  static final class RunnerConverter implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      if (FlinkAddress.isOne(value)) {
        return FlinkAddress.parse(value).toString();
      }
      List<String> names = new ArrayList<>(Runners.names());
      names.add("flink://HOST:PORT");
      return oneOf(value, "a runner", names);
    }
  }

  static final class ParallelismConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      try {
        int number = Integer.parseInt(value);
        if (number > 0 && number <= Runners.MAX_PARALLELISM) {
          return number;
        }
      } catch (NumberFormatException notANumber) {
        // Said below.
      }
      throw new TypeConversionException(
          "\""
              + value
              + "\" is not a number of workers: use 1 to "
              + Runners.MAX_PARALLELISM
              + ".");
    }
  }

  static final class ProgressConverter implements ITypeConverter<Progress.Format> {
    @Override
    public Progress.Format convert(String value) {
      return oneOf(value, "a form of progress", Progress.Format.values());
    }
  }

  /** The constant that {@code value} names in lower case. */
  private static <E extends Enum<E>> E oneOf(String value, String what, E[] constants) {
    List<String> names =
        Arrays.stream(constants).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
    return constants[names.indexOf(oneOf(value, what, names))];
  }

  /** {@code value} if it is one of {@code allowed}. */
  static String oneOf(String value, String what, List<String> allowed) {
    if (!allowed.contains(value)) {
      throw new TypeConversionException(
          "\"" + value + "\" is not " + what + ": use " + Choices.or(allowed) + ".");
    }
    return value;
  }
}
