package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.DefaultCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A block of rows: the bytes of each (UTF-8 text, without a line end), its event time, and where it
 * came from.
 *
 * <p>Beam pays for each element: a windowed value, a coder, a hop between operators. A block lets
 * many rows share that price. Rows are told apart by their lengths, not by a separator, so a row
 * may hold a newline. A block is never empty, keeps the order in which its source read the rows,
 * and as an element bears the {@link #least least event time} in it.
 *
 * <p>Immutable by contract: {@link #bytes()} hands out the array itself so that rows can be read
 * without copying; nobody may write to it.
 */
@DefaultCoder(LinesCoder.class)
public final class Lines {
  private static final long NEVER = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  private final String origin;
  private final byte[] bytes;
  private final int[] ends;
  private final int size;
  private final long least;
  private final long @Nullable [] times;
  private final boolean followed;

  Lines(
      String origin,
      byte[] bytes,
      int[] ends,
      int size,
      long least,
      long @Nullable [] times,
      boolean followed) {
    this.origin = origin;
    this.bytes = bytes;
    this.ends = ends;
    this.size = size;
    this.least = least;
    this.times = times;
    this.followed = followed;
  }

  /** A block of the given rows, all of the event time {@code time}. */
  public static Lines of(String origin, Instant time, List<String> rows) {
    Builder builder = builder(origin);
    for (String row : rows) {
      builder.add(row, time.getMillis());
    }
    return builder.build();
  }

  /**
   * A block of some of many rows that lie one after the other: those from {@code first} to before
   * {@code last}; all is copied.
   *
   * @param ends where each row ends in {@code bytes}; the first one begins at 0
   * @param times the event time of each row, {@link EventTime#NONE} where there is none
   * @throws IllegalArgumentException if there are none
   */
  public static Lines copyOf(
      String origin, byte[] bytes, int[] ends, long[] times, int first, int last) {
    if (first >= last) {
      throw new IllegalArgumentException("a block holds at least one row");
    }
    int start = first == 0 ? 0 : ends[first - 1];
    int[] itsEnds = new int[last - first];
    long least = Long.MAX_VALUE;
    boolean isOne = times[first] != EventTime.NONE;
    for (int i = first; i < last; i++) {
      itsEnds[i - first] = ends[i] - start;
      isOne &= times[i] == times[first];
      least = times[i] == EventTime.NONE ? least : Math.min(least, times[i]);
    }
    return new Lines(
        origin,
        Arrays.copyOfRange(bytes, start, ends[last - 1]),
        itsEnds,
        last - first,
        least == Long.MAX_VALUE ? NEVER : least,
        isOne ? null : Arrays.copyOfRange(times, first, last),
        false);
  }

  /** Starts a block of rows that come from {@code origin} (a file, a topic's partition, a peer). */
  public static Builder builder(String origin) {
    return new Builder(origin);
  }

  /**
   * Takes blocks apart: each row becomes a {@code String} of its own with its own event time, in
   * the order of the block. Bounded or unbounded as its input. Bytes that are not UTF-8 become
   * U+FFFD.
   */
  public static PTransform<PCollection<Lines>, PCollection<String>> each() {
    return new Each();
  }

  /** Where the rows came from: a file's path, {@code topic-partition}, {@code host:port}. */
  public String origin() {
    return origin;
  }

  /** How many rows there are; at least one. */
  public int size() {
    return size;
  }

  /** The bytes of all rows, one after the other; row {@code i} is [start(i), end(i)). */
  public byte[] bytes() {
    return bytes;
  }

  /** Where row {@code i} begins in {@link #bytes()}. */
  public int start(int i) {
    return i == 0 ? 0 : ends[i - 1];
  }

  /** Where row {@code i} ends in {@link #bytes()}. */
  public int end(int i) {
    return ends[i];
  }

  /**
   * The event time of row {@code i}, in milliseconds since the epoch; {@link EventTime#NONE} if it
   * could not be read. A source takes such rows out before it hands a block on.
   */
  public long millis(int i) {
    return times == null ? least : times[i];
  }

  /**
   * The least event time of the rows that have one: the timestamp of the block as a Beam element.
   * {@link BoundedWindow#TIMESTAMP_MIN_VALUE} if none has one.
   */
  public Instant least() {
    return new Instant(least);
  }

  /** The greatest event time of the rows; {@link EventTime#NONE} if none has one. */
  public long greatest() {
    if (times == null) {
      return least;
    }
    long greatest = EventTime.NONE; // below every time
    for (int i = 0; i < size; i++) {
      greatest = Math.max(greatest, times[i]);
    }
    return greatest;
  }

  /** How many rows have no event time. */
  public int untimed() {
    int untimed = 0;
    for (int i = 0; times != null && i < size; i++) {
      untimed += times[i] == EventTime.NONE ? 1 : 0;
    }
    return untimed;
  }

  /**
   * Whether its source knew of more rows when it handed the block on, so that another block comes
   * at once. Who gathers for the sake of throughput gathers on; after a block that is not followed,
   * nobody knows when the next one comes.
   */
  public boolean isFollowed() {
    return followed;
  }

  /** The same rows, {@code followed} by more or not. A block is not, unless its source says so. */
  public Lines withFollowed(boolean followed) {
    return followed == this.followed
        ? this
        : new Lines(origin, bytes, ends, size, least, times, followed);
  }

  /** Row {@code i} as text. */
  public String line(int i) {
    int start = start(i);
    return new String(bytes, start, end(i) - start, UTF_8);
  }

  /** How many bytes the rows have together. */
  public int length() {
    return size == 0 ? 0 : ends[size - 1];
  }

  long @Nullable [] times() {
    return times;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Lines that)
        || size != that.size
        || followed != that.followed
        || !origin.equals(that.origin)) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (ends[i] != that.ends[i] || millis(i) != that.millis(i)) {
        return false;
      }
    }
    return Arrays.equals(bytes, 0, length(), that.bytes, 0, that.length());
  }

  @Override
  public int hashCode() {
    int hash = Objects.hash(origin, size, least);
    for (int i = 0; i < length(); i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return "Lines{" + origin + ", " + size + " rows, " + length() + " bytes, " + least() + "}";
  }

  /** Gathers rows into a block. Not thread-safe; {@link #build} starts the next block. */
  public static final class Builder {
    private final String origin;
    private byte[] bytes = new byte[1024];
    private int[] ends = new int[32];
    private long @Nullable [] times;
    private int size;
    private int length;
    private long least;

    private Builder(String origin) {
      this.origin = Objects.requireNonNull(origin);
    }

    /**
     * Adds the row {@code row[from, to)} of the event time {@code millis}, or of {@link
     * EventTime#NONE}; the bytes are copied.
     */
    public Builder add(byte[] row, int from, int to, long millis) {
      int end = Math.addExact(length, to - from);
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(end, (int) Math.min(2L * bytes.length, 1 << 30)));
      }
      System.arraycopy(row, from, bytes, length, to - from);
      if (size == ends.length) {
        ends = Arrays.copyOf(ends, 2 * size);
      }
      stamp(millis);
      ends[size++] = end;
      length = end;
      return this;
    }

    /** Adds the row {@code row} of the event time {@code millis}. */
    public Builder add(String row, long millis) {
      byte[] utf8 = row.getBytes(UTF_8);
      return add(utf8, 0, utf8.length, millis);
    }

    private void stamp(long millis) {
      boolean timed = millis != EventTime.NONE;
      if (size == 0) {
        least = Long.MAX_VALUE; // of no row yet
      }
      if (times == null && !(timed && (size == 0 || millis == least))) {
        times = new long[ends.length]; // the first time that differs: from here on, an array
        Arrays.fill(times, 0, size, least);
      }
      if (times != null) {
        if (size >= times.length) {
          times = Arrays.copyOf(times, ends.length);
        }
        times[size] = millis;
      }
      if (timed) {
        least = Math.min(least, millis);
      }
    }

    /** How many rows were added since the last {@link #build}. */
    public int size() {
      return size;
    }

    /** How many bytes were added since the last {@link #build}. */
    public int length() {
      return length;
    }

    /**
     * The block of the rows added since the last call.
     *
     * @throws IllegalStateException if there are none
     */
    public Lines build() {
      if (size == 0) {
        throw new IllegalStateException("a block holds at least one row");
      }
      Lines built =
          new Lines(
              origin,
              Arrays.copyOf(bytes, length),
              Arrays.copyOf(ends, size),
              size,
              least == Long.MAX_VALUE ? NEVER : least,
              times == null ? null : Arrays.copyOf(times, size),
              false);
      size = 0;
      length = 0;
      times = null;
      return built;
    }
  }

  private static final class Each extends PTransform<PCollection<Lines>, PCollection<String>> {
    @Override
    public PCollection<String> expand(PCollection<Lines> input) {
      return input.apply("Lines", ParDo.of(new EachFn())).setCoder(StringUtf8Coder.of());
    }
  }

  private static final class EachFn extends DoFn<Lines, String> {
    /** A block that holds late rows has the timestamp of the watermark. */
    @Override
    @Deprecated
    public Duration getAllowedTimestampSkew() {
      return Duration.millis(Long.MAX_VALUE);
    }

    @ProcessElement
    public void process(@Element Lines lines, OutputReceiver<String> out) {
      for (int i = 0; i < lines.size(); i++) {
        out.outputWithTimestamp(lines.line(i), new Instant(lines.millis(i)));
      }
    }
  }
}
