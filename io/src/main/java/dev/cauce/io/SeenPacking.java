package dev.cauce.io;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.util.VarInt;

/**
 * The form in which {@link SeenFiles} go into checkpoints: for each stretch of {@value #STRETCH} s
 * the hashes of the files that were modified in it, in order, so that only the differences have to
 * be written: some 7 bytes a file where there are thousands in a stretch, some 11 where there is
 * one.
 *
 * <p>What is unpacked was modified at the end of its stretch, and so is remembered a little longer
 * than it must be, never shorter.
 */
final class SeenPacking {
  private static final int STRETCH = 64;
  private static final int WIDTHS = 8; // bytes a difference may take, from 1 on

  private SeenPacking() {}

  /** Hashes of one stretch. */
  private static final class Hashes {
    long[] hashes = new long[4];
    int count;

    void add(long hash) {
      if (count == hashes.length) {
        hashes = Arrays.copyOf(hashes, 2 * count);
      }
      hashes[count++] = hash;
    }

    /** Makes them the differences of one to the next, as numbers without a sign. */
    void toDifferences() {
      for (int i = 0; i < count; i++) {
        hashes[i] ^= Long.MIN_VALUE; // in the order of numbers without a sign
      }
      Arrays.sort(hashes, 0, count);
      for (int i = count - 1; i > 0; i--) {
        hashes[i] -= hashes[i - 1];
      }
      hashes[0] ^= Long.MIN_VALUE;
    }

    int width() {
      long all = 0;
      for (int i = 0; i < count; i++) {
        all |= hashes[i];
      }
      return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(all) + 7) / 8);
    }
  }

  /** Writes what {@code seen} remembers. */
  static void pack(SeenFiles.Snapshot seen, OutputStream stream) throws IOException {
    TreeMap<Long, Hashes> stretches = new TreeMap<>();
    for (SeenFiles.Entries entries = new SeenFiles.Entries(seen); entries.next(); ) {
      stretches
          .computeIfAbsent(Math.floorDiv(entries.second(), STRETCH), any -> new Hashes())
          .add(entries.hash());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(8 * seen.count() + 16);
    DataOutputStream out = new DataOutputStream(bytes);
    VarInt.encode(stretches.size(), out);
    long before = 0;
    for (Map.Entry<Long, Hashes> stretch : stretches.entrySet()) {
      long difference = stretch.getKey() - before;
      VarInt.encode((difference << 1) ^ (difference >> 63), out);
      before = stretch.getKey();
      Hashes hashes = stretch.getValue();
      hashes.toDifferences();
      int width = hashes.width();
      VarInt.encode((long) hashes.count * WIDTHS + width - 1, out);
      for (int i = 0; i < hashes.count; i++) {
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
          out.writeByte((int) (hashes.hashes[i] >>> shift));
        }
      }
    }
    out.flush();
    bytes.writeTo(stream);
  }

  /** Reads what {@link #pack} wrote. */
  static SeenFiles.Snapshot unpack(InputStream in) throws IOException {
    SeenFiles seen = new SeenFiles();
    long stretch = 0;
    for (int left = VarInt.decodeInt(in); left > 0; left--) {
      long zigzag = VarInt.decodeLong(in);
      stretch += (zigzag >>> 1) ^ -(zigzag & 1);
      long head = VarInt.decodeLong(in);
      int width = (int) (head % WIDTHS) + 1;
      long hash = 0;
      for (long more = head / WIDTHS; more > 0; more--) {
        byte[] difference = in.readNBytes(width);
        if (difference.length < width) {
          throw new IOException("The names of the files that were seen are cut off");
        }
        long number = 0;
        for (byte b : difference) {
          number = (number << 8) | (b & 0xFF);
        }
        hash += number;
        seen.add(hash, stretch * STRETCH + STRETCH - 1);
      }
    }
    return seen.snapshot();
  }
}
