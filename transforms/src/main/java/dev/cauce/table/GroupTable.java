package dev.cauce.table;

import java.util.Arrays;

/**
 * Groups and their accumulators in memory: an open-addressing hash table over the bytes of the
 * keys, without an object a group. Groups are numbered from 0 in the order in which they came.
 *
 * @param <I> what is aggregated
 * @param <V> what comes out
 */
final class GroupTable<I, V> {
  private static final int START = 64;
  private static final int AT_ONCE = 64;
  private static final int GROUP = (1 << 27) - 1;
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;
  private static final int WIDTH = 4;
  private static final int IN_HEAD = (WIDTH - 1) * Long.BYTES;

  /** Its head, where a long key ends, and four places in the index. */
  private static final long BYTES_A_GROUP = WIDTH * Long.BYTES + Integer.BYTES + 4L * Integer.BYTES;

  private final Accumulators<I, V> accumulators;

  /**
   * By hash: the number + 1 of a group (27 bits), and above it the first five bits of its hash.
   * Small, and the groups' heads in the order in which they came, which is nearly that of how often
   * they come: a table of many words is in no near cache, and most of what a word costs is to wait
   * for memory.
   */
  private int[] index = new int[2 * START];

  /**
   * Of each group the hash and the length of its key up to 25, as one number, and the first 24
   * bytes of its key as three: all there is of most keys.
   */
  private long[] heads = new long[WIDTH * START];

  /** Where in {@link #longKeys} those of the groups up to this one end. */
  private int[] ends = new int[START];

  /** The keys of more than 24 bytes, one after the other. */
  private byte[] longKeys = new byte[16 * START];

  /** Of the group that was asked for last. */
  private final Bytes key = new Bytes(IN_HEAD);

  private final int[] hashesAtOnce = new int[AT_ONCE];
  private final int[] foundAtOnce = new int[AT_ONCE];
  private final long[] tagsAtOnce = new long[AT_ONCE];
  private final int[] keysAtOnce = new int[2 * AT_ONCE];
  private final int[] valuesAtOnce = new int[2 * AT_ONCE];
  private int size;

  /** How many groups are known; those from there on are strangers. All are, if it is not fixed. */
  private int known = Integer.MAX_VALUE;

  private long rows;

  /**
   * How long the keys of all groups are together, and of those that were there when it was fixed.
   */
  private long keyBytes;

  private long knownKeyBytes;

  GroupTable(Accumulators<I, V> accumulators) {
    this.accumulators = accumulators;
  }

  int size() {
    return size;
  }

  /** How many rows, or accumulators, came since it was fixed. */
  long rows() {
    return rows;
  }

  /**
   * Knows the groups that it has, and no others from now on: what comes under another key is a
   * group of its own each time, of which there may be several with one key, until {@link
   * #forgetStrangers}. The groups that come often mostly come early; so what comes later costs no
   * place in the index, and those stay that it is worth to have.
   */
  void fix() {
    known = size;
    knownKeyBytes = keyBytes;
    rows = 0;
  }

  boolean isFixed() {
    return known <= size;
  }

  /** Where the groups begin that it did not know when it was fixed: at 0, if it was not. */
  int strangers() {
    return isFixed() ? known : 0;
  }

  /** Forgets the groups that came since it was fixed. */
  void forgetStrangers() {
    size = strangers();
    keyBytes = isFixed() ? knownKeyBytes : 0;
    rows = 0;
  }

  Accumulators<I, V> accumulators() {
    return accumulators;
  }

  /**
   * Roughly how many bytes so many of the groups take when written, if they are like the others.
   */
  long writtenBytes(int groups) {
    return groups == 0 ? 0 : keyBytes * groups / size + 8L * groups;
  }

  /** Roughly how many bytes of memory the groups take, and no less than they need. */
  long memory() {
    return size == 0 ? 0 : ends[size - 1] + size * (BYTES_A_GROUP + accumulators.bytesAGroup());
  }

  int hash(int group) {
    return (int) (heads[group * WIDTH] >>> 32);
  }

  /** The bytes of the key of {@code group}, until the next call. */
  Bytes key(int group) {
    key.clear();
    writeKey(group, keyLength(group), key);
    return key;
  }

  private void writeKey(int group, int length, Bytes out) {
    if (length > IN_HEAD) {
      out.write(longKeys, ends[group] - length, length);
    } else {
      int head = group * WIDTH;
      out.write(heads[head + 1], heads[head + 2], heads[head + 3], length);
    }
  }

  private int keyLength(int group) {
    int length = (int) heads[group * WIDTH];
    return length <= IN_HEAD ? length : ends[group] - longStart(group);
  }

  private int longStart(int group) {
    return group == 0 ? 0 : ends[group - 1];
  }

  V value(int group) {
    return accumulators.extract(group);
  }

  /**
   * Aggregates {@code input}, of the event time {@code micros}, under the key {@code bytes[from,
   * to)}.
   */
  void add(byte[] bytes, int from, int to, long micros, I input) {
    rows++;
    accumulators.add(group(Hash.of(bytes, from, to), bytes, from, to), micros, input);
  }

  /**
   * Aggregates {@code input} under each of {@code count} keys: key {@code i} is {@code
   * bytes[edges[2 * i], edges[2 * i + 1])}. The same as {@link #add} for each, and quicker.
   */
  void addAll(byte[] bytes, int[] edges, int count, long micros, I input) {
    for (int first = 0; first < count; first += AT_ONCE) {
      int some = Math.min(AT_ONCE, count - first);
      for (int i = 0; i < some; i++) {
        int at = 2 * (first + i);
        hashesAtOnce[i] = Hash.of(bytes, edges[at], edges[at + 1]);
      }
      findAtOnce(bytes, edges, first, some);
      accumulators.addAll(foundAtOnce, some, micros, input);
    }
    rows += count;
  }

  /**
   * Merges {@code count} entries into the groups of their keys, made if they are not there. The
   * same as {@link #merge(Entry)} for each, and quicker.
   */
  void mergeAll(Entry entry, int count) {
    byte[] bytes = entry.in.array;
    for (int first = 0; first < count; first += AT_ONCE) {
      int some = Math.min(AT_ONCE, count - first);
      for (int i = 0; i < some; i++) {
        entry.next();
        hashesAtOnce[i] = entry.hash;
        keysAtOnce[2 * i] = entry.keyStart;
        keysAtOnce[2 * i + 1] = entry.keyEnd;
        valuesAtOnce[2 * i] = entry.valueStart;
        valuesAtOnce[2 * i + 1] = entry.valueEnd;
      }
      findAtOnce(bytes, keysAtOnce, 0, some);
      for (int i = 0; i < some; i++) {
        accumulators.merge(foundAtOnce[i], bytes, valuesAtOnce[2 * i], valuesAtOnce[2 * i + 1]);
      }
    }
    rows += count;
  }

  /**
   * Finds the groups of {@code some} keys from the key {@code first} on, whose hashes are there.
   * First where each hash leads, then what is there of each group, then all is compared: so nothing
   * that is fetched waits for what was fetched before it, and a wrong guess at one key does not
   * keep the next ones from being fetched.
   */
  private void findAtOnce(byte[] bytes, int[] edges, int first, int some) {
    int[] slots = index;
    int mask = slots.length - 1;
    for (int i = 0; i < some; i++) {
      foundAtOnce[i] = (slots[hashesAtOnce[i] & mask] & GROUP) - 1;
    }
    long[] present = heads;
    for (int i = 0; i < some; i++) {
      tagsAtOnce[i] = present[Math.max(foundAtOnce[i], 0) * WIDTH];
    }
    for (int i = 0; i < some; i++) {
      int at = 2 * (first + i);
      int hash = hashesAtOnce[i];
      int found = foundAtOnce[i];
      if (found < 0
          || (int) (tagsAtOnce[i] >>> 32) != hash
          || !isKey(found, hash, bytes, edges[at], edges[at + 1])) {
        foundAtOnce[i] = group(hash, bytes, edges[at], edges[at + 1]);
      }
    }
  }

  /** The group of the key {@code bytes[from, to)}, made if it is not there. */
  int group(int hash, byte[] bytes, int from, int to) {
    int slot = slot(hash, bytes, from, to);
    int group = groupIn(slot);
    return group >= 0 ? group : insert(slot, hash, bytes, from, to);
  }

  /** The group of the key {@code bytes[from, to)}, or -1. */
  int find(int hash, byte[] bytes, int from, int to) {
    return groupIn(slot(hash, bytes, from, to));
  }

  private int groupIn(int slot) {
    return (index[slot] & GROUP) - 1;
  }

  /** Where the key is, or where it would be put: an empty slot of the index. */
  private int slot(int hash, byte[] bytes, int from, int to) {
    int mask = index.length - 1;
    int slot = hash & mask;
    for (int found; (found = index[slot]) != 0; slot = slot + 1 & mask) {
      if (((found ^ hash) & ~GROUP) == 0 && isKey((found & GROUP) - 1, hash, bytes, from, to)) {
        return slot;
      }
    }
    return slot;
  }

  /** All parts of most keys are compared at once: where they differ is not to be guessed. */
  private boolean isKey(int group, int hash, byte[] bytes, int from, int to) {
    int head = group * WIDTH;
    int length = to - from;
    if (length <= IN_HEAD && from + IN_HEAD <= bytes.length) {
      return ((heads[head] ^ tag(hash, length))
              | (heads[head + 1] ^ Hash.part(bytes, from, length))
              | (heads[head + 2] ^ Hash.part(bytes, from + Long.BYTES, length - Long.BYTES))
              | (heads[head + 3]
                  ^ Hash.part(bytes, from + 2 * Long.BYTES, length - 2 * Long.BYTES)))
          == 0;
    }
    return heads[head] == tag(hash, length)
        && heads[head + 1] == Hash.head(bytes, from, to)
        && (length <= Long.BYTES || isRest(group, bytes, from, to));
  }

  /** Whether all but the first eight bytes are those of the key of {@code group}, as long as it. */
  private boolean isRest(int group, byte[] bytes, int from, int to) {
    int at = from + Long.BYTES;
    for (int i = group * WIDTH + 2; i < (group + 1) * WIDTH; i++, at += Long.BYTES) {
      if (heads[i] != Hash.head(bytes, at, to)) {
        return false;
      }
      if (to - at <= Long.BYTES) {
        return true;
      }
    }
    return Arrays.equals(longKeys, longStart(group), ends[group], bytes, from, to);
  }

  private static long tag(int hash, int length) {
    return (long) hash << 32 | Math.min(length, IN_HEAD + 1);
  }

  private int insert(int slot, int hash, byte[] bytes, int from, int to) {
    int group = append(hash, bytes, from, to);
    if (!isFixed()) {
      index[slot] = hash & ~GROUP | group + 1;
      if (2 * size > index.length) {
        grow();
      }
    }
    return group;
  }

  private int append(int hash, byte[] bytes, int from, int to) {
    int group = size;
    if (group + 1L > GROUP) {
      throw new IllegalStateException("more than " + GROUP + " groups in one part of a table");
    }
    if (group == ends.length) {
      ends = Arrays.copyOf(ends, larger(group));
      heads = Arrays.copyOf(heads, WIDTH * ends.length);
    }
    int length = to - from;
    int head = group * WIDTH;
    heads[head] = tag(hash, length);
    if (length <= IN_HEAD && from + IN_HEAD <= bytes.length) {
      // The same for all lengths, which are not to be guessed.
      for (int i = 1, at = 0; i < WIDTH; i++, at += Long.BYTES) {
        heads[head + i] = Hash.part(bytes, from + at, length - at);
      }
    } else {
      for (int i = 1, at = from; i < WIDTH; i++, at += Long.BYTES) {
        heads[head + i] = at < to ? Hash.head(bytes, at, to) : 0;
      }
    }
    ends[group] =
        length <= IN_HEAD ? longStart(group) : appendLong(longStart(group), bytes, from, length);
    keyBytes += length;
    accumulators.create(group);
    size = group + 1;
    return group;
  }

  private int appendLong(int start, byte[] bytes, int from, int length) {
    long end = (long) start + length;
    if (end > MOST_BYTES) {
      throw new IllegalStateException(
          "more than " + MOST_BYTES + " bytes of keys in one part of a table");
    }
    if (end > longKeys.length) {
      int room = (int) Math.min(Math.max(end, 2L * longKeys.length), MOST_BYTES);
      longKeys = Arrays.copyOf(longKeys, room);
    }
    System.arraycopy(bytes, from, longKeys, start, length);
    return (int) end;
  }

  /** How many groups there is to be room for when {@code groups} are no longer enough. */
  static int larger(int groups) {
    // Much more than there are would be much memory for nothing.
    return groups < 1 << 20 ? 2 * groups : groups < 1 << 22 ? groups / 2 * 3 : groups / 4 * 5;
  }

  private void grow() {
    int[] larger = new int[2 * index.length];
    int mask = larger.length - 1;
    for (int group = 0; group < size; group++) {
      int hash = hash(group);
      int slot = hash & mask;
      while (larger[slot] != 0) {
        slot = slot + 1 & mask;
      }
      larger[slot] = hash & ~GROUP | group + 1;
    }
    index = larger;
  }

  /** Writes a group as an entry: hash, key, accumulator. */
  void write(int group, Bytes out, Bytes scratch) {
    out.writeInt(hash(group));
    int length = keyLength(group);
    out.writeVarInt(length);
    writeKey(group, length, out);
    scratch.clear();
    accumulators.write(group, scratch);
    out.writeVarInt(scratch.size());
    scratch.copyTo(out);
  }

  /** Adds the accumulator of {@code entry} to that of {@code group}. */
  void merge(int group, Entry entry) {
    accumulators.merge(group, entry.in.array, entry.valueStart, entry.valueEnd);
  }

  /** Merges the entry into the group of its key, made if it is not there; returns that group. */
  int merge(Entry entry) {
    int group = group(entry.hash, entry.in.array, entry.keyStart, entry.keyEnd);
    merge(group, entry);
    return group;
  }

  /** Merges {@code group} of {@code other} into the group of its key, made if it is not there. */
  void copy(GroupTable<I, V> other, int group) {
    Bytes written = new Bytes(64);
    other.write(group, written, new Bytes(64));
    Entry entry = new Entry(new Bytes.Cursor(written.toArray()));
    entry.next();
    merge(entry);
  }

  /** Forgets all groups. Memory is kept for as many again, and given back if far fewer came. */
  void clear() {
    if (index.length > 1 << 16 && 16 * size < index.length) {
      index = new int[index.length / 2];
      ends = new int[ends.length / 2];
      heads = new long[heads.length / 2];
      longKeys = new byte[longKeys.length / 2];
    } else {
      Arrays.fill(index, 0);
    }
    accumulators.clear(ends.length);
    size = 0;
    known = Integer.MAX_VALUE;
    rows = 0;
    keyBytes = 0;
  }

  /** Where the parts of a written group are: moves over the entries of a block or a bucket. */
  static final class Entry {
    private final Bytes.Cursor in;
    int hash;
    int start;
    int keyStart;
    int keyEnd;
    int valueStart;
    int valueEnd;

    Entry(Bytes.Cursor in) {
      this.in = in;
    }

    void next() {
      start = in.at;
      hash = in.readInt();
      int keyLength = in.readVarInt();
      keyStart = in.at;
      keyEnd = keyStart + keyLength;
      in.at = keyEnd;
      int valueLength = in.readVarInt();
      valueStart = in.at;
      valueEnd = valueStart + valueLength;
      in.at = valueEnd;
    }
  }
}
