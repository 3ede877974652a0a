package dev.cauce.anomaly.novelty;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What a series usually is at this time of the day and of the week: a mean for each half-hour of
 * the day and of the week, which forgets. It says what it expects by the day or by the week,
 * whichever has been closer so far.
 *
 * <p>Days and weeks are those of the times given (UTC), and only their half-hour counts: times may
 * jump, stand still or be missing, then all readings fall into the same few half-hours.
 */
final class SeasonalBaseline {
  private static final long SLOT_MICROS = 1_800_000_000L;
  private static final int DAY = 48;
  private static final int WEEK = 7 * DAY;
  private static final double WEIGHT = 0.05;
  private static final double ERROR_WEIGHT = 0.001;
  private static final int FULL = 1 << 6;

  private final double[] means = new double[DAY + WEEK];
  private final byte[] counts = new byte[DAY + WEEK];
  private double dayError;
  private double weekError;
  private int compared;

  /**
   * What is expected at {@code micros}.
   *
   * @param otherwise what is expected if that half-hour has not been seen
   */
  double expected(long micros, double otherwise) {
    int day = day(micros);
    int week = week(micros);
    double byDay = counts[day] > 0 ? means[day] : otherwise;
    return compared > 0 && weekError < dayError && counts[week] > 0 ? means[week] : byDay;
  }

  /** Whether {@link #expected} knows that half-hour. */
  boolean knows(long micros) {
    return counts[day(micros)] > 0;
  }

  void learn(long micros, double x) {
    int day = day(micros);
    int week = week(micros);
    if (counts[week] > 0) { // then the half-hour of the day was seen as well: the two compare
      compared = Math.min(compared + 1, Integer.MAX_VALUE - 1);
      double weight = Math.max(1.0 / compared, ERROR_WEIGHT);
      dayError += weight * (Math.abs(x - means[day]) - dayError);
      weekError += weight * (Math.abs(x - means[week]) - weekError);
    }
    learn(day, x);
    learn(week, x);
  }

  private void learn(int slot, double x) {
    if (counts[slot] < FULL) {
      counts[slot]++;
    }
    means[slot] += Math.max(1.0 / counts[slot], WEIGHT) * (x - means[slot]);
  }

  private static int day(long micros) {
    return (int) Math.floorMod(Math.floorDiv(micros, SLOT_MICROS), (long) DAY);
  }

  private static int week(long micros) {
    return DAY + (int) Math.floorMod(Math.floorDiv(micros, SLOT_MICROS), (long) WEEK);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeDouble(dayError);
    out.writeDouble(weekError);
    out.writeInt(compared);
    out.write(counts);
    for (int i = 0; i < means.length; i++) {
      if (counts[i] > 0) {
        out.writeDouble(means[i]);
      }
    }
  }

  void read(DataInputStream in) throws IOException {
    dayError = in.readDouble();
    weekError = in.readDouble();
    compared = in.readInt();
    in.readFully(counts);
    for (int i = 0; i < means.length; i++) {
      if (counts[i] > 0) {
        means[i] = in.readDouble();
      }
    }
  }
}
