package dev.cauce.sensors;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A sensor, and what a reading of it may be.
 *
 * @param name as the header has it, without the unit
 * @param unit as the header or a rule has it; empty for none
 * @param min the least plausible value
 * @param max the greatest
 * @param sentinels values that mean that there is no sensor
 */
public record Sensor(String name, String unit, double min, double max, List<Double> sentinels)
    implements Serializable {
  private static final Pattern WITH_UNIT =
      Pattern.compile("(.*\\S)\\s*(?:\\[([^\\[\\]]*)]|\\(([^()]*)\\))\\s*");

  /** Copies the list. */
  public Sensor {
    sentinels = List.copyOf(sentinels);
  }

  /** Why a reading is no reading. */
  enum Fault {
    /** It means that there is no sensor. */
    SENTINEL,
    /** No such thing can have been measured. */
    OUT_OF_RANGE,
    /** It is no number. */
    NO_NUMBER
  }

  /** The sensor of the column {@code header}: {@code Temperature 1 [°C]}. The last rule wins. */
  public static Sensor of(String header, List<CleaningRule> rules) {
    String name = nameIn(header);
    String unit = unitIn(header);
    Double min = null;
    Double max = null;
    List<Double> sentinels = null;
    for (CleaningRule rule : rules) {
      if (rule.isFor(name) || rule.isFor(header.strip())) {
        unit = rule.unit() == null ? unit : rule.unit();
        min = rule.min() == null ? min : rule.min();
        max = rule.max() == null ? max : rule.max();
        sentinels = rule.sentinels() == null ? sentinels : rule.sentinels();
      }
    }
    Unit known = Unit.of(unit);
    return new Sensor(
        name,
        unit == null ? "" : unit,
        min == null ? known.min() : min,
        max == null ? known.max() : max,
        sentinels == null ? known.sentinels() : sentinels);
  }

  /** The unit in a column's name, in brackets at its end; null if there is none. */
  static @Nullable String unitIn(String header) {
    Matcher matcher = WITH_UNIT.matcher(header);
    if (!matcher.matches()) {
      return null;
    }
    String unit = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
    return unit.strip();
  }

  private static String nameIn(String header) {
    Matcher matcher = WITH_UNIT.matcher(header);
    return matcher.matches() ? matcher.group(1).strip() : header.strip();
  }

  /** What is wrong with {@code value}; null if nothing is. */
  @Nullable Fault fault(double value) {
    if (!Double.isFinite(value)) {
      return Fault.NO_NUMBER;
    }
    for (double sentinel : sentinels) {
      if (value == sentinel) {
        return Fault.SENTINEL;
      }
    }
    return value < min || value > max ? Fault.OUT_OF_RANGE : null;
  }

  /** Why {@code text} is no reading, in one line. */
  String reason(Fault fault, String text) {
    String what = name + ": " + text.strip() + (unit.isEmpty() ? "" : " " + unit);
    return switch (fault) {
      case SENTINEL -> what + " means that there is no sensor";
      case OUT_OF_RANGE -> what + " is not in " + number(min) + " to " + number(max);
      case NO_NUMBER -> name + ": \"" + text.strip() + "\" is no number";
    };
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.valueOf(value);
  }
}
