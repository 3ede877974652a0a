package dev.cauce.anomaly.textbook;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.apache.beam.sdk.util.VarInt;

/**
 * Mean and standard deviation of the last readings, or of all: Welford's recurrence (Technometrics
 * 4(3), 1962), with the reading that leaves the window taken out of it.
 *
 * <p>What rounding leaves behind does not last: the moments are computed anew each time the window
 * was filled, and when a reading leaves that was so far out that the others were lost in it.
 */
final class SlidingMoments {
  /** What leaves may be so many times what stays before the digits of that are gone. */
  private static final double LOSS = 1e6;

  private static final int LEAST = 16;

  private final int window;
  private double[] ring;
  private int at;
  private long count;
  private double mean;
  private double squares;

  /**
   * @param window how many readings; 0 for all
   */
  SlidingMoments(int window) {
    this.window = window;
    this.ring = new double[Math.min(window, LEAST)];
  }

  /** How many readings they are of. */
  long count() {
    return count;
  }

  double mean() {
    return mean;
  }

  /** The standard deviation of the sample; NaN of fewer than two readings. */
  double deviation() {
    return count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1));
  }

  void add(double value) {
    if (count == window && window > 0) {
      replace(value);
      return;
    }
    if (window > 0) {
      if (count == ring.length) {
        ring = Arrays.copyOf(ring, Math.min(window, 2 * ring.length));
      }
      ring[(int) count] = value;
    }
    count++;
    double before = value - mean;
    mean += before / count;
    squares += before * (value - mean);
  }

  private void replace(double value) {
    double old = ring[at];
    ring[at] = value;
    double next = mean + (value - old) / window;
    double gone = (old - mean) * (old - next);
    squares += (value - mean) * (value - next) - gone;
    mean = next;
    at++;
    if (at == window) {
      at = 0;
      anew();
    } else if (gone > LOSS * squares) {
      anew();
    }
  }

  private void anew() {
    double sum = 0;
    for (double value : ring) {
      sum += value;
    }
    mean = sum / window;
    double sumOfSquares = 0;
    for (double value : ring) {
      sumOfSquares += (value - mean) * (value - mean);
    }
    squares = sumOfSquares;
  }

  void write(DataOutputStream out) throws IOException {
    VarInt.encode(window, out);
    VarInt.encode(count, out);
    VarInt.encode(at, out);
    out.writeDouble(mean);
    out.writeDouble(squares);
    Doubles.write(ring, (int) Math.min(count, window), out);
  }

  static SlidingMoments read(int window, DataInputStream in) throws IOException {
    SlidingMoments moments =
        new SlidingMoments(Doubles.same("window", window, VarInt.decodeInt(in)));
    moments.count = VarInt.decodeLong(in);
    int filled =
        window == 0
            ? 0
            : Doubles.within(
                "its number of readings", (int) Math.min(moments.count, 1 << 30), window);
    moments.at = Doubles.within("its place", VarInt.decodeInt(in), window);
    moments.mean = in.readDouble();
    moments.squares = in.readDouble();
    moments.ring = new double[Math.min(window, Math.max(filled, LEAST))];
    Doubles.read(moments.ring, filled, in);
    return moments;
  }
}
