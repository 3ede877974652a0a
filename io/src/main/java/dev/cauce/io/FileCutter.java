package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.row.EightBytes;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Cuts bytes into rows. A row ends with LF or CRLF, neither of which belongs to it; a byte order
 * mark at the very beginning is left out; what is malformed becomes U+FFFD and is counted; a row
 * longer than the limit is left out and counted, and costs no more memory than the limit.
 *
 * <p>Always knows the position at which another cutter goes on as if nothing had happened: {@link
 * #offset} and {@link #skipping}.
 */
final class FileCutter {
  /** A block aims at so many bytes. */
  static final int BLOCK_BYTES = 256 << 10;

  private static final int READ_BYTES = 64 << 10;
  private static final long NEWLINES = '\n' * EightBytes.ONES;

  /** Where bytes come from. */
  interface Bytes {
    /** Reads at least one byte, or gives -1 at the end. */
    int read(byte[] into, int from, int length) throws IOException;
  }

  /** The memory in which rows are cut; one file after another uses the same. */
  static final class Scratch {
    private byte[] bytes = new byte[READ_BYTES];

    /** What a file is read into first; several times faster than to let the JDK do it. */
    final ByteBuffer direct = ByteBuffer.allocateDirect(READ_BYTES);

    /** Gives back what a very long row has taken. */
    void shrink() {
      if (bytes.length > 16 * READ_BYTES) {
        bytes = new byte[READ_BYTES];
      }
    }
  }

  private final Bytes in;
  private final Scratch scratch;
  private final Charset charset;
  private final boolean utf8;
  private final boolean wasDecoded;
  private final int maxLineBytes;
  private final boolean unfinishedCounts;
  private final long end;
  private final FileCounts counts;
  private final @Nullable EventTime eventTime;

  private long base; // the position of scratch.bytes[0]
  private int low; // the present row's first byte
  private int scanned; // up to here no line end was found
  private int high; // up to here bytes were read
  private long highBits; // of the present row, as far as it was scanned
  private boolean skipping;
  private boolean ended;
  private int mostRows; // in the present block

  /**
   * @param in gives the bytes from {@code offset} on
   * @param offset where {@code in} begins
   * @param skipping whether {@code offset} is inside a row that is to be left out, up to and with
   *     its line end
   * @param end rows that begin here or later are not handed out
   * @param unfinishedCounts whether what stands behind the last line end is a row
   */
  FileCutter(
      Bytes in,
      Scratch scratch,
      FileRows rows,
      FileCounts counts,
      long offset,
      boolean skipping,
      long end,
      boolean unfinishedCounts) {
    this.in = in;
    this.scratch = scratch;
    this.charset = rows.charsetToCut();
    this.utf8 = charset.equals(UTF_8);
    this.wasDecoded = utf8 && !rows.isUtf8();
    this.maxLineBytes = rows.maxLineBytes();
    this.counts = counts;
    this.eventTime = rows.eventTime();
    this.base = offset;
    this.skipping = skipping;
    this.end = end;
    this.unfinishedCounts = unfinishedCounts;
  }

  /**
   * Where the first row begins that was not handed out; if {@link #skipping}, a place inside it.
   */
  long offset() {
    return base + low;
  }

  /** Whether {@link #offset} is inside a row that is left out. */
  boolean skipping() {
    return skipping;
  }

  /** Whether there are no more rows. */
  boolean ended() {
    return ended;
  }

  /**
   * Adds rows to the block until it is full, the end is reached, or about {@code budget} bytes were
   * read.
   *
   * @param millis the event time of the rows, unless it stands in them
   */
  void fill(Lines.Builder block, long millis, long budget) throws IOException {
    fill(block, millis, budget, Integer.MAX_VALUE);
  }

  /**
   * The same, of a block that is full with {@code mostRows} rows.
   *
   * @param mostRows at least 1
   */
  void fill(Lines.Builder block, long millis, long budget, int mostRows) throws IOException {
    this.mostRows = mostRows;
    long left = budget;
    while (!ended) {
      if (base + low >= end) {
        ended = true;
        return;
      }
      int newline = findNewline();
      if (newline >= 0) {
        if (!cut(block, newline, millis)) {
          return; // full
        }
        continue;
      }
      if (!skipping && high - low > maxLineBytes + 1) { // one more: it may be a CR
        counts.oversized++;
        skipping = true;
      }
      if (skipping) {
        low = high;
      }
      if (left <= 0) {
        return;
      }
      int read = readMore();
      if (read < 0) {
        last(block, millis);
        return;
      }
      left -= read;
    }
  }

  /**
   * Takes the row that ends at {@code newline}; false, and nothing is taken, if the block is full.
   */
  private boolean cut(Lines.Builder block, int newline, long millis) {
    if (!skipping) {
      int to = newline > low && scratch.bytes[newline - 1] == '\r' ? newline - 1 : newline;
      if (to - low > maxLineBytes) {
        counts.oversized++;
      } else if (isFull(block, to - low)) {
        scanned = newline; // found again at once
        return false;
      } else {
        add(block, low, to, millis);
      }
    }
    skipping = false;
    low = newline + 1;
    scanned = low;
    highBits = 0;
    return true;
  }

  private void last(Lines.Builder block, long millis) {
    if (!skipping && high > low && unfinishedCounts) {
      if (high - low > maxLineBytes) {
        counts.oversized++;
      } else if (isFull(block, high - low)) {
        return; // comes with the next block: reading at the end gives the end again
      } else {
        add(block, low, high, millis);
      }
      low = high;
    }
    ended = true;
  }

  private boolean isFull(Lines.Builder block, int more) {
    if (block.size() >= mostRows) {
      return true;
    }
    // Four bytes a row, so that a block of many empty rows is full some time, too.
    return block.size() > 0 && block.length() + more + 4L * block.size() > BLOCK_BYTES;
  }

  private void add(Lines.Builder block, int from, int to, long millis) {
    byte[] bytes = scratch.bytes;
    counts.rows++;
    if (utf8 && (highBits & EightBytes.HIGHS) == 0) {
      put(block, bytes, from, to, millis);
      return;
    }
    if (!utf8) {
      byte[] row = new String(bytes, from, to - from, charset).getBytes(UTF_8);
      counts.malformed += holdsReplacement(row, 0, row.length) ? 1 : 0;
      put(block, row, 0, row.length, millis);
      return;
    }
    int start = from;
    if (base + from == 0 && to - from >= 3 && isByteOrderMark(bytes, from)) {
      start += 3;
    }
    if (!Utf8.isWellFormed(bytes, start, to)) {
      counts.malformed++;
      byte[] row = Utf8.repaired(bytes, start, to);
      put(block, row, 0, row.length, millis);
      return;
    }
    counts.malformed += wasDecoded && holdsReplacement(bytes, start, to) ? 1 : 0;
    put(block, bytes, start, to, millis);
  }

  private void put(Lines.Builder block, byte[] row, int from, int to, long millis) {
    block.add(row, from, to, eventTime == null ? millis : eventTime.millis(row, from, to));
  }

  private static boolean isByteOrderMark(byte[] bytes, int i) {
    return bytes[i] == (byte) 0xEF && bytes[i + 1] == (byte) 0xBB && bytes[i + 2] == (byte) 0xBF;
  }

  private static boolean holdsReplacement(byte[] bytes, int from, int to) {
    for (int i = from; i + 2 < to; i++) {
      if (bytes[i] == (byte) 0xEF && bytes[i + 1] == (byte) 0xBF && bytes[i + 2] == (byte) 0xBD) {
        return true;
      }
    }
    return false;
  }

  /** Looks for a line end eight bytes at a time, and on the way for bytes that are not ASCII. */
  private int findNewline() {
    byte[] bytes = scratch.bytes;
    long bits = highBits;
    int i = scanned;
    for (; i + 8 <= high; i += 8) {
      long word = EightBytes.at(bytes, i);
      long zeroed = word ^ NEWLINES;
      long found =
          (zeroed - EightBytes.ONES) & ~zeroed & EightBytes.HIGHS; // exact up to the lowest hit
      if (found != 0) {
        highBits = bits | (word & ((found & -found) - 1));
        return i + EightBytes.first(found);
      }
      bits |= word;
    }
    for (; i < high; i++) {
      if (bytes[i] == '\n') {
        highBits = bits;
        return i;
      }
      bits |= bytes[i] & 0x80;
    }
    highBits = bits;
    scanned = high;
    return -1;
  }

  private int readMore() throws IOException {
    byte[] bytes = scratch.bytes;
    if (low > 0) { // what is left of the present row goes to the front
      System.arraycopy(bytes, low, bytes, 0, high - low);
      base += low;
      scanned -= low;
      high -= low;
      low = 0;
    }
    if (high == bytes.length) {
      bytes = new byte[(int) Math.min(2L * high, maxLineBytes + 2L + READ_BYTES)];
      System.arraycopy(scratch.bytes, 0, bytes, 0, high);
      scratch.bytes = bytes;
    }
    int read = in.read(bytes, high, bytes.length - high);
    high += Math.max(read, 0);
    return read;
  }
}
