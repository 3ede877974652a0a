package dev.cauce.table;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** A window inside the table: [start, end) in microseconds since the epoch, as SQL counts time. */
record Span(long start, long end) {
  /** All of time: the only span of a table without windows. */
  static final Span ALL =
      new Span(
          micros(BoundedWindow.TIMESTAMP_MIN_VALUE), micros(BoundedWindow.TIMESTAMP_MAX_VALUE));

  /** An instant of Beam's in microseconds. */
  static long micros(Instant instant) {
    return 1000 * instant.getMillis(); // Beam's least and greatest are made to fit
  }

  /** The first instant of Beam's that is not before {@code micros}. */
  static Instant notBefore(long micros) {
    return new Instant(-Math.floorDiv(-micros, 1000L));
  }

  Instant startInstant() {
    return new Instant(Math.floorDiv(start, 1000L));
  }

  Instant endInstant() {
    return notBefore(end);
  }

  boolean isAll() {
    return equals(ALL);
  }

  /** Sixteen bytes. */
  static final class SpanCoder extends AtomicCoder<Span> {
    static final SpanCoder INSTANCE = new SpanCoder();

    @Override
    public void encode(Span span, OutputStream out) throws IOException {
      DataOutputStream data = new DataOutputStream(out);
      data.writeLong(span.start);
      data.writeLong(span.end);
    }

    @Override
    public Span decode(InputStream in) throws IOException {
      DataInputStream data = new DataInputStream(in);
      return new Span(data.readLong(), data.readLong());
    }

    @Override
    public boolean consistentWithEquals() {
      return true;
    }

    @Override
    public void verifyDeterministic() {}
  }
}
