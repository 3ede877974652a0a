package dev.cauce.anomaly.textbook;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Arrays of numbers on their way to and from bytes, at once and not one by one. */
final class Doubles {
  private Doubles() {}

  /** Writes the first {@code count}. */
  static void write(double[] values, int count, DataOutputStream out) throws IOException {
    byte[] bytes = new byte[count * Double.BYTES];
    ByteBuffer.wrap(bytes).asDoubleBuffer().put(values, 0, count);
    out.write(bytes);
  }

  /** Reads the first {@code count}. */
  static void read(double[] values, int count, DataInputStream in) throws IOException {
    byte[] bytes = new byte[count * Double.BYTES];
    in.readFully(bytes);
    ByteBuffer.wrap(bytes).asDoubleBuffer().get(values, 0, count);
  }

  /**
   * Checks that a state was written with the same setting as it is read with.
   *
   * @param what the setting, with the detector's name
   */
  static int same(String what, int expected, int found) throws IOException {
    if (expected != found) {
      throw new IOException(
          "The state was written with "
              + what
              + "="
              + found
              + " and is read with "
              + what
              + "="
              + expected
              + ": go on with the options it was written with, or start anew.");
    }
    return found;
  }

  /** Checks a number that was read, so that a damaged state is refused in words. */
  static int within(String what, int found, int most) throws IOException {
    if (found < 0 || found > most) {
      throw new IOException(
          "The state of a detector is damaged: " + what + " is " + found + ", not 0 to " + most);
    }
    return found;
  }
}
