package dev.cauce.fraud;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * The payments of a card within the last seven days, by event time: how many and how much in the
 * last hour, 24 hours and seven days. Keeps at most {@value #MOST}; of a card with more of them in
 * seven days the oldest are not counted.
 */
final class Velocity {
  static final int SPANS = 3;
  static final int MOST = 512;
  static final long HOUR = 3_600_000_000L;
  static final long DAY = 24 * HOUR;

  private static final long[] LENGTHS = {HOUR, DAY, 7 * DAY};

  private record Past(long micros, double amount) {}

  private final ArrayDeque<Past> pasts = new ArrayDeque<>();
  private final int[] counts = new int[SPANS];
  private final double[] sums = new double[SPANS];

  /** The length of span {@code i}, in days. */
  static double days(int i) {
    return (double) LENGTHS[i] / DAY;
  }

  /** Adds a payment, which is not before any other, and counts. */
  void add(long micros, double amount) {
    pasts.addLast(new Past(micros, amount));
    while (pasts.size() > MOST || pasts.getFirst().micros() <= micros - LENGTHS[SPANS - 1]) {
      pasts.removeFirst();
    }
    java.util.Arrays.fill(counts, 0);
    java.util.Arrays.fill(sums, 0);
    for (Iterator<Past> it = pasts.descendingIterator(); it.hasNext(); ) {
      Past past = it.next();
      for (int i = 0; i < SPANS; i++) {
        if (past.micros() > micros - LENGTHS[i]) {
          counts[i]++;
          sums[i] += past.amount();
        }
      }
    }
  }

  /** Payments in each span that ends with the last one. */
  int[] counts() {
    return counts.clone();
  }

  /** What they amount to. */
  double[] sums() {
    return sums.clone();
  }

  void write(DataOutputStream out) throws IOException {
    out.writeShort(pasts.size());
    for (Past past : pasts) {
      out.writeLong(past.micros());
      out.writeDouble(past.amount());
    }
  }

  static Velocity read(DataInputStream in) throws IOException {
    Velocity velocity = new Velocity();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      velocity.pasts.addLast(new Past(in.readLong(), in.readDouble()));
    }
    return velocity;
  }
}
