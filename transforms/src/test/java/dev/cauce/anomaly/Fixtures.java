package dev.cauce.anomaly;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/** Series of readings, ordinary and not, for tests of detectors. */
public final class Fixtures {
  private static final long START = 1_700_000_000_000_000L;
  private static final long FIVE_MINUTES = 300_000_000L;
  private static final long YEAR = 31_556_952_000_000L;

  private Fixtures() {}

  /** A reading: when, and what of each value. */
  public record Reading(long micros, double[] values) {}

  /** All series, by name, with as many values a reading as {@code width} says. */
  public static Map<String, Reading[]> all(int width) {
    Map<String, Reading[]> all = new LinkedHashMap<>();
    all.put("day", day(width, 2500));
    all.put("one reading", series(width, 1, i -> 42));
    all.put("constant", series(width, 1200, i -> 7.25));
    all.put("zero", series(width, 1200, i -> 0));
    all.put("one step", series(width, 1200, i -> i < 700 ? 5 : 9));
    all.put("huge, alternating", series(width, 1200, i -> i % 2 == 0 ? 1e308 : -1e308));
    all.put("the greatest", series(width, 1200, i -> i % 3 == 0 ? Double.MAX_VALUE : 1));
    all.put("one huge", series(width, 1200, i -> i == 600 ? -1e308 : i % 10));
    all.put("tiny", series(width, 1200, i -> (i % 7 - 3) * Double.MIN_VALUE));
    all.put("small", series(width, 1200, i -> 1e-300 * (i % 11)));
    all.put("alternating signs", series(width, 1200, i -> i % 2 == 0 ? 3 : -3));
    all.put("growing", series(width, 1200, i -> Math.pow(1.8, i)));
    all.put("falling", series(width, 1200, i -> -1.5 * i));
    all.put("two values", series(width, 1200, i -> i % 97 == 0 ? 1 : 0));
    all.put("far from zero", series(width, 1200, i -> 1e15 + i % 5));
    all.put("equal times", times(day(width, 1200), i -> START));
    all.put("times that jump", times(day(width, 1200), i -> START + i / 50 * YEAR));
    all.put("pauses", times(day(width, 1200), i -> START + i * 60_000_000L + i / 300 * YEAR));
    all.put("before the epoch", times(day(width, 1200), i -> -40 * YEAR + i * FIVE_MINUTES));
    return all;
  }

  /** Days of readings, five minutes apart, with noise, spikes, a shift and a silence. */
  public static Reading[] day(int width, int count) {
    Random random = new Random(5);
    return series(
        width,
        count,
        i ->
            50
                + 20 * Math.sin(2 * Math.PI * i / 288)
                + 3 * random.nextGaussian()
                + (i % 701 == 700 ? 80 : 0)
                + (i > 2 * count / 3 ? 25 : 0)
                - (i / 20 == count / 50 ? 60 : 0));
  }

  private static Reading[] series(int width, int count, IntToDoubleFunction value) {
    Reading[] readings = new Reading[count];
    for (int i = 0; i < count; i++) {
      double first = value.applyAsDouble(i);
      double[] values = new double[width];
      for (int k = 0; k < width; k++) {
        values[k] = k == 0 ? first : k % 2 == 0 ? first / (k + 1) : (i * 7 * k) % 13;
      }
      readings[i] = new Reading(START + i * FIVE_MINUTES, values);
    }
    return readings;
  }

  private interface Times {
    long at(int i);
  }

  private static Reading[] times(Reading[] readings, Times times) {
    Reading[] changed = new Reading[readings.length];
    for (int i = 0; i < readings.length; i++) {
      changed[i] = new Reading(times.at(i), readings[i].values());
    }
    return changed;
  }
}
