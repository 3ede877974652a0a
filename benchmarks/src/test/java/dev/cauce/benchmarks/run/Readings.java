package dev.cauce.benchmarks.run;

import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Readings of sensors: each gives one a second, around a level of its own, with even noise, so that
 * none of them is unusual; but for some that are planted, at most one a sensor, and for the last
 * ones of two sensors, by which one sees that all were judged.
 */
final class Readings {
  private static final long SEED = 20_260_102;
  private static final long START_MILLIS = 1_700_000_000_000L;
  private static final int WARM = 40;
  private static final int PLANTED = 100;
  private static final int NOISE = 1_000;
  private static final int OUTLIER = 50_000;

  private final int sensors;
  private final int ticks;

  /**
   * @param sensors how many; an even number, so that the last two are in two partitions
   * @param ticks how many readings each gives; more than 50
   */
  Readings(int sensors, int ticks) {
    if (sensors % 2 != 0 || ticks <= WARM + 10) {
      throw new IllegalArgumentException(
          sensors + " sensors of " + ticks + " readings: not even, or not more than 50");
    }
    this.sensors = sensors;
    this.ticks = ticks;
  }

  /** Takes readings. */
  interface Sink {
    /**
     * @param thousandths the value
     */
    void reading(int sensor, long millis, long thousandths);
  }

  long size() {
    return (long) sensors * ticks;
  }

  /** Hands out all of them, in the order of their times; the same ones each time. */
  void each(Sink sink) {
    SplittableRandom random = new SplittableRandom(SEED);
    int[] levels = random.ints(sensors, 10_000, 100_000).toArray();
    int[] plantedAt = new int[sensors];
    int planted = Math.min(PLANTED, (sensors - 2) / 2);
    for (int i = 0; i < planted; i++) {
      plantedAt[(int) ((long) i * (sensors - 2) / planted)] = random.nextInt(WARM, ticks - 2);
    }
    plantedAt[sensors - 2] = ticks - 1;
    plantedAt[sensors - 1] = ticks - 1;
    for (int tick = 0; tick < ticks; tick++) {
      long millis = START_MILLIS + 1_000L * tick;
      for (int sensor = 0; sensor < sensors; sensor++) {
        int noise = random.nextInt(-NOISE, NOISE + 1);
        boolean unusual = plantedAt[sensor] != 0 && tick == plantedAt[sensor];
        sink.reading(sensor, millis, levels[sensor] + noise + (unusual ? OUTLIER : 0));
      }
    }
  }

  static String name(int sensor) {
    return String.format(Locale.ROOT, "s%05d", sensor);
  }

  /** A value as it stands in a reading: {@code 12.345}. */
  static String decimal(long thousandths) {
    String fraction = Long.toString(1_000 + thousandths % 1_000);
    return thousandths / 1_000 + "." + fraction.substring(1);
  }
}
