package dev.cauce.anomaly.textbook;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The level of a series at each time of a day, or of a week: the time is cut into slots, and each
 * slot has the exponentially weighted mean of what its visits brought. A visit counts once, however
 * many readings it brought. Between the middles of slots the level is linear.
 */
final class Rhythm {
  private static final byte MANY = Byte.MAX_VALUE;

  private final long period;
  private final long slotLength;
  private final double alpha;
  private final double[] levels;
  private final byte[] visits;

  /** The slot that is being visited; -1 at the start. */
  private int slot = -1;

  private long visitEnds;
  private double sum;
  private int count;

  /** How far off it was of late, on average; for the choice between two. */
  private double error;

  private int predictions;

  /**
   * @param period in microseconds
   * @param slots that it is cut into
   * @param alpha weight of the newest visit
   */
  Rhythm(long period, int slots, double alpha) {
    this.period = period;
    this.slotLength = period / slots;
    this.alpha = alpha;
    this.levels = new double[slots];
    this.visits = new byte[slots];
  }

  private int slotAt(long micros) {
    return (int) Math.min(levels.length - 1, Math.floorMod(micros, period) / slotLength);
  }

  /** Whether the time was visited at least so often before. */
  boolean knows(long micros, int least) {
    return visits[slotAt(micros)] >= least;
  }

  /** The level at a time that was visited. */
  double level(long micros) {
    int here = slotAt(micros);
    double place = (double) (Math.floorMod(micros, period) - here * slotLength) / slotLength - 0.5;
    int step = place < 0 ? levels.length - 1 : 1;
    int neighbour = (here + step) % levels.length;
    if (visits[neighbour] == 0) {
      return levels[here];
    }
    return levels[here] + (levels[neighbour] - levels[here]) * Math.abs(place);
  }

  /** Learns a reading. What it brings counts when the visit is over. */
  void learn(long micros, double value) {
    int here = slotAt(micros);
    if (here != slot || micros >= visitEnds) {
      leave();
      slot = here;
      visitEnds = micros - Math.floorMod(micros, period) + (here + 1) * slotLength;
      visitEnds = here == levels.length - 1 ? visitEnds + period % slotLength : visitEnds;
    }
    sum += value;
    count++;
  }

  private void leave() {
    if (count > 0) {
      int before = visits[slot];
      double share = Math.max(alpha, 1.0 / (before + 1));
      levels[slot] += share * (sum / count - levels[slot]);
      visits[slot] = (byte) Math.min(MANY, before + 1);
      sum = 0;
      count = 0;
    }
  }

  /** Learns how far off it was. */
  void missedBy(double distance) {
    predictions = Math.min(predictions + 1, levels.length);
    error += (distance - error) / predictions;
  }

  /** Whether it has predicted better than {@code other} over a period of its own. */
  boolean isBetterThan(Rhythm other) {
    return predictions == levels.length && error < other.error;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeShort(levels.length);
    out.writeShort(slot);
    out.writeLong(visitEnds);
    out.writeDouble(sum);
    out.writeInt(count);
    out.writeDouble(error);
    out.writeShort(predictions);
    out.write(visits);
    double[] visited = new double[levels.length];
    int many = 0;
    for (int i = 0; i < levels.length; i++) {
      if (visits[i] > 0) {
        visited[many++] = levels[i];
      }
    }
    Doubles.write(visited, many, out);
  }

  void read(DataInputStream in) throws IOException {
    Doubles.same("slots", levels.length, in.readShort());
    slot = in.readShort();
    if (slot < -1 || slot >= levels.length) {
      throw new IOException("The state of a detector is damaged: there is no slot " + slot);
    }
    visitEnds = in.readLong();
    sum = in.readDouble();
    count = in.readInt();
    error = in.readDouble();
    predictions = Doubles.within("its predictions", in.readShort(), levels.length);
    in.readFully(visits);
    int many = 0;
    for (byte visit : visits) {
      many += visit > 0 ? 1 : 0;
    }
    double[] visited = new double[many];
    Doubles.read(visited, many, in);
    int next = 0;
    for (int i = 0; i < levels.length; i++) {
      levels[i] = visits[i] > 0 ? visited[next++] : 0;
    }
  }
}
