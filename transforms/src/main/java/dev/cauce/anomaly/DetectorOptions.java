package dev.cauce.anomaly;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The options of a detector, each with a value that it may have. */
public final class DetectorOptions {
  private final List<DetectorOption> known;
  private final Map<String, Double> given;

  private DetectorOptions(List<DetectorOption> known, Map<String, Double> given) {
    this.known = known;
    this.given = given;
  }

  /**
   * Checks what is given.
   *
   * @throws IllegalArgumentException if an option is unknown or has a value that it may not have
   */
  public static DetectorOptions of(DetectorFactory factory, Map<String, Double> given) {
    for (Map.Entry<String, Double> each : given.entrySet()) {
      DetectorOption option =
          factory.options().stream()
              .filter(one -> one.name().equals(each.getKey()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "The detector \""
                              + factory.name()
                              + "\" has no option \""
                              + each.getKey()
                              + "\": it has "
                              + factory.options().stream().map(DetectorOption::name).toList()
                              + "."));
      String problem = option.problem(each.getValue());
      if (problem != null) {
        throw new IllegalArgumentException(
            "The option "
                + each.getKey()
                + " of the detector \""
                + factory.name()
                + "\" is "
                + Numerals.shown(each.getValue())
                + " and must be "
                + problem
                + ".");
      }
    }
    return new DetectorOptions(factory.options(), new LinkedHashMap<>(given));
  }

  /** The value of an option: the one given, or its default. */
  public double number(String name) {
    Double value = given.get(name);
    if (value != null) {
      return value;
    }
    return known.stream()
        .filter(option -> option.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no option " + name))
        .otherwise();
  }

  /** The value of an option that is a whole number. */
  public int whole(String name) {
    return (int) number(name);
  }

  /** {@code name:option=value,...}, of the options that are not the default. */
  public String describe(String name) {
    StringBuilder text = new StringBuilder(name);
    String separator = ":";
    for (DetectorOption option : known) {
      double value = number(option.name());
      if (value != option.otherwise()) {
        text.append(separator).append(option.name()).append('=').append(Numerals.exact(value));
        separator = ",";
      }
    }
    return text.toString();
  }
}
