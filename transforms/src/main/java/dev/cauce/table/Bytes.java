package dev.cauce.table;

import dev.cauce.row.EightBytes;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes; {@code ByteArrayOutputStream} without locks and with random access. */
final class Bytes extends OutputStream {
  private byte[] array;
  private int size;

  Bytes(int capacity) {
    array = new byte[Math.max(16, capacity)];
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  byte[] toArray() {
    return Arrays.copyOf(array, size);
  }

  @Override
  public void write(int b) {
    reserve(1);
    array[size++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    reserve(length);
    System.arraycopy(bytes, from, array, size, length);
    size += length;
  }

  /** Writes the first {@code length} bytes, 0 to 24, of three numbers, lowest byte first. */
  void write(long first, long second, long third, int length) {
    reserve(3 * Long.BYTES);
    EightBytes.put(array, size, first);
    EightBytes.put(array, size + Long.BYTES, second);
    EightBytes.put(array, size + 2 * Long.BYTES, third);
    size += length; // what is behind is overwritten by what comes next
  }

  /** What was written, as text. */
  String asText() {
    return new String(array, 0, size, StandardCharsets.UTF_8);
  }

  /** To read what was written. */
  InputStream asInput() {
    return new ByteArrayInputStream(array, 0, size);
  }

  void copyTo(Bytes other) {
    other.write(array, 0, size);
  }

  void writeInt(int value) {
    reserve(4);
    array[size++] = (byte) (value >>> 24);
    array[size++] = (byte) (value >>> 16);
    array[size++] = (byte) (value >>> 8);
    array[size++] = (byte) value;
  }

  void writeLong(long value) {
    writeInt((int) (value >>> 32));
    writeInt((int) value);
  }

  /** Writes {@code value} in groups of seven bits, lowest first. */
  void writeVarLong(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      array[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[size++] = (byte) rest;
  }

  void writeVarInt(int value) {
    writeVarLong(value & 0xFFFFFFFFL);
  }

  private void reserve(int more) {
    if (size + more > array.length) {
      array =
          Arrays.copyOf(
              array, Math.max(Math.addExact(size, more), (int) Math.min(2L * size, 1L << 30)));
    }
  }

  /** Reads what {@link Bytes} wrote. */
  static final class Cursor {
    final byte[] array;
    int at;

    Cursor(byte[] array) {
      this.array = array;
    }

    boolean hasMore() {
      return at < array.length;
    }

    int readByte() {
      return array[at++] & 0xFF;
    }

    int readInt() {
      int value =
          (array[at] & 0xFF) << 24
              | (array[at + 1] & 0xFF) << 16
              | (array[at + 2] & 0xFF) << 8
              | (array[at + 3] & 0xFF);
      at += 4;
      return value;
    }

    long readLong() {
      return (long) readInt() << 32 | readInt() & 0xFFFFFFFFL;
    }

    long readVarLong() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = array[at++];
        value |= (b & 0x7FL) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }

    int readVarInt() {
      return (int) readVarLong();
    }
  }
}
