package dev.cauce.table;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.beam.sdk.coders.CustomCoder;
import org.jspecify.annotations.Nullable;

/**
 * For each bucket of {@link Stretches} the least time at which one of them ends, kept up to date as
 * buckets are written: so that closing what has ended reads the buckets that have such ones, and no
 * others.
 */
final class ExpiryIndex implements Buckets.Store {
  private final Buckets.Store store;
  private long[] least;

  ExpiryIndex(Buckets.Store store, long @Nullable [] least) {
    this.store = store;
    this.least = least == null ? new long[0] : least.clone();
  }

  /** What is to be kept. */
  long[] least() {
    return least;
  }

  /** The least of all; {@link StretchRule#NEVER} if nothing ends. */
  long earliest() {
    long earliest = StretchRule.NEVER;
    for (long end : least) {
      earliest = Math.min(earliest, end);
    }
    return earliest;
  }

  @Override
  public byte @Nullable [] get(Buckets.Place place) {
    return store.get(place);
  }

  @Override
  public void put(Buckets.Place place, byte[] bucket) {
    long end = StretchRule.NEVER;
    Bytes.Cursor in = Buckets.open(bucket);
    GroupTable.Entry entry = new GroupTable.Entry(in);
    while (in.hasMore()) {
      entry.next();
      end = Math.min(end, Stretches.leastEnd(bucket, entry.valueStart));
    }
    set(place.number(), end);
    store.put(place, bucket);
  }

  @Override
  public void remove(Buckets.Place place) {
    set(place.number(), StretchRule.NEVER);
    store.remove(place);
  }

  private void set(int number, long end) {
    if (number >= least.length) {
      int before = least.length;
      least = Arrays.copyOf(least, number + 1);
      Arrays.fill(least, before, least.length, StretchRule.NEVER);
    }
    least[number] = end;
  }

  @Override
  public Buckets.@Nullable Size size(Span span) {
    return store.size(span);
  }

  @Override
  public void resize(Span span, Buckets.Size size) {
    store.resize(span, size);
  }

  @Override
  public void forget(Span span) {
    store.forget(span);
  }

  /** Writes their number and each. */
  static final class IndexCoder extends CustomCoder<long[]> {
    static final IndexCoder INSTANCE = new IndexCoder();
    private static final int FORMAT = 1;

    @Override
    public void encode(long[] least, OutputStream out) throws IOException {
      DataOutputStream data = new DataOutputStream(out);
      data.writeByte(FORMAT);
      data.writeInt(least.length);
      for (long end : least) {
        data.writeLong(end);
      }
    }

    @Override
    public long[] decode(InputStream in) throws IOException {
      DataInputStream data = new DataInputStream(in);
      int format = data.readByte();
      if (format != FORMAT) {
        throw new IOException("Unknown format " + format + " of an index of the table");
      }
      long[] least = new long[data.readInt()];
      for (int i = 0; i < least.length; i++) {
        least[i] = data.readLong();
      }
      return least;
    }

    @Override
    public void verifyDeterministic() {}
  }
}
