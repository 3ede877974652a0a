package dev.cauce.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Groups on their way from where they were read to their shards: what a bundle gathered, by window.
 *
 * <p>A block is a sequence of sections; a section is a window, the number of its groups, and the
 * groups as {@link GroupTable} writes them.
 */
final class Blocks<I, V> {
  private static final int FORMAT = 1;
  private static final int PART = 2;
  private static final Span NONE = new Span(0, 0);

  private final Accumulators.Factory<I, V> factory;
  private final Map<Span, GroupTable<I, V>> tables = new LinkedHashMap<>();
  private final List<GroupTable<I, V>> spare = new ArrayList<>();
  private Span lastSpan = NONE;
  private GroupTable<I, V> lastTable;
  private boolean fixed;

  Blocks(Accumulators.Factory<I, V> factory) {
    this.factory = factory;
    this.lastTable = new GroupTable<>(factory);
    spare.add(lastTable);
  }

  /** The groups of {@code span}, made if there are none. */
  GroupTable<I, V> table(Span span) {
    if (!lastSpan.equals(span) || tables.isEmpty()) {
      lastTable = tables.computeIfAbsent(span, s -> fresh());
      lastSpan = span;
    }
    return lastTable;
  }

  private GroupTable<I, V> fresh() {
    return spare.isEmpty() ? new GroupTable<>(factory) : spare.remove(spare.size() - 1);
  }

  Map<Span, GroupTable<I, V>> tables() {
    return tables;
  }

  boolean isEmpty() {
    return tables.isEmpty();
  }

  /** Roughly how many bytes of memory the groups take. */
  long memory() {
    long bytes = 0;
    for (GroupTable<I, V> table : tables.values()) {
      bytes += table.memory();
    }
    return bytes;
  }

  void clear() {
    tables.values().forEach(this::spare);
    tables.clear();
    fixed = false;
  }

  private void spare(GroupTable<I, V> table) {
    table.clear();
    if (spare.size() < 4) {
      spare.add(table);
    }
  }

  /** Lets the tables that there are know no groups but those they have, see {@link GroupTable}. */
  void fix() {
    tables.values().forEach(GroupTable::fix);
    fixed = true;
  }

  boolean isFixed() {
    return fixed;
  }

  /** Whether of what came since {@link #fix}, less than half was for groups that were known. */
  boolean isOutdated() {
    long rows = 0;
    long strangers = 0;
    for (GroupTable<I, V> table : tables.values()) {
      rows += table.rows();
      strangers += table.size() - table.strangers();
    }
    return 2 * strangers > rows;
  }

  /** One block for each of the shards; null for those that get nothing. */
  byte[][] write(int shards) {
    byte[][] blocks = new byte[shards][];
    write(shards, Integer.MAX_VALUE, (shard, block) -> blocks[shard] = block);
    return blocks;
  }

  /** Takes one block after the other. */
  interface Taker {
    void take(int shard, byte[] block);
  }

  /**
   * Gives {@code taker} the groups, in one block for each of the shards that get any for each
   * {@code most} groups: so what is written is never there all at once, if they are many.
   */
  void write(int shards, int most, Taker taker) {
    write(shards, most, table -> 0, taker);
  }

  /**
   * Like {@link #write(int, int, Taker)}, but of the groups alone that were not known at {@link
   * #fix}, and forgets them.
   */
  void takeStrangers(int shards, int most, Taker taker) {
    write(shards, most, GroupTable::strangers, taker);
    tables
        .values()
        .removeIf(
            table -> {
              if (table.isFixed()) {
                table.forgetStrangers();
                return false;
              }
              spare(table); // of a window that came since: there may be another one by now
              return true;
            });
    lastSpan = NONE;
  }

  private void write(int shards, int most, ToIntFunction<GroupTable<I, V>> first, Taker taker) {
    Bytes[] outs = new Bytes[shards];
    int room = most;
    for (Map.Entry<Span, GroupTable<I, V>> entry : tables.entrySet()) {
      GroupTable<I, V> table = entry.getValue();
      int from = first.applyAsInt(table);
      while (from < table.size()) {
        int to = from + Math.min(room, table.size() - from);
        writeSections(entry.getKey(), table, from, to, outs);
        room -= to - from;
        from = to;
        if (room == 0) {
          give(outs, taker);
          room = most;
        }
      }
    }
    give(outs, taker);
  }

  private void writeSections(
      Span span, GroupTable<I, V> table, int from, int to, @Nullable Bytes[] outs) {
    int shards = outs.length;
    int[] counts = new int[shards];
    for (int group = from; group < to; group++) {
      counts[Hash.shard(table.hash(group), shards)]++;
    }
    for (int shard = 0; shard < shards; shard++) {
      if (counts[shard] > 0) {
        Bytes out = outs[shard];
        if (out == null) {
          long room = 64 + table.writtenBytes(to - from) / shards * 5 / 4;
          out = new Bytes((int) Math.min(room, 1 << 30));
          out.write(FORMAT);
          outs[shard] = out;
        }
        out.writeLong(span.start());
        out.writeLong(span.end());
        out.writeInt(counts[shard]);
      }
    }
    Bytes scratch = new Bytes(64);
    for (int group = from; group < to; group++) {
      table.write(group, outs[Hash.shard(table.hash(group), shards)], scratch);
    }
  }

  private static void give(@Nullable Bytes[] outs, Taker taker) {
    for (int shard = 0; shard < outs.length; shard++) {
      Bytes out = outs[shard];
      if (out != null) {
        outs[shard] = null;
        taker.take(shard, out.toArray());
      }
    }
  }

  /** {@code block}, marked as one that is followed by another for the same shard, come what may. */
  static byte[] asPart(byte[] block) {
    block[0] = PART;
    return block;
  }

  /** Whether {@code block} was marked so: news are not to leave the shard before all is there. */
  static boolean isPart(byte[] block) {
    return block[0] == PART;
  }

  /** A block without groups. */
  static byte[] nothing() {
    return new byte[] {FORMAT};
  }

  static boolean isNothing(byte[] block) {
    return block.length == 1;
  }

  /** Merges a block that {@link #write} made into these groups. */
  void merge(byte[] block) {
    mergeIf(block, span -> true);
  }

  /** Merges those windows of a block that pass {@code filter} into these groups. */
  void mergeIf(byte[] block, Predicate<Span> filter) {
    sections(
        block,
        (span, count, in) -> {
          GroupTable.Entry entry = new GroupTable.Entry(in);
          GroupTable<I, V> table = filter.test(span) ? table(span) : null;
          if (table != null) {
            table.mergeAll(entry, count);
            return;
          }
          for (int i = 0; i < count; i++) {
            entry.next();
          }
        });
  }

  /** Goes through the sections of a block. */
  static void sections(byte[] block, Section section) {
    Bytes.Cursor in = new Bytes.Cursor(block);
    int format = in.readByte();
    if (format != FORMAT && format != PART) {
      throw new IllegalStateException("Unknown format " + format + " of a block of groups");
    }
    while (in.hasMore()) {
      Span span = new Span(in.readLong(), in.readLong());
      section.read(span, in.readInt(), in);
    }
  }

  /** Takes a section; must read all of its {@code count} entries from {@code in}. */
  interface Section {
    void read(Span span, int count, Bytes.Cursor in);
  }
}
