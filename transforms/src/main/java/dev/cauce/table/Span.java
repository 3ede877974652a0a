package dev.cauce.table;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/** A window inside the table: [start, end) in milliseconds since the epoch. */
record Span(long start, long end) {
  /** All of time: the only span of a table without windows. */
  static final Span ALL =
      new Span(
          BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis(),
          BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis());

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
