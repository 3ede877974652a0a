package dev.cauce.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes of a text at a time, as one number whose lowest byte is the first, for those
 * who go through the bytes of very many rows. Keeps nothing, and makes no objects.
 */
public final class EightBytes {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** 1 in each byte. */
  public static final long ONES = 0x0101010101010101L;

  /** The highest bit of each byte. */
  public static final long HIGHS = 0x8080808080808080L;

  private EightBytes() {}

  /**
   * The eight bytes from {@code at} on.
   *
   * @throws IndexOutOfBoundsException if not all of them are there
   */
  public static long at(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  /**
   * Puts {@code eight} there as eight bytes.
   *
   * @throws IndexOutOfBoundsException if there is no room for all of them
   */
  public static void put(byte[] bytes, int at, long eight) {
    LONGS.set(bytes, at, eight);
  }

  /**
   * The last {@code count} bytes before {@code to}, 1 to 7, with zeros (the digit) before them.
   *
   * @throws IndexOutOfBoundsException if there are not eight bytes before {@code to}
   */
  public static long lastOf(byte[] bytes, int to, int count) {
    long kept = -1L << Long.SIZE - Byte.SIZE * count;
    return at(bytes, to - Long.BYTES) & kept | '0' * ONES & ~kept;
  }

  /** The highest bit of each byte of {@code eight} that is zero, and of no other. */
  public static long zeros(long eight) {
    return ~((eight & ~HIGHS) + ~HIGHS | eight | ~HIGHS);
  }

  /** The highest bit of each byte that is one of A to Z or a to z; all eight must be ASCII. */
  public static long letters(long eight) {
    long lower = eight | 0x20 * ONES;
    return lower + (0x80 - 'a') * ONES & ~(lower + (0x7F - 'z') * ONES) & HIGHS;
  }

  /** Whether all eight are digits, 0 to 9. */
  public static boolean areDigits(long eight) {
    return ((eight + 0x46 * ONES | eight - '0' * ONES) & HIGHS) == 0;
  }

  /**
   * The number that eight bytes are which {@link #areDigits are digits}: digits are added up to
   * pairs, these to fours, and these to all eight.
   */
  public static long digits(long eight) {
    long ones = eight - '0' * ONES;
    long pairs = ones * 10 + (ones >>> 8); // in every other byte
    long low = (pairs & 0x000000FF_000000FFL) * (100 + (1_000_000L << 32));
    long high = (pairs >>> 16 & 0x000000FF_000000FFL) * (1 + (10_000L << 32));
    return low + high >>> 32;
  }

  /**
   * Where {@code wanted}, an ASCII character, first is in {@code bytes[from, to)}; {@code to} if it
   * is nowhere.
   */
  public static int indexOf(byte wanted, byte[] bytes, int from, int to) {
    long all = wanted * ONES;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long found = zeros(at(bytes, at) ^ all);
      if (found != 0) {
        return at + first(found);
      }
    }
    while (at < to && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  /** Which byte the lowest bit set is in; 8 if none is. */
  public static int first(long bits) {
    return Long.numberOfTrailingZeros(bits) >>> 3;
  }
}
