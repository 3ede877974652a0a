package dev.cauce.table;

import java.util.Arrays;

/**
 * The keys of a {@link GroupTable}'s groups, with their hashes, and beside each key a count for
 * whoever counts. Groups are numbered from 0 in the order in which they came.
 */
final class GroupKeys {
  /** How large the count beside a key can be: 27 bits. */
  private static final int MOST_COUNT = (1 << 27) - 1;

  private static final int LENGTH_BITS = 5;
  private static final long LENGTH = (1 << LENGTH_BITS) - 1;
  private static final long ONE = 1 << LENGTH_BITS;
  private static final long COUNT = (long) MOST_COUNT << LENGTH_BITS;

  private static final int WIDTH = 4;
  private static final int IN_HEAD = (WIDTH - 1) * Long.BYTES;
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private static final int START = 64;
  private static final int CHUNK_BITS = 15;
  private static final int CHUNK = 1 << CHUNK_BITS;

  /**
   * The groups' heads, {@link #CHUNK} in each, so that what is there need not be copied when more
   * come; as long as there is only one chunk, it grows. A head is four numbers: the hash, the count
   * beside the key, and the length of the key up to 25, as one; then 24 bytes of the key. Most keys
   * are no longer, so all there is of a group lies side by side: in a large table, most of what a
   * row costs is to wait for memory. Of a longer key there are eight bytes, where in {@link
   * #longKeys} it starts, and its length.
   */
  private long[][] chunks = {new long[WIDTH * START]};

  /** The keys of more than 24 bytes, one after the other. */
  private byte[] longKeys = new byte[16 * START];

  private int size;
  private int longBytes;
  private long bytes;

  /** Of the group that was asked for last. */
  private final Bytes key = new Bytes(IN_HEAD);

  /** How many groups there were at some time, see {@link #reset}. */
  record Mark(int size, long bytes, int longBytes) {}

  int size() {
    return size;
  }

  /** How long all keys are together. */
  long bytes() {
    return bytes;
  }

  /** Roughly how many bytes of memory they take, and no less than they need. */
  long memory() {
    return (long) WIDTH * Long.BYTES * size + longBytes;
  }

  Mark mark() {
    return new Mark(size, bytes, longBytes);
  }

  /** Forgets the groups that came since {@code mark}. */
  void reset(Mark mark) {
    size = mark.size;
    bytes = mark.bytes;
    longBytes = mark.longBytes;
  }

  /** Forgets all groups, and keeps memory for {@code groups} at most. */
  void clear(int groups) {
    int most = Math.max(1, groups >>> CHUNK_BITS);
    if (chunks.length > most) {
      chunks = Arrays.copyOf(chunks, most);
    }
    if (chunks[0].length > WIDTH * groups) {
      chunks[0] = new long[WIDTH * groups];
    }
    if (longKeys.length > 1 << 16 && 16L * longBytes < longKeys.length) {
      longKeys = new byte[longKeys.length / 2];
    }
    reset(new Mark(0, 0, 0));
  }

  private static int at(int group) {
    return (group & CHUNK - 1) * WIDTH;
  }

  /** The hash of {@code group}, and in the same place of memory what else it is compared by. */
  private long head(int group) {
    return chunks[group >>> CHUNK_BITS][at(group)];
  }

  /** Puts the {@link #head} of each of the first {@code count} groups into {@code heads}. */
  void heads(int[] groups, int count, long[] heads) {
    long[][] all = chunks;
    for (int i = 0; i < count; i++) {
      int group = Math.max(groups[i], 0);
      heads[i] = all[group >>> CHUNK_BITS][at(group)];
    }
  }

  int hash(int group) {
    return hash(head(group));
  }

  /** The hash in a {@link #head}. */
  static int hash(long head) {
    return (int) (head >>> 32);
  }

  /** The count beside the key of {@code group}, 0 to {@link #MOST_COUNT}; 0 at first. */
  int count(int group) {
    return (int) (head(group) & COUNT) >>> LENGTH_BITS;
  }

  /**
   * Adds {@code count} to the count beside the key of {@code group}, where the lowest 27 bits of
   * the sum stay. Returns the others: 0, or what the count is beyond that.
   */
  long add(int group, long count) {
    long[] chunk = chunks[group >>> CHUNK_BITS];
    long head = chunk[at(group)];
    long sum = ((head & COUNT) >>> LENGTH_BITS) + count;
    chunk[at(group)] = head & ~COUNT | (sum & MOST_COUNT) << LENGTH_BITS;
    return sum & ~MOST_COUNT;
  }

  /**
   * Adds 1 to the count beside the key of each of {@code groups[from, to)}, as long as it is not
   * {@link #MOST_COUNT} already. Returns where in {@code groups} it ended: at {@code to}, or at a
   * group whose count cannot become larger.
   */
  int increment(int[] groups, int from, int to) {
    long[][] all = chunks;
    for (int i = from; i < to; i++) {
      long[] chunk = all[groups[i] >>> CHUNK_BITS];
      long head = chunk[at(groups[i])];
      if ((head & COUNT) == COUNT) {
        return i;
      }
      chunk[at(groups[i])] = head + ONE;
    }
    return to;
  }

  /** The bytes of the key of {@code group}, until the next call. */
  Bytes get(int group) {
    key.clear();
    write(group, length(group), key);
    return key;
  }

  int length(int group) {
    int length = (int) (head(group) & LENGTH);
    return length <= IN_HEAD ? length : (int) chunks[group >>> CHUNK_BITS][at(group) + 3];
  }

  /** Writes the key of {@code group}, of {@code length}. */
  void write(int group, int length, Bytes out) {
    long[] chunk = chunks[group >>> CHUNK_BITS];
    int head = at(group);
    if (length > IN_HEAD) {
      out.write(longKeys, (int) chunk[head + 2], length);
    } else {
      out.write(chunk[head + 1], chunk[head + 2], chunk[head + 3], length);
    }
  }

  /** Whether {@code bytes[from, to)} is the key of {@code group}. */
  boolean is(int group, int hash, byte[] bytes, int from, int to) {
    long[] chunk = chunks[group >>> CHUNK_BITS];
    int head = at(group);
    int length = to - from;
    if (length <= IN_HEAD && from + IN_HEAD <= bytes.length) {
      // All at once: where most keys differ is not to be guessed.
      return ((chunk[head] & ~COUNT ^ tag(hash, length))
              | (chunk[head + 1] ^ Hash.part(bytes, from, length))
              | (chunk[head + 2] ^ Hash.part(bytes, from + Long.BYTES, length - Long.BYTES))
              | (chunk[head + 3]
                  ^ Hash.part(bytes, from + 2 * Long.BYTES, length - 2 * Long.BYTES)))
          == 0;
    }
    if ((chunk[head] & ~COUNT) != tag(hash, length)
        || chunk[head + 1] != Hash.head(bytes, from, to)) {
      return false;
    }
    if (length > IN_HEAD) {
      int start = (int) chunk[head + 2];
      return Arrays.equals(longKeys, start, start + (int) chunk[head + 3], bytes, from, to);
    }
    return chunk[head + 2] == part(bytes, from + Long.BYTES, to)
        && chunk[head + 3] == part(bytes, from + 2 * Long.BYTES, to);
  }

  /** As {@link Hash#part}, where not all eight bytes need be there. */
  private static long part(byte[] bytes, int from, int to) {
    return from < to ? Hash.head(bytes, from, to) : 0;
  }

  private static long tag(int hash, int length) {
    return (long) hash << 32 | Math.min(length, IN_HEAD + 1);
  }

  /** Makes the next group, of the key {@code bytes[from, to)}, and returns it. */
  int append(int hash, byte[] bytes, int from, int to) {
    int group = size;
    if (group == (chunks.length - 1) * CHUNK + chunks[chunks.length - 1].length / WIDTH) {
      grow();
    }
    long[] chunk = chunks[group >>> CHUNK_BITS];
    int head = at(group);
    int length = to - from;
    chunk[head] = tag(hash, length);
    if (length <= IN_HEAD && from + IN_HEAD <= bytes.length) {
      // The same for all lengths, which are not to be guessed.
      for (int i = 1, at = 0; i < WIDTH; i++, at += Long.BYTES) {
        chunk[head + i] = Hash.part(bytes, from + at, length - at);
      }
    } else {
      chunk[head + 1] = part(bytes, from, to);
      chunk[head + 2] = length > IN_HEAD ? longBytes : part(bytes, from + Long.BYTES, to);
      chunk[head + 3] = length > IN_HEAD ? length : part(bytes, from + 2 * Long.BYTES, to);
      if (length > IN_HEAD) {
        appendLong(bytes, from, length);
      }
    }
    this.bytes += length;
    size = group + 1;
    return group;
  }

  private void grow() {
    int last = chunks.length - 1;
    if (last == 0 && chunks[0].length < WIDTH * CHUNK) {
      chunks[0] = Arrays.copyOf(chunks[0], Math.min(2 * chunks[0].length, WIDTH * CHUNK));
    } else {
      chunks = Arrays.copyOf(chunks, last + 2);
      chunks[last + 1] = new long[WIDTH * CHUNK];
    }
  }

  private void appendLong(byte[] bytes, int from, int length) {
    long end = (long) longBytes + length;
    if (end > MOST_BYTES) {
      throw new IllegalStateException(
          "more than " + MOST_BYTES + " bytes of keys in one part of a table");
    }
    if (end > longKeys.length) {
      int room = (int) Math.min(Math.max(end, 2L * longKeys.length), MOST_BYTES);
      longKeys = Arrays.copyOf(longKeys, room);
    }
    System.arraycopy(bytes, from, longKeys, longBytes, length);
    longBytes = (int) end;
  }
}
