package dev.cauce.anomaly.novelty;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * How often each cell of a plane has been visited: a count-min sketch of one-byte counters with two
 * probes and conservative update (G. Cormode and S. Muthukrishnan, "An Improved Data Stream
 * Summary: The Count-Min Sketch and its Applications", Journal of Algorithms 55, 2005; C. Estan and
 * G. Varghese, 2002). A count may be too high where cells share counters, never too low.
 *
 * <p>Counters are halved one after the other, so that all have been after a half-life: there is
 * never a moment at which a lot is forgotten.
 */
final class CellCounts {
  private static final int FULL = 255;
  private static final int BITS = 13;
  private static final int SIZE = 1 << BITS;
  private static final int MASK = SIZE - 1;

  private final byte[] counters = new byte[SIZE];
  private int hand; // the counter that is halved next
  private int steps; // readings since one was

  /** How often the cell with that hash was visited before; at most 255. Counts this visit. */
  int visit(long hash) {
    int one = (int) hash & MASK;
    int other = (int) (hash >>> 32) & MASK;
    int first = counters[one] & FULL;
    int second = counters[other] & FULL;
    int count = Math.min(first, second);
    if (count < FULL) {
      if (first == count) {
        counters[one] = (byte) (count + 1);
      }
      if (second == count) {
        counters[other] = (byte) (count + 1);
      }
    }
    return count;
  }

  /** Spreads the bits of {@code key} (the finaliser of Stafford's Mix13). */
  static long hash(long key) {
    long h = (key ^ key >>> 30) * 0xBF58476D1CE4E5B9L;
    h = (h ^ h >>> 27) * 0x94D049BB133111EBL;
    return h ^ h >>> 31;
  }

  /** A reading passes: halves as many counters as keep to {@code halfLife}, in readings. */
  void age(int halfLife) {
    steps += SIZE;
    while (steps >= halfLife) {
      steps -= halfLife;
      counters[hand] = (byte) ((counters[hand] & FULL) >> 1);
      hand = (hand + 1) & MASK;
    }
  }

  /** A byte for each counter; a run of zeros is a zero and its length. */
  void write(DataOutputStream out) throws IOException {
    out.writeInt(hand);
    out.writeInt(steps);
    byte[] packed = new byte[2 * SIZE];
    int length = 0;
    for (int i = 0; i < SIZE; ) {
      packed[length++] = counters[i];
      if (counters[i++] == 0) {
        int zeros = 0;
        while (i < SIZE && counters[i] == 0 && zeros < FULL) {
          zeros++;
          i++;
        }
        packed[length++] = (byte) zeros;
      }
    }
    boolean isShorter = length < SIZE;
    out.writeShort(isShorter ? length : SIZE);
    out.write(isShorter ? packed : counters, 0, isShorter ? length : SIZE);
  }

  void read(DataInputStream in) throws IOException {
    hand = in.readInt();
    steps = in.readInt();
    int length = in.readUnsignedShort();
    if (length == SIZE) {
      in.readFully(counters);
      return;
    }
    byte[] packed = in.readNBytes(length);
    int at = 0;
    for (int i = 0; i < packed.length; i++) {
      if (packed[i] == 0) {
        at += 1 + (packed[++i] & FULL);
      } else {
        counters[at++] = packed[i];
      }
    }
  }
}
