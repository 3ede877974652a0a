package dev.cauce.io;

import dev.cauce.row.CompactRowCoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;

/**
 * Rows that are to be in the order of their {@link Keys}, kept as bytes: as objects, ten million
 * rows of a word and a number are 2 GB, through which whoever sorts them has to jump; as bytes 0.3
 * GB. Holds all rows. Not thread-safe.
 */
final class SortedRows {
  private static final int CHUNK_BITS = 20;
  private static final int CHUNK = 1 << CHUNK_BITS;

  private final Keys keys;
  private final CompactRowCoder coder;
  private final List<byte[]> chunks = new ArrayList<>();
  private final Chunk written = new Chunk();
  private long[] places = new long[64];
  private long[] beginnings = new long[64];
  private int size;

  SortedRows(Schema schema) {
    this.keys = Keys.of(schema);
    this.coder = CompactRowCoder.of(schema);
  }

  int size() {
    return size;
  }

  void add(Row row) throws IOException {
    if (size == places.length) {
      int more = (int) Math.min(Integer.MAX_VALUE - 8, size * 3L / 2);
      places = Arrays.copyOf(places, more);
      beginnings = Arrays.copyOf(beginnings, more);
    }
    int from = written.size();
    coder.encode(row, written);
    if (written.size() >= CHUNK && from > 0) {
      // No row is in two chunks; one that is larger than a chunk has one of its own.
      chunks.add(written.firstBytes(from));
      written.keepFrom(from);
      from = 0;
    }
    places[size] = (long) chunks.size() << CHUNK_BITS | from;
    beginnings[size] = keys.beginning(row);
    size++;
  }

  /** Takes one row after the other. */
  interface Taker {
    void take(Row row) throws IOException;
  }

  /** Gives all rows to {@code taker}, in order; then nothing may be added any more. */
  void forEach(Taker taker) throws IOException {
    chunks.add(written.firstBytes(written.size()));
    int[] order = keys.order(beginnings, size, this::row);
    for (int number : order) {
      taker.take(row(number));
    }
  }

  private Row row(int number) {
    byte[] chunk = chunks.get((int) (places[number] >>> CHUNK_BITS));
    int from = (int) places[number] & CHUNK - 1;
    try {
      return coder.decode(new ByteArrayInputStream(chunk, from, chunk.length - from));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is read but memory
    }
  }

  /** What is being written to. */
  private static final class Chunk extends ByteArrayOutputStream {
    Chunk() {
      super(1 << 12);
    }

    byte[] firstBytes(int length) {
      return Arrays.copyOf(buf, length);
    }

    void keepFrom(int from) {
      System.arraycopy(buf, from, buf, 0, count - from);
      count -= from;
    }
  }
}
