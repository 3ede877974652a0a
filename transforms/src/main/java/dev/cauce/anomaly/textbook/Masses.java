package dev.cauce.anomaly.textbook;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * How many points of a window came by each node of each tree, and the range of values that the
 * points were measured in.
 */
final class Masses {
  private final int depth;

  /** By tree and node; up to 255. */
  private final byte[][] masses;

  private double[] low;
  private double[] width;

  Masses(int trees, int depth) {
    this.depth = depth;
    this.masses = new byte[trees][(1 << (depth + 1)) - 1];
    this.low = new double[0];
    this.width = new double[0];
  }

  /** Forgets all points, and measures the next ones from {@code low} on in {@code width}. */
  void startAnew(double[] low, double[] width) {
    for (byte[] tree : masses) {
      Arrays.fill(tree, (byte) 0);
    }
    this.low = low;
    this.width = width;
  }

  /** Measures in the very range that {@code other} does, as it can tell by the array. */
  void measureAs(Masses other) {
    low = other.low;
    width = other.width;
  }

  double[] low() {
    return low;
  }

  double[] width() {
    return width;
  }

  /** Where {@code values} lie in the range; it is 0 to 1. */
  void place(double[] values, double[] point) {
    for (int i = 0; i < point.length; i++) {
      double distance = values[i] - low[i];
      point[i] = width[i] > 0 ? distance / width[i] : distance == 0 ? 0.5 : distance > 0 ? 2 : -1;
    }
  }

  void add(HalfSpaces spaces, double[] point) {
    for (int tree = 0; tree < masses.length; tree++) {
      byte[] mass = masses[tree];
      int node = 0;
      mass[0]++;
      for (int level = 0; level < depth; level++) {
        node = spaces.next(tree, node, point);
        mass[node]++;
      }
    }
  }

  /** The sum over the trees of {@code mass 2^level}, at the first node with few points. */
  double score(HalfSpaces spaces, double[] point, int few) {
    double score = 0;
    for (int tree = 0; tree < masses.length; tree++) {
      byte[] mass = masses[tree];
      int node = 0;
      int level = 0;
      while (level < depth && (mass[node] & 0xFF) > few) {
        node = spaces.next(tree, node, point);
        level++;
      }
      score += (double) (mass[node] & 0xFF) * (1 << level);
    }
    return score;
  }

  void write(DataOutputStream out) throws IOException {
    Doubles.write(low, low.length, out);
    Doubles.write(width, width.length, out);
    for (byte[] mass : masses) {
      out.writeByte(mass[0]);
      write(mass, 0, out);
    }
  }

  /** What goes left, wherever anything goes; the rest goes right. */
  private void write(byte[] mass, int node, DataOutputStream out) throws IOException {
    if (mass[node] != 0 && 2 * node + 1 < mass.length) {
      out.writeByte(mass[2 * node + 1]);
      write(mass, 2 * node + 1, out);
      write(mass, 2 * node + 2, out);
    }
  }

  void read(int values, DataInputStream in) throws IOException {
    low = new double[values];
    width = new double[values];
    Doubles.read(low, values, in);
    Doubles.read(width, values, in);
    for (byte[] mass : masses) {
      mass[0] = in.readByte();
      read(mass, 0, in);
    }
  }

  private void read(byte[] mass, int node, DataInputStream in) throws IOException {
    if (mass[node] != 0 && 2 * node + 1 < mass.length) {
      byte left = in.readByte();
      mass[2 * node + 1] = left;
      mass[2 * node + 2] = (byte) (mass[node] - left);
      read(mass, 2 * node + 1, in);
      read(mass, 2 * node + 2, in);
    }
  }
}
