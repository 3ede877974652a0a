package dev.cauce.pipelines;

import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Flow} is to be set up.
 *
 * @param mode what leaves its table; null for the flow's default
 * @param trigger how often its table reports
 * @param options the values of its own options by name; the flags that are given have the value
 *     {@code true}
 * @param table what it is told of its table
 * @param sample gives the first lines of the input, to infer their columns from; none if nobody can
 *     look at them before it runs. Asked only if it is needed
 * @param sinks gives the sink that a URI names, for what a flow writes besides its table
 */
public record FlowSettings(
    @Nullable OutputMode mode,
    Duration trigger,
    Map<String, String> options,
    TableOptions table,
    Supplier<List<String>> sample,
    Function<String, PTransform<PCollection<TableUpdate>, PDone>> sinks) {
  /** Checks that nothing is missing; the options are copied. */
  public FlowSettings {
    Objects.requireNonNull(trigger);
    Objects.requireNonNull(table);
    Objects.requireNonNull(sample);
    Objects.requireNonNull(sinks);
    options = Map.copyOf(options);
  }

  /** Settings of a flow that writes nothing besides its table. */
  public FlowSettings(
      @Nullable OutputMode mode,
      Duration trigger,
      Map<String, String> options,
      TableOptions table,
      Supplier<List<String>> sample) {
    this(mode, trigger, options, table, sample, FlowSettings::noSink);
  }

  /** The default mode, every second, no options. */
  public static FlowSettings defaults() {
    return new FlowSettings(
        null, Duration.standardSeconds(1), Map.of(), TableOptions.NONE, List::of);
  }

  /** These settings in the mode {@code mode}. */
  public FlowSettings emitting(OutputMode mode) {
    return new FlowSettings(mode, trigger, options, table, sample, sinks);
  }

  /** These settings, reporting once in {@code trigger}. */
  public FlowSettings every(Duration trigger) {
    return new FlowSettings(mode, trigger, options, table, sample, sinks);
  }

  /** These settings with {@code table}. */
  public FlowSettings with(TableOptions table) {
    return new FlowSettings(mode, trigger, options, table, sample, sinks);
  }

  /** These settings with the first lines of the input. */
  public FlowSettings withSample(Supplier<List<String>> sample) {
    return new FlowSettings(mode, trigger, options, table, sample, sinks);
  }

  /** These settings with {@code sinks}. */
  public FlowSettings withSinks(
      Function<String, PTransform<PCollection<TableUpdate>, PDone>> sinks) {
    return new FlowSettings(mode, trigger, options, table, sample, sinks);
  }

  private static PTransform<PCollection<TableUpdate>, PDone> noSink(String uri) {
    throw new IllegalArgumentException("\"" + uri + "\": there are no sinks here.");
  }

  /** The sink that {@code option} names; null if it is not given, or wrong: see the problems. */
  @Nullable PTransform<PCollection<TableUpdate>, PDone> sink(
      FlowOption option, List<String> problems) {
    if (!isSet(option)) {
      return null;
    }
    try {
      return sinks.apply(value(option));
    } catch (IllegalArgumentException refused) {
      problems.add("--" + option.name() + " " + refused.getMessage());
      return null;
    }
  }

  /** These settings with the flag {@code flag}. */
  public FlowSettings with(FlowOption flag) {
    return with(flag, "true");
  }

  /**
   * These settings with the value {@code value} for {@code option}.
   *
   * @throws IllegalArgumentException if the option does not take that value
   */
  public FlowSettings with(FlowOption option, String value) {
    if (option.kind() == FlowOption.Kind.CHOICE && !option.values().contains(value)) {
      throw new IllegalArgumentException(
          option.name() + " \"" + value + "\" is none of " + option.values() + ".");
    }
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(option.name(), value);
    return new FlowSettings(mode, trigger, more, table, sample, sinks);
  }

  /** Whether {@code option} is given. */
  public boolean isSet(FlowOption option) {
    return options.containsKey(option.name());
  }

  /** The value of {@code option}: the one given, or its default. */
  public String value(FlowOption option) {
    return options.getOrDefault(option.name(), option.otherwise());
  }

  /** The length of time that {@code option} is; null if it is not given. */
  public @Nullable Duration duration(FlowOption option) {
    String millis = options.get(option.name());
    return millis == null ? null : Duration.millis(Long.parseLong(millis));
  }
}
