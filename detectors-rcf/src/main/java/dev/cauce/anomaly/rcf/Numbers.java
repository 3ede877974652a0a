package dev.cauce.anomaly.rcf;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import org.apache.beam.sdk.util.VarInt;
import org.jspecify.annotations.Nullable;

/** Numbers and arrays of numbers as bytes; whole numbers take as few as they need. */
final class Numbers {
  private static final int MOST = 1 << 24;

  private Numbers() {}

  static void write(@Nullable Object number, DataOutputStream out) throws IOException {
    if (number instanceof Double value) {
      out.writeDouble(value);
    } else if (number instanceof Float value) {
      out.writeFloat(value);
    } else if (number instanceof Byte value) {
      out.writeByte(value);
    } else if (number instanceof Boolean value) {
      out.writeBoolean(value);
    } else if (number instanceof Integer value) {
      writeWhole(value, out);
    } else if (number instanceof Long value) {
      writeWhole(value, out);
    } else {
      throw new IllegalStateException("The state of a forest has " + number);
    }
  }

  static Object read(Class<?> type, DataInputStream in) throws IOException {
    if (type == double.class) {
      return in.readDouble();
    } else if (type == float.class) {
      return in.readFloat();
    } else if (type == byte.class) {
      return in.readByte();
    } else if (type == boolean.class) {
      return in.readBoolean();
    } else if (type == int.class) {
      return (int) readWhole(in);
    } else if (type == long.class) {
      return readWhole(in);
    }
    throw new IllegalStateException("The state of a forest has a " + type);
  }

  static void writeArray(Object array, DataOutputStream out) throws IOException {
    int length = Array.getLength(array);
    VarInt.encode(length, out);
    if (array instanceof byte[] bytes) {
      out.write(bytes);
      return;
    }
    for (int i = 0; i < length; i++) {
      write(Array.get(array, i), out);
    }
  }

  static Object readArray(Class<?> type, DataInputStream in) throws IOException {
    int length = length(in);
    Object array = Array.newInstance(type.getComponentType(), length);
    if (array instanceof byte[] bytes) {
      in.readFully(bytes);
      return array;
    }
    for (int i = 0; i < length; i++) {
      Array.set(array, i, read(type.getComponentType(), in));
    }
    return array;
  }

  static int length(DataInputStream in) throws IOException {
    int length = VarInt.decodeInt(in);
    if (length < 0 || length > MOST) {
      throw new IOException("The state of a forest is damaged: it has a list of " + length);
    }
    return length;
  }

  /** Small ones of either sign in one byte. */
  private static void writeWhole(long value, DataOutputStream out) throws IOException {
    VarInt.encode((value << 1) ^ (value >> 63), out);
  }

  private static long readWhole(DataInputStream in) throws IOException {
    long value = VarInt.decodeLong(in);
    return (value >>> 1) ^ -(value & 1);
  }
}
