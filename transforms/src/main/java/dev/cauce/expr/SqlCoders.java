package dev.cauce.expr;

import dev.cauce.expr.Type.Kind;
import dev.cauce.row.ColumnType;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BigDecimalCoder;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.FloatCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.SchemaCoder;
import org.apache.beam.sdk.util.VarInt;

/** Coders for the values of columns. */
public final class SqlCoders {
  /** Microseconds since the epoch, in eight bytes; finer parts of an instant are lost. */
  public static final Coder<Instant> TIMESTAMP = new TimestampCoder();

  /** Days since the epoch. */
  public static final Coder<LocalDate> DATE = new DateCoder();

  private SqlCoders() {}

  /**
   * The coder for a column's values, which takes nulls if the type does.
   *
   * @throws IllegalArgumentException if the type is none that expressions give
   */
  public static Coder<?> of(FieldType type) {
    Coder<?> coder = plain(Type.of(type), type);
    return Boolean.TRUE.equals(type.getNullable()) ? NullableCoder.of(coder) : coder;
  }

  private static Coder<?> plain(Type type, FieldType given) {
    switch (type.kind()) {
      case BOOLEAN:
        return BooleanCoder.of();
      case INT:
        return VarIntCoder.of();
      case BIGINT:
        return VarLongCoder.of();
      case FLOAT:
        return FloatCoder.of();
      case DOUBLE:
        return DoubleCoder.of();
      case DECIMAL:
        return BigDecimalCoder.of();
      case STRING:
        return StringUtf8Coder.of();
      case DATE:
        return DATE;
      case TIMESTAMP:
        return TIMESTAMP;
      case ARRAY:
        return ListCoder.of(of(type.elementOrNull().fieldType(true)));
      default:
        if (type.is(Kind.STRUCT) && given.getRowSchema() != null) {
          return SchemaCoder.of(given.getRowSchema());
        }
        throw new IllegalArgumentException("There is no coder for values of type " + type + ".");
    }
  }

  private static final class TimestampCoder extends AtomicCoder<Instant> implements ColumnType {
    private static final long serialVersionUID = 1;

    @Override
    public void encode(Instant time, OutputStream out) throws IOException {
      new DataOutputStream(out).writeLong(Times.micros(time));
    }

    @Override
    public Instant decode(InputStream in) throws IOException {
      return Times.ofMicros(new DataInputStream(in).readLong());
    }

    @Override
    public FieldType fieldType() {
      return Type.TIMESTAMP.fieldType(false);
    }
  }

  private static final class DateCoder extends AtomicCoder<LocalDate> implements ColumnType {
    private static final long serialVersionUID = 1;

    @Override
    public void encode(LocalDate date, OutputStream out) throws IOException {
      VarInt.encode(date.toEpochDay(), out);
    }

    @Override
    public LocalDate decode(InputStream in) throws IOException {
      return LocalDate.ofEpochDay(VarInt.decodeLong(in));
    }

    @Override
    public FieldType fieldType() {
      return Type.DATE.fieldType(false);
    }
  }
}
