package dev.cauce.pipelines;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An option that belongs to one {@link Flow}. A flow keeps its options as constants, names them in
 * {@link Flow#options} and reads them with {@link FlowSettings#value} and {@link
 * FlowSettings#isSet}.
 *
 * @param name without the leading hyphens
 * @param values what it may be; empty for a flag, which is given or not
 * @param otherwise its value when it is not given; for a flag, empty
 * @param help one line
 */
public record FlowOption(String name, List<String> values, String otherwise, String help) {
  /** Checks that the default is among the values. */
  public FlowOption {
    Objects.requireNonNull(help);
    values = List.copyOf(values);
    if (!values.isEmpty() && !values.contains(otherwise)) {
      throw new IllegalArgumentException(
          "The default \"" + otherwise + "\" of " + name + " is none of " + values + ".");
    }
  }

  /** An option that is given or not: {@code --NAME}. */
  public static FlowOption flag(String name, String help) {
    return new FlowOption(name, List.of(), "", help);
  }

  /** An option with a value out of a few: {@code --NAME VALUE}; the first one is the default. */
  public static FlowOption oneOf(String name, String help, String first, String... others) {
    List<String> values = new ArrayList<>(List.of(first));
    values.addAll(List.of(others));
    return new FlowOption(name, values, first, help);
  }

  /** Whether it is given without a value. */
  public boolean isFlag() {
    return values.isEmpty();
  }
}
