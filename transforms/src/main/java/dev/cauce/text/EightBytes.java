package dev.cauce.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight bytes of a text at a time, as one number whose lowest byte is the first. */
final class EightBytes {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** 1 in each byte. */
  static final long ONES = 0x0101010101010101L;

  /** The highest bit of each byte. */
  static final long HIGHS = 0x8080808080808080L;

  private EightBytes() {}

  static long at(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  /** The highest bit of each byte of {@code eight} that is zero, and of no other. */
  static long zeros(long eight) {
    return ~((eight & ~HIGHS) + ~HIGHS | eight | ~HIGHS);
  }

  /** The highest bit of each byte that is one of A to Z or a to z; all eight must be ASCII. */
  static long letters(long eight) {
    long lower = eight | 0x20 * ONES;
    return lower + (0x80 - 'a') * ONES & ~(lower + (0x7F - 'z') * ONES) & HIGHS;
  }

  /** Which byte the lowest bit set is in; 8 if none is. */
  static int first(long bits) {
    return Long.numberOfTrailingZeros(bits) >>> 3;
  }
}
