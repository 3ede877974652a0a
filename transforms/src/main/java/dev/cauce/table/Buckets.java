package dev.cauce.table;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.util.VarInt;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one shard of a table, in buckets of about {@link #ON_HEAP} bytes each, or {@link
 * #ON_DISK}.
 *
 * <p>A bucket is an immutable array of bytes, replaced as a whole when one of its groups changes: a
 * snapshot may share it, and a state backend that keeps it on disk reads and writes a few kilobytes
 * at most for a group, however large the table is. Buckets grow in number by linear hashing: when
 * the groups no longer fit, one bucket after the other is split in two, so no single step is
 * expensive. That keeps the cost per changed group flat from one group to millions.
 */
final class Buckets {
  /** Few buckets, each with a price of its own in memory. */
  private static final int ON_HEAP = 4096;

  /**
   * A database on disk writes what it is given several times more, until it lies in its last file;
   * so one changed group must not bring many others along.
   */
  private static final int ON_DISK = 512;

  private static final int FORMAT = 1;

  /** Where the buckets are kept; one shard's state. */
  interface Store {
    byte @Nullable [] get(Place place);

    void put(Place place, byte[] bucket);

    void remove(Place place);

    @Nullable Size size(Span span);

    void resize(Span span, Size size);

    void forget(Span span);
  }

  /** Which bucket of which window. */
  record Place(Span span, int number) {}

  /** How much a window holds. */
  record Size(long bytes, long groups, int buckets) {
    static final Size NOTHING = new Size(0, 0, 1);
  }

  private final Store store;
  private final int target;

  /**
   * @param target see {@link #target}; another one than before is no harm
   */
  Buckets(Store store, int target) {
    this.store = store;
    this.target = target;
  }

  /** How many bytes a bucket is to have in a run with {@code options}. */
  static int target(PipelineOptions options) {
    String backend = options.as(CheckpointOptions.class).getStateBackendName();
    return backend.equals("rocksdb") ? ON_DISK : ON_HEAP;
  }

  /**
   * Merges {@code news} into the groups of {@code span}. Afterwards each group of {@code news}
   * holds its merged accumulator.
   *
   * @return how many of them are new
   */
  int merge(Span span, GroupTable<?, ?> news) {
    Size size = size(span);
    int buckets = grow(span, size, size.bytes() + news.writtenBytes(news.size()));
    int[] order = byBucket(news, buckets);
    long bytes = size.bytes();
    int added = 0;
    Bytes scratch = new Bytes(64);
    Bytes out = new Bytes(2 * target);
    Marks marks = new Marks();
    for (int i = 0; i < order.length; ) {
      int number = number(news.hash(order[i]), buckets);
      int first = i;
      marks.clear();
      for (int hash; i < order.length; i++) {
        hash = news.hash(order[i]);
        if (number(hash, buckets) != number) {
          break;
        }
        marks.add(hash);
      }
      Place place = new Place(span, number);
      byte[] old = store.get(place);
      out.clear();
      out.write(FORMAT);
      int known = old == null ? 0 : mergeOld(old, news, marks, out);
      for (int j = first; j < i; j++) {
        news.write(order[j], out, scratch);
      }
      added += i - first - known;
      bytes += out.size() - (old == null ? 0 : old.length);
      store.put(place, out.toArray());
    }
    store.resize(span, new Size(bytes, size.groups() + added, buckets));
    return added;
  }

  /** Merges the old groups that are among {@code news} into them, and copies the others. */
  private static int mergeOld(byte[] old, GroupTable<?, ?> news, Marks marks, Bytes out) {
    int known = 0;
    int copied = 1; // all before it is in the new bucket, or is news
    Bytes.Cursor in = open(old);
    GroupTable.Entry entry = new GroupTable.Entry(in);
    while (in.hasMore()) {
      entry.next();
      if (!marks.mayHave(entry.hash)) {
        continue;
      }
      int group = news.find(entry.hash, old, entry.keyStart, entry.keyEnd);
      if (group >= 0) {
        news.merge(group, entry);
        known++;
        out.write(old, copied, entry.start - copied);
        copied = entry.valueEnd;
      }
    }
    out.write(old, copied, old.length - copied);
    return known;
  }

  /**
   * Which hashes may be among some, told by 128 bytes: most of a bucket's groups have not changed,
   * and need not be looked up among all news.
   */
  private static final class Marks {
    private static final int MIX = 0x9E3779B1; // 2^32 / golden ratio, odd
    private static final int BITS = 10;

    private final long[] bits = new long[(1 << BITS) / Long.SIZE];

    void clear() {
      Arrays.fill(bits, 0);
    }

    void add(int hash) {
      int mark = mark(hash);
      bits[mark / Long.SIZE] |= 1L << mark;
    }

    boolean mayHave(int hash) {
      int mark = mark(hash);
      return (bits[mark / Long.SIZE] >>> mark & 1) != 0;
    }

    /** Of a bucket's hashes the lowest bits are the same, and of a shard's the highest. */
    private static int mark(int hash) {
      return hash * MIX >>> Integer.SIZE - BITS;
    }
  }

  /** Merges all groups of {@code span} into {@code table}. */
  void readAll(Span span, GroupTable<?, ?> table) {
    int buckets = size(span).buckets();
    for (int number = 0; number < buckets; number++) {
      byte[] bucket = store.get(new Place(span, number));
      if (bucket != null) {
        Bytes.Cursor in = open(bucket);
        GroupTable.Entry entry = new GroupTable.Entry(in);
        while (in.hasMore()) {
          entry.next();
          table.merge(entry);
        }
      }
    }
  }

  /** Takes groups out of a bucket, or parts of them. */
  interface Sweep {
    /**
     * Writes what stays of the group at {@code entry} of {@code bucket} to {@code out}: a whole
     * entry, or nothing.
     *
     * @return whether anything stays
     */
    boolean keep(byte[] bucket, GroupTable.Entry entry, Bytes out);
  }

  /**
   * Lets {@code sweep} go over bucket {@code number} of {@code span}.
   *
   * @return how many groups went
   */
  int sweep(Span span, int number, Sweep sweep) {
    Place place = new Place(span, number);
    byte[] old = store.get(place);
    if (old == null) {
      return 0;
    }
    Bytes out = new Bytes(old.length);
    out.write(FORMAT);
    Bytes.Cursor in = open(old);
    GroupTable.Entry entry = new GroupTable.Entry(in);
    int went = 0;
    while (in.hasMore()) {
      entry.next();
      if (!sweep.keep(old, entry, out)) {
        went++;
      }
    }
    store.put(place, out.toArray());
    Size size = size(span);
    store.resize(
        span,
        new Size(size.bytes() + out.size() - old.length, size.groups() - went, size.buckets()));
    return went;
  }

  /**
   * Forgets the groups of {@code span}.
   *
   * @return how many there were
   */
  long drop(Span span) {
    Size size = size(span);
    for (int number = 0; number < size.buckets(); number++) {
      store.remove(new Place(span, number));
    }
    store.forget(span);
    return size.groups();
  }

  private Size size(Span span) {
    Size size = store.size(span);
    return size == null ? Size.NOTHING : size;
  }

  private int grow(Span span, Size size, long expected) {
    int buckets = size.buckets();
    while (expected / buckets > target && buckets < 1 << 26) {
      if (size.groups() > 0) {
        split(span, buckets);
      }
      buckets++;
    }
    return buckets;
  }

  /** Moves the groups that belong to the new bucket {@code number} there from where they are. */
  private void split(Span span, int number) {
    int from = number - Integer.highestOneBit(number);
    byte[] old = store.get(new Place(span, from));
    if (old == null) {
      return;
    }
    Bytes stay = new Bytes(old.length);
    Bytes move = new Bytes(old.length);
    stay.write(FORMAT);
    move.write(FORMAT);
    Bytes.Cursor in = open(old);
    GroupTable.Entry entry = new GroupTable.Entry(in);
    while (in.hasMore()) {
      entry.next();
      Bytes to = number(entry.hash, number + 1) == number ? move : stay;
      to.write(old, entry.start, entry.valueEnd - entry.start);
    }
    store.put(new Place(span, from), stay.toArray());
    store.put(new Place(span, number), move.toArray());
  }

  /** Linear hashing: the bucket of {@code hash} when there are {@code buckets}. */
  private static int number(int hash, int buckets) {
    int level = Integer.highestOneBit(buckets);
    int number = hash & (2 * level - 1);
    return number < buckets ? number : number & (level - 1);
  }

  /** The groups of {@code news}, ordered by bucket. */
  private static int[] byBucket(GroupTable<?, ?> news, int buckets) {
    int[] starts = new int[buckets + 1];
    for (int group = 0; group < news.size(); group++) {
      starts[number(news.hash(group), buckets) + 1]++;
    }
    for (int i = 0; i < buckets; i++) {
      starts[i + 1] += starts[i];
    }
    int[] order = new int[news.size()];
    for (int group = 0; group < news.size(); group++) {
      order[starts[number(news.hash(group), buckets)]++] = group;
    }
    return order;
  }

  static Bytes.Cursor open(byte[] bucket) {
    if (bucket[0] != FORMAT) {
      throw new IllegalStateException("Unknown format " + bucket[0] + " of a bucket of the table");
    }
    Bytes.Cursor in = new Bytes.Cursor(bucket);
    in.at = 1;
    return in;
  }

  static final class PlaceCoder extends AtomicCoder<Place> {
    static final PlaceCoder INSTANCE = new PlaceCoder();

    @Override
    public void encode(Place place, OutputStream out) throws IOException {
      Span.SpanCoder.INSTANCE.encode(place.span, out);
      new DataOutputStream(out).writeInt(place.number);
    }

    @Override
    public Place decode(InputStream in) throws IOException {
      return new Place(Span.SpanCoder.INSTANCE.decode(in), new DataInputStream(in).readInt());
    }

    @Override
    public boolean consistentWithEquals() {
      return true;
    }

    @Override
    public void verifyDeterministic() {}
  }

  static final class SizeCoder extends AtomicCoder<Size> {
    static final SizeCoder INSTANCE = new SizeCoder();

    @Override
    public void encode(Size size, OutputStream out) throws IOException {
      VarInt.encode(size.bytes, out);
      VarInt.encode(size.groups, out);
      VarInt.encode(size.buckets, out);
    }

    @Override
    public Size decode(InputStream in) throws IOException {
      return new Size(VarInt.decodeLong(in), VarInt.decodeLong(in), VarInt.decodeInt(in));
    }

    @Override
    public boolean consistentWithEquals() {
      return true;
    }

    @Override
    public void verifyDeterministic() {}
  }
}
