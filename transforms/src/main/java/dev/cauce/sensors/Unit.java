package dev.cauce.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A unit, what may plausibly be measured in it, and which values loggers write in it for "no
 * sensor". The bounds are wide: they keep out what cannot be, not what is unusual.
 */
enum Unit {
  CELSIUS(-90, 1000, Set.of("°c", "c", "degc", "celsius", "grad c"), 888.8),
  FAHRENHEIT(-130, 1832, Set.of("°f", "degf", "fahrenheit")),
  KELVIN(0, 1300, Set.of("k", "kelvin")),
  PERCENT(0, 100, Set.of("%", "% rh", "%rh", "percent", "prozent")),
  BAR(-1, 1000, Set.of("bar", "bara", "barg")),
  HECTOPASCAL(-1000, 100_000, Set.of("hpa", "mbar")),
  KILOPASCAL(-101.4, 100_000, Set.of("kpa")),
  LITRES_PER_HOUR(0, 1_000_000, Set.of("l/h", "lph")),
  LITRES_PER_MINUTE(0, 100_000, Set.of("l/min", "lpm")),
  CUBIC_METRES_PER_HOUR(0, 100_000, Set.of("m3/h", "m³/h")),
  METRES_PER_SECOND(0, 150, Set.of("m/s")),
  REVOLUTIONS_PER_MINUTE(0, 1_000_000, Set.of("rpm", "u/min", "1/min")),
  SECONDS(0, Double.MAX_VALUE, Set.of("s", "sec", "sek")),
  HOURS(0, Double.MAX_VALUE, Set.of("h")),
  WATT_HOURS(0, Double.MAX_VALUE, Set.of("wh", "kwh", "mwh")),
  LUX(0, 200_000, Set.of("lx", "lux")),
  PARTS_PER_MILLION(0, 1_000_000, Set.of("ppm")),
  ACIDITY(0, 14, Set.of("ph")),
  /** Any other, and none. */
  OTHER(-Double.MAX_VALUE, Double.MAX_VALUE, Set.of(), 888.8);

  private final double min;
  private final double max;
  private final Set<String> names;
  private final List<Double> sentinels;

  Unit(double min, double max, Set<String> names, double... further) {
    this.min = min;
    this.max = max;
    this.names = names;
    List<Double> all = new ArrayList<>(List.of(-88.8, -999.9, -9999.0)); // in any unit
    for (double one : further) {
      all.add(one);
    }
    this.sentinels = List.copyOf(all);
  }

  /** The unit that is written as {@code text}, in any case. */
  static Unit of(@Nullable String text) {
    String name = text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
    for (Unit unit : values()) {
      if (unit.names.contains(name)) {
        return unit;
      }
    }
    return OTHER;
  }

  double min() {
    return min;
  }

  double max() {
    return max;
  }

  List<Double> sentinels() {
    return sentinels;
  }
}
