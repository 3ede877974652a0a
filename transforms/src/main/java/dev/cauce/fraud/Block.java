package dev.cauce.fraud;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Payments on their way, as bytes: the version of the format, the least time of them in
 * milliseconds, their number, the payments.
 */
final class Block {
  private static final int VERSION = 1;

  private Block() {}

  static byte[] write(Collection<Payment> payments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128 * payments.size() + 8);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(least(payments));
      out.writeInt(payments.size());
      for (Payment payment : payments) {
        payment.write(out);
      }
    } catch (IOException impossible) { // nothing is written but into memory
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  static List<Payment> read(byte[] block) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(block))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalStateException("Payments of format " + version + ", which is not known");
      }
      in.readLong(); // the least time
      List<Payment> payments = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        payments.add(Payment.read(in));
      }
      return payments;
    } catch (IOException e) {
      throw new UncheckedIOException("Payments that cannot be read again", e);
    }
  }

  /** The payments by shard of {@code key}, the same in every run. */
  static Map<Integer, List<Payment>> shards(
      Collection<Payment> payments, Function<Payment, String> key, int shards) {
    Map<Integer, List<Payment>> blocks = new TreeMap<>();
    for (Payment payment : payments) {
      long hash = Hashing.komihash5_0().hashCharsToLong(key.apply(payment));
      int shard = (int) Math.floorMod(hash, (long) shards);
      blocks.computeIfAbsent(shard, s -> new ArrayList<>()).add(payment);
    }
    return blocks;
  }

  /** The least time in {@code block}, in milliseconds; the payments themselves are not read. */
  static long least(byte[] block) {
    return ByteBuffer.wrap(block).getLong(1);
  }

  /** How many payments {@code block} has; they themselves are not read. */
  static int size(byte[] block) {
    return ByteBuffer.wrap(block).getInt(1 + Long.BYTES);
  }

  /** The least time, in milliseconds. */
  static long least(Collection<Payment> payments) {
    long least = Long.MAX_VALUE;
    for (Payment payment : payments) {
      least = Math.min(least, payment.millis());
    }
    return least;
  }
}
