package dev.cauce.anomaly.textbook;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.apache.beam.sdk.util.VarInt;

/**
 * The last readings in their order of size, for their quantiles. A new reading is put in its place
 * and the one that leaves is taken out, with one move of what lies between the two: nothing is ever
 * sorted anew.
 */
final class SlidingOrder {
  private static final int LEAST = 16;

  private final int window;
  private double[] ring;
  private double[] ordered;
  private int at;
  private int count;

  /**
   * @param window how many readings, at least 1
   */
  SlidingOrder(int window) {
    this.window = window;
    this.ring = new double[Math.min(window, LEAST)];
    this.ordered = new double[ring.length];
  }

  /** How many readings there are. */
  int count() {
    return count;
  }

  void add(double value) {
    if (count < window) {
      if (count == ring.length) {
        int size = Math.min(window, 2 * count);
        ring = Arrays.copyOf(ring, size);
        ordered = Arrays.copyOf(ordered, size);
      }
      int place = place(value);
      System.arraycopy(ordered, place, ordered, place + 1, count - place);
      ordered[place] = value;
      ring[count] = value;
      count++;
      return;
    }
    int gone = Arrays.binarySearch(ordered, ring[at]);
    int place = place(value);
    if (place > gone) {
      place--;
      System.arraycopy(ordered, gone + 1, ordered, gone, place - gone);
    } else {
      System.arraycopy(ordered, place, ordered, place + 1, gone - place);
    }
    ordered[place] = value;
    ring[at] = value;
    at = at + 1 == window ? 0 : at + 1;
  }

  private int place(double value) {
    int found = Arrays.binarySearch(ordered, 0, count, value);
    return found < 0 ? -found - 1 : found;
  }

  /**
   * The value that a share of the readings lie below, linear between the two nearest; NaN if there
   * are no readings.
   */
  double quantile(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    double place = share * (count - 1);
    int low = (int) place;
    double value = ordered[low];
    return low + 1 < count ? value + (ordered[low + 1] - value) * (place - low) : value;
  }

  void write(DataOutputStream out) throws IOException {
    VarInt.encode(window, out);
    VarInt.encode(count, out);
    VarInt.encode(at, out);
    Doubles.write(ring, count, out);
  }

  static SlidingOrder read(int window, DataInputStream in) throws IOException {
    SlidingOrder order = new SlidingOrder(Doubles.same("window", window, VarInt.decodeInt(in)));
    order.count = Doubles.within("its number of readings", VarInt.decodeInt(in), window);
    order.at = Doubles.within("its place", VarInt.decodeInt(in), window);
    order.ring = new double[Math.min(window, Math.max(order.count, LEAST))];
    Doubles.read(order.ring, order.count, in);
    order.ordered = order.ring.clone();
    Arrays.sort(order.ordered, 0, order.count);
    return order;
  }
}
