package dev.cauce.sensors;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a reading of some sensors may be.
 *
 * @param sensors a pattern of their names, in which {@code *} stands for any text
 * @param unit what they measure in; null for what the header says
 * @param min the least plausible value; null for the unit's
 * @param max the greatest; null for the unit's
 * @param sentinels values that mean that there is no sensor; null for the usual ones
 */
public record CleaningRule(
    String sensors,
    @Nullable String unit,
    @Nullable Double min,
    @Nullable Double max,
    @Nullable List<Double> sentinels)
    implements Serializable {
  /** Checks that there are values between the bounds. */
  public CleaningRule {
    Objects.requireNonNull(sensors);
    if (min != null && max != null && min > max) {
      throw new IllegalArgumentException(
          "The rule of \"" + sensors + "\" has min " + min + " above max " + max + ".");
    }
    sentinels = sentinels == null ? null : List.copyOf(sentinels);
  }

  /**
   * Rules as they are written: {@code PATTERN:min=-40,max=120,sentinel=888.8|-999,unit=°C}, with
   * semicolons or line ends between rules. A decimal point, for commas stand between options.
   * {@code sentinel=} without a value is none. Empty lines and those that begin with {@code #} are
   * passed over.
   *
   * @throws IllegalArgumentException if it is none, one line
   */
  public static List<CleaningRule> parseAll(String text) {
    List<CleaningRule> rules = new ArrayList<>();
    for (String line : text.split("[;\\n\\r]+", -1)) {
      if (!line.isBlank() && !line.strip().startsWith("#")) {
        rules.add(parse(line.strip()));
      }
    }
    return rules;
  }

  private static CleaningRule parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw malformed(text, "there is no colon behind the names");
    }
    String unit = null;
    Double min = null;
    Double max = null;
    List<Double> sentinels = null;
    for (String option : text.substring(colon + 1).split(",", -1)) {
      int equals = option.indexOf('=');
      String name = equals < 0 ? option.strip() : option.substring(0, equals).strip();
      String value = equals < 0 ? "" : option.substring(equals + 1).strip();
      switch (name) {
        case "min" -> min = number(text, name, value);
        case "max" -> max = number(text, name, value);
        case "unit" -> unit = value;
        case "sentinel" -> {
          sentinels = new ArrayList<>();
          for (String one : value.split("\\|", -1)) {
            if (!value.isEmpty()) {
              sentinels.add(number(text, name, one));
            }
          }
        }
        default -> throw malformed(text, "\"" + name + "\" is none of min, max, sentinel and unit");
      }
    }
    return new CleaningRule(text.substring(0, colon).strip(), unit, min, max, sentinels);
  }

  private static double number(String rule, String name, String value) {
    double number = Decimals.parse(value);
    if (!Double.isFinite(number)) {
      throw malformed(rule, name + " \"" + value + "\" is no number");
    }
    return number;
  }

  private static IllegalArgumentException malformed(String rule, String reason) {
    return new IllegalArgumentException(
        "\""
            + rule
            + "\" is no rule: "
            + reason
            + "; write PATTERN:min=NUMBER,max=NUMBER,sentinel=NUMBER|NUMBER,unit=UNIT.");
  }

  /** Whether it is a rule for {@code sensor}. */
  boolean isFor(String sensor) {
    return glob(sensors).matcher(sensor).matches();
  }

  /** A pattern in which {@code *} stands for any text, in any case. */
  static Pattern glob(String text) {
    StringBuilder pattern = new StringBuilder();
    for (String part : text.strip().split("\\*", -1)) {
      pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(
        pattern.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
  }
}
