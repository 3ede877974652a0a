package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.Row;
import org.joda.time.ReadableInstant;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of one schema: a bit for each column that may be null, if there is one, and then the
 * values that are not. Texts, numbers, booleans, bytes and times are written here, columns of other
 * types by Beam's {@link RowCoder}.
 *
 * <p>That one would do for all, and can read rows whose schema has changed since, which nothing
 * here asks for: it looks each row's columns up by name and makes a row of each time, which costs
 * several times as much. Two rows are equal if their bytes are, and the other way round, but for
 * columns that {@code RowCoder} writes and floating-point numbers. Times are kept to the
 * microsecond.
 *
 * <p>A row that lacks a value that must be there is refused with a {@link CoderException} that
 * names the column; bytes that end too early with an {@link EOFException}. Any number of threads
 * may use one coder. What it wrote can be read with the same schema only, and does not say so
 * itself: who keeps it writes a version of the format before it.
 */
public final class CompactRowCoder extends CustomCoder<Row> {
  private static final long serialVersionUID = 1;

  private enum Kind {
    TEXT,
    LONG,
    INT,
    DOUBLE,
    BOOLEAN,
    BYTES,
    INSTANT,
    JODA_INSTANT,
    OTHER
  }

  private final Schema schema;
  private transient @Nullable Layout layout;

  private CompactRowCoder(Schema schema) {
    this.schema = schema;
  }

  /** The coder for rows of the schema {@code schema}. */
  public static CompactRowCoder of(Schema schema) {
    return new CompactRowCoder(schema);
  }

  /** What is known of the columns beforehand. */
  private record Layout(Kind[] kinds, @Nullable RowCoder[] others, int nullBytes) {}

  private Layout layout() {
    Layout known = layout;
    if (known == null) {
      int size = schema.getFieldCount();
      Kind[] kinds = new Kind[size];
      @Nullable RowCoder[] others = new RowCoder[size];
      boolean nullable = false;
      for (int i = 0; i < size; i++) {
        Schema.Field field = schema.getField(i);
        nullable |= field.getType().getNullable();
        kinds[i] = kind(field.getType());
        others[i] = kinds[i] == Kind.OTHER ? RowCoder.of(Schema.of(field)) : null;
      }
      known = new Layout(kinds, others, nullable ? (size + 7) / 8 : 0);
      layout = known;
    }
    return known;
  }

  private static Kind kind(Schema.FieldType type) {
    return switch (type.getTypeName()) {
      case STRING -> Kind.TEXT;
      case INT64 -> Kind.LONG;
      case INT32 -> Kind.INT;
      case DOUBLE -> Kind.DOUBLE;
      case BOOLEAN -> Kind.BOOLEAN;
      case BYTES -> Kind.BYTES;
      case DATETIME -> Kind.JODA_INSTANT;
      case LOGICAL_TYPE ->
          type.withNullable(false).equals(Schemas.TIMESTAMP) ? Kind.INSTANT : Kind.OTHER;
      default -> Kind.OTHER;
    };
  }

  @Override
  public void encode(Row row, OutputStream out) throws IOException {
    Layout known = layout();
    int size = known.kinds.length;
    if (known.nullBytes > 0) {
      for (int at = 0; at < size; at += 8) {
        int bits = 0;
        for (int i = at; i < Math.min(size, at + 8); i++) {
          bits |= row.getValue(i) == null ? 1 << i - at : 0;
        }
        out.write(bits);
      }
    }
    for (int i = 0; i < size; i++) {
      Object value = row.getValue(i);
      if (value != null) {
        write(known, i, value, out);
      } else if (!schema.getField(i).getType().getNullable()) {
        throw new CoderException(
            "The column \"" + schema.getField(i).getName() + "\" cannot be null");
      }
    }
  }

  private void write(Layout known, int i, Object value, OutputStream out) throws IOException {
    switch (known.kinds[i]) {
      case TEXT -> writeBytes(((String) value).getBytes(UTF_8), out);
      case LONG -> VarInt.encode((Long) value, out);
      case INT -> VarInt.encode((Integer) value, out);
      case DOUBLE -> writeLong(Double.doubleToLongBits((Double) value), out);
      case BOOLEAN -> out.write((Boolean) value ? 1 : 0);
      case BYTES -> writeBytes((byte[]) value, out);
      case INSTANT -> {
        Instant instant = (Instant) value;
        VarInt.encode(instant.getEpochSecond(), out);
        VarInt.encode(instant.getNano() / 1000, out);
      }
      case JODA_INSTANT -> VarInt.encode(((ReadableInstant) value).getMillis(), out);
      case OTHER -> {
        RowCoder other = known.others[i];
        if (other != null) {
          other.encode(Row.withSchema(other.getSchema()).attachValues(value), out);
        }
      }
    }
  }

  @Override
  public Row decode(InputStream in) throws IOException {
    Layout known = layout();
    byte[] nulls = known.nullBytes > 0 ? read(known.nullBytes, in) : null;
    @Nullable Object[] values = new Object[known.kinds.length];
    for (int i = 0; i < values.length; i++) {
      if (nulls == null || (nulls[i / 8] >> i % 8 & 1) == 0) {
        values[i] = read(known, i, in);
      }
    }
    return Row.withSchema(schema).attachValues(Arrays.asList(values));
  }

  private static @Nullable Object read(Layout known, int i, InputStream in) throws IOException {
    return switch (known.kinds[i]) {
      case TEXT -> new String(read(VarInt.decodeInt(in), in), UTF_8);
      case LONG -> VarInt.decodeLong(in);
      case INT -> VarInt.decodeInt(in);
      case DOUBLE -> Double.longBitsToDouble(readLong(in));
      case BOOLEAN -> read(1, in)[0] != 0;
      case BYTES -> read(VarInt.decodeInt(in), in);
      case INSTANT -> {
        long second = VarInt.decodeLong(in);
        yield Instant.ofEpochSecond(second, VarInt.decodeInt(in) * 1000L);
      }
      case JODA_INSTANT -> new org.joda.time.Instant(VarInt.decodeLong(in));
      case OTHER -> {
        RowCoder other = known.others[i];
        yield other == null ? null : other.decode(in).getValue(0);
      }
    };
  }

  private static void writeBytes(byte[] bytes, OutputStream out) throws IOException {
    VarInt.encode(bytes.length, out);
    out.write(bytes);
  }

  private static void writeLong(long bits, OutputStream out) throws IOException {
    byte[] bytes = new byte[Long.BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (bits >>> 56 - 8 * i);
    }
    out.write(bytes);
  }

  private static long readLong(InputStream in) throws IOException {
    long bits = 0;
    for (byte b : read(Long.BYTES, in)) {
      bits = bits << 8 | b & 0xFF;
    }
    return bits;
  }

  private static byte[] read(int length, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("A row is cut off");
    }
    return bytes;
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    RowCoder.of(schema).verifyDeterministic();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CompactRowCoder that && schema.equals(that.schema);
  }

  @Override
  public int hashCode() {
    return schema.hashCode();
  }
}
