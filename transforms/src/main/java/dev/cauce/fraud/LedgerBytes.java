package dev.cauce.fraud;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Ledger}, and how what it keeps is written: the version of the format, for a key the time
 * of its last payment in microseconds, and then what the ledger writes.
 */
final class LedgerBytes<A, K> implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final byte VERSION = 1;
  private static final int HEAD = 1 + Long.BYTES;

  private final Ledger<A, K> ledger;

  LedgerBytes(Ledger<A, K> ledger) {
    this.ledger = ledger;
  }

  /** What is kept of a key, and when its last payment was, in microseconds. */
  static final class Entry<K> {
    private final K value;
    long last;

    private Entry(K value, long last) {
      this.value = value;
      this.last = last;
    }
  }

  String key(Payment payment) {
    return ledger.key(payment);
  }

  void judge(Payment payment, A shared, Entry<K> entry) {
    ledger.judge(payment, shared, entry.value);
  }

  /** What is shared before any payment. */
  byte[] first() {
    return written(ledger.shared());
  }

  A shared(byte @Nullable [] bytes) {
    return bytes == null ? ledger.shared() : read(bytes, 1, ledger::readShared);
  }

  byte[] written(A shared) {
    return bytes(out -> ledger.writeShared(shared, out));
  }

  /**
   * @param bytes null of a key that was never seen
   */
  Entry<K> entry(byte @Nullable [] bytes) {
    return bytes == null
        ? new Entry<>(ledger.start(), Long.MIN_VALUE)
        : new Entry<>(read(bytes, HEAD, ledger::read), last(bytes));
  }

  byte[] written(Entry<K> entry) {
    return bytes(
        out -> {
          out.writeLong(entry.last);
          ledger.write(entry.value, out);
        });
  }

  /** When the last payment of a key was, of what is kept of it. */
  static long last(byte[] entry) {
    return ByteBuffer.wrap(entry).getLong(1);
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      writing.to(out);
    } catch (IOException impossible) { // nothing is written but into memory
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static <T> T read(byte[] bytes, int from, Reading<T> reading) {
    if (bytes[0] != VERSION) {
      throw new IllegalStateException("State of format " + bytes[0] + ", which is not known");
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, from, bytes.length - from))) {
      return reading.from(in);
    } catch (IOException e) {
      throw new UncheckedIOException("State that cannot be read again", e);
    }
  }
}
