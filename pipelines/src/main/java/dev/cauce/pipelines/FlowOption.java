package dev.cauce.pipelines;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An option that belongs to one {@link Flow}. A flow keeps its options as constants, names them in
 * {@link Flow#options} and reads them with {@link FlowSettings#value}, {@link FlowSettings#isSet}
 * and {@link FlowSettings#duration}.
 *
 * @param name without the leading hyphens
 * @param kind what it takes
 * @param label how help shows its value; for a flag, empty
 * @param values what it may be, if there are only a few
 * @param otherwise its value when it is not given; empty if it has none
 * @param help one line
 */
public record FlowOption(
    String name, Kind kind, String label, List<String> values, String otherwise, String help) {
  /** What an option takes. */
  public enum Kind {
    /** Nothing: it is given or not. */
    FLAG,
    /** One of a few words. */
    CHOICE,
    /** Any text. */
    TEXT,
    /** A length of time, which {@link FlowSettings} keep in milliseconds. */
    DURATION
  }

  /** Checks that the default is among the values. */
  public FlowOption {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(help);
    values = List.copyOf(values);
    if (kind == Kind.CHOICE && !values.contains(otherwise)) {
      throw new IllegalArgumentException(
          "The default \"" + otherwise + "\" of " + name + " is none of " + values + ".");
    }
  }

  /** An option that is given or not: {@code --NAME}. */
  public static FlowOption flag(String name, String help) {
    return new FlowOption(name, Kind.FLAG, "", List.of(), "", help);
  }

  /** An option with a value out of a few: {@code --NAME VALUE}; the first one is the default. */
  public static FlowOption oneOf(String name, String help, String first, String... others) {
    List<String> values = new ArrayList<>(List.of(first));
    values.addAll(List.of(others));
    return new FlowOption(name, Kind.CHOICE, String.join("|", values), values, first, help);
  }

  /**
   * An option with any text as its value.
   *
   * @param label how help shows it, such as {@code COLUMNS}
   * @param otherwise its value when it is not given; empty for none
   */
  public static FlowOption text(String name, String label, String help, String otherwise) {
    return new FlowOption(name, Kind.TEXT, label, List.of(), otherwise, help);
  }

  /** An option that is a length of time, such as {@code 10m}; it has no default. */
  public static FlowOption duration(String name, String help) {
    return new FlowOption(name, Kind.DURATION, "DURATION", List.of(), "", help);
  }

  /** Whether it is given without a value. */
  public boolean isFlag() {
    return kind == Kind.FLAG;
  }
}
