package dev.cauce.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.row.DeadLetter;
import dev.cauce.row.Lines;
import dev.cauce.row.MalformedRowException;
import dev.cauce.row.RowFormat;
import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Parses lines one by one. */
abstract class ParseFn<I, T> extends DoFn<I, T> {
  private static final int SHOWN = 200;

  private final RowFormat format;
  private final SerializableFunction<Row, T> fromRow;
  private final TupleTag<T> rows;
  private final @Nullable TupleTag<DeadLetter> letters;

  private ParseFn(
      RowFormat format,
      SerializableFunction<Row, T> fromRow,
      TupleTag<T> rows,
      @Nullable TupleTag<DeadLetter> letters) {
    this.format = format;
    this.fromRow = fromRow;
    this.rows = rows;
    this.letters = letters;
  }

  /** Parses the line {@code bytes[from, to)} of the event time {@code time}. */
  final void parse(
      String origin, byte[] bytes, int from, int to, Instant time, MultiOutputReceiver out)
      throws IOException {
    try {
      Row row = format.parse(bytes, from, to);
      if (row != null) { // else a header
        out.get(rows).outputWithTimestamp(made(row), time);
      }
    } catch (MalformedRowException e) {
      String line = new String(bytes, from, to - from, UTF_8);
      if (letters == null) {
        throw refused(origin, line, e);
      }
      String reason = String.valueOf(e.getMessage());
      out.get(letters)
          .outputWithTimestamp(new DeadLetter(Instant.now(), origin, reason, line), time);
    }
  }

  private T made(Row row) throws MalformedRowException {
    try {
      return fromRow.apply(row);
    } catch (IllegalArgumentException e) { // a record that checks what it is given
      throw new MalformedRowException(String.valueOf(e.getMessage()));
    }
  }

  private static IOException refused(String origin, String line, MalformedRowException e) {
    return new IOException(
        "A line of "
            + origin
            + " is no row: "
            + e.getMessage()
            + ". The line: "
            + (line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line)
            + " -- Correct it, or give Parse dead letters (--dead-letters URI) to go on without"
            + " such lines.");
  }

  /** Parses blocks. */
  static final class OfLines<T> extends ParseFn<Lines, T> {
    OfLines(
        RowFormat format,
        SerializableFunction<Row, T> fromRow,
        TupleTag<T> rows,
        @Nullable TupleTag<DeadLetter> letters) {
      super(format, fromRow, rows, letters);
    }

    /** A block that holds late rows has the timestamp of the watermark. */
    @Override
    @Deprecated
    public Duration getAllowedTimestampSkew() {
      return Duration.millis(Long.MAX_VALUE);
    }

    @ProcessElement
    public void process(@Element Lines lines, MultiOutputReceiver out) throws IOException {
      byte[] bytes = lines.bytes();
      for (int i = 0; i < lines.size(); i++) {
        Instant time = new Instant(lines.millis(i));
        parse(lines.origin(), bytes, lines.start(i), lines.end(i), time, out);
      }
    }
  }

  /** Parses single lines. */
  static final class OfStrings<T> extends ParseFn<String, T> {
    private final String origin;

    OfStrings(
        RowFormat format,
        SerializableFunction<Row, T> fromRow,
        TupleTag<T> rows,
        @Nullable TupleTag<DeadLetter> letters,
        String origin) {
      super(format, fromRow, rows, letters);
      this.origin = origin;
    }

    @ProcessElement
    public void process(@Element String line, @Timestamp Instant time, MultiOutputReceiver out)
        throws IOException {
      byte[] bytes = line.getBytes(UTF_8);
      parse(origin, bytes, 0, bytes.length, time, out);
    }
  }
}
