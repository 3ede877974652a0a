package dev.cauce.anomaly.textbook;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.beam.sdk.util.VarInt;

/**
 * The upper tail of a series' values: a threshold that few exceed, the distribution of by how much,
 * and so how rare a value is, seen or not.
 */
final class Tail {
  private final double threshold;

  /** The last excesses, in a ring; the distribution is fitted to them. */
  private final double[] excesses;

  private int at;
  private int kept;

  /** All that were seen. */
  private long count;

  private Pareto distribution = new Pareto(0, 0);

  /** Of the share of readings above the threshold, when the distribution was fitted. */
  private double logShare = Double.NEGATIVE_INFINITY;

  /**
   * @param most how many excesses are kept
   */
  Tail(double threshold, int most) {
    this.threshold = threshold;
    this.excesses = new double[most];
  }

  /** Whether {@code value} belongs to the tail. */
  boolean holds(double value) {
    return value > threshold;
  }

  /** Adds a value that it holds; {@link #fit} must follow. */
  void add(double value) {
    excesses[at] = value - threshold;
    at = at + 1 == excesses.length ? 0 : at + 1;
    kept = Math.max(kept, at == 0 ? excesses.length : at);
    count++;
  }

  /** Fits the distribution to the tail, which so many readings in all belong to. */
  void fit(long readings) {
    if (count > 0) {
      distribution = Pareto.fit(excesses, kept);
      logShare = Math.log((double) count / readings);
    }
  }

  /**
   * The logarithm of the probability of a value as high as {@code value}. 0 if it is not in the
   * tail, or nothing is known of that.
   */
  double logProbability(double value) {
    return !holds(value) || count == 0 ? 0 : logShare + distribution.logTail(value - threshold);
  }

  /** The value that is exceeded with a probability; infinity if nothing is known of the tail. */
  double quantile(double logProbability) {
    return count == 0
        ? Double.POSITIVE_INFINITY
        : threshold + distribution.excessAt(logProbability - logShare);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeDouble(threshold);
    VarInt.encode(at, out);
    VarInt.encode(kept, out);
    VarInt.encode(count, out);
    out.writeDouble(distribution.shape());
    out.writeDouble(distribution.scale());
    out.writeDouble(logShare);
    Doubles.write(excesses, kept, out);
  }

  static Tail read(int most, DataInputStream in) throws IOException {
    Tail tail = new Tail(in.readDouble(), most);
    tail.at = Doubles.within("its place", VarInt.decodeInt(in), most - 1);
    tail.kept = Doubles.within("its number of excesses", VarInt.decodeInt(in), most);
    tail.count = VarInt.decodeLong(in);
    tail.distribution = new Pareto(in.readDouble(), in.readDouble());
    tail.logShare = in.readDouble();
    Doubles.read(tail.excesses, tail.kept, in);
    return tail;
  }
}
