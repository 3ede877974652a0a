package dev.cauce.table;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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

  /** Four places. */
  private static final int BYTES_IN_INDEX = 4 * Integer.BYTES;

  private final GroupKeys keys = new GroupKeys();
  private final Accumulators<I, V> accumulators;

  /**
   * By hash: the number + 1 of a group (27 bits), and above it the first five bits of its hash.
   * Small, and the groups themselves in the order in which they came, which is nearly that of how
   * often they come: a large table is in no near cache.
   */
  private int[] index = new int[2 * START];

  private final int[] hashesAtOnce = new int[AT_ONCE];
  private final int[] foundAtOnce = new int[AT_ONCE];
  private final long[] headsAtOnce = new long[AT_ONCE];
  private final int[] keysAtOnce = new int[2 * AT_ONCE];
  private final int[] valuesAtOnce = new int[2 * AT_ONCE];

  /** The groups that are known; those that came after are strangers. All are known, if null. */
  private GroupKeys.@Nullable Mark known;

  private long rows;

  GroupTable(Accumulators.Factory<I, V> factory) {
    this.accumulators = factory.make(keys);
  }

  int size() {
    return keys.size();
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
    known = keys.mark();
    rows = 0;
  }

  boolean isFixed() {
    return known != null;
  }

  /** Where the groups begin that it did not know when it was fixed: at 0, if it was not. */
  int strangers() {
    return known == null ? 0 : known.size();
  }

  /** Forgets the groups that came since it was fixed. */
  void forgetStrangers() {
    if (known != null) {
      keys.reset(known);
    }
    rows = 0;
  }

  Accumulators<I, V> accumulators() {
    return accumulators;
  }

  /**
   * Roughly how many bytes so many of the groups take when written, if they are like the others.
   */
  long writtenBytes(int groups) {
    return groups == 0 ? 0 : keys.bytes() * groups / size() + 8L * groups;
  }

  /** Roughly how many bytes of memory the groups take, and no less than they need. */
  long memory() {
    return keys.memory() + (long) size() * (BYTES_IN_INDEX + accumulators.bytesAGroup());
  }

  int hash(int group) {
    return keys.hash(group);
  }

  /** The bytes of the key of {@code group}, until the next call. */
  Bytes key(int group) {
    return keys.get(group);
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
    keys.heads(foundAtOnce, some, headsAtOnce);
    for (int i = 0; i < some; i++) {
      int at = 2 * (first + i);
      int hash = hashesAtOnce[i];
      int found = foundAtOnce[i];
      if (found < 0
          || GroupKeys.hash(headsAtOnce[i]) != hash
          || !keys.is(found, hash, bytes, edges[at], edges[at + 1])) {
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
      if (((found ^ hash) & ~GROUP) == 0 && keys.is((found & GROUP) - 1, hash, bytes, from, to)) {
        return slot;
      }
    }
    return slot;
  }

  private int insert(int slot, int hash, byte[] bytes, int from, int to) {
    int group = append(hash, bytes, from, to);
    if (!isFixed()) {
      index[slot] = hash & ~GROUP | group + 1;
      if (2 * size() > index.length) {
        grow();
      }
    }
    return group;
  }

  private int append(int hash, byte[] bytes, int from, int to) {
    if (size() == GROUP) {
      throw new IllegalStateException("more than " + GROUP + " groups in one part of a table");
    }
    int group = keys.append(hash, bytes, from, to);
    accumulators.create(group);
    return group;
  }

  private void grow() {
    int[] larger = new int[2 * index.length];
    int mask = larger.length - 1;
    for (int group = 0; group < size(); group++) {
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
    int length = keys.length(group);
    out.writeVarInt(length);
    keys.write(group, length, out);
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
    if (index.length > 1 << 16 && 16 * size() < index.length) {
      index = new int[index.length / 2];
    } else {
      Arrays.fill(index, 0);
    }
    keys.clear(index.length / 2);
    accumulators.clear(index.length / 2);
    known = null;
    rows = 0;
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
