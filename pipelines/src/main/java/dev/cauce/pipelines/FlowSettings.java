package dev.cauce.pipelines;

import dev.cauce.table.OutputMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Flow} is to be set up.
 *
 * @param mode what leaves its table; null for the flow's default
 * @param trigger how often its table reports
 * @param options the values of its own options by name; the flags that are given have the value
 *     {@code true}
 */
public record FlowSettings(
    @Nullable OutputMode mode, Duration trigger, Map<String, String> options) {
  /** Checks that nothing is missing; the options are copied. */
  public FlowSettings {
    Objects.requireNonNull(trigger);
    options = Map.copyOf(options);
  }

  /** The default mode, every second, no options. */
  public static FlowSettings defaults() {
    return new FlowSettings(null, Duration.standardSeconds(1), Map.of());
  }

  /** These settings in the mode {@code mode}. */
  public FlowSettings emitting(OutputMode mode) {
    return new FlowSettings(mode, trigger, options);
  }

  /** These settings, reporting once in {@code trigger}. */
  public FlowSettings every(Duration trigger) {
    return new FlowSettings(mode, trigger, options);
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
    if (!option.isFlag() && !option.values().contains(value)) {
      throw new IllegalArgumentException(
          option.name() + " \"" + value + "\" is none of " + option.values() + ".");
    }
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(option.name(), value);
    return new FlowSettings(mode, trigger, more);
  }

  /** Whether the flag {@code flag} is given. */
  public boolean isSet(FlowOption flag) {
    return options.containsKey(flag.name());
  }

  /** The value of {@code option}: the one given, or its default. */
  public String value(FlowOption option) {
    return options.getOrDefault(option.name(), option.otherwise());
  }
}
