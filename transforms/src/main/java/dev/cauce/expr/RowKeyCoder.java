package dev.cauce.expr;

import dev.cauce.row.RowSchema;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are keys, in bytes: deterministic, and rows that SQL groups together have equal bytes
 * (-0.0 and 0.0, any NaN, 1.0 and 1.00 as decimals, null as a value of its own). The first byte is
 * the format's version. Times are written in microseconds.
 */
public final class RowKeyCoder extends CustomCoder<Row> implements RowSchema {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private final Schema schema;
  private transient Typed @Nullable [] columns;

  private RowKeyCoder(Schema schema) {
    this.schema = schema;
  }

  @Override
  public Schema rowSchema() {
    return schema;
  }

  /**
   * The coder for rows of {@code schema}.
   *
   * @throws IllegalArgumentException if a column cannot be part of a key: bytes, a map
   */
  public static Coder<Row> of(Schema schema) {
    for (Schema.Field field : schema.getFields()) {
      if (!ValueCodec.knows(Type.of(field.getType()))) {
        throw new IllegalArgumentException(
            "The column \""
                + field.getName()
                + "\" cannot be part of a key: its type is "
                + Type.of(field.getType())
                + ", but keys are of texts, numbers, booleans, times, structs and arrays.");
      }
    }
    return new RowKeyCoder(schema);
  }

  private Typed[] columns() {
    Typed[] known = columns;
    if (known == null) { // lost on the way to a worker; made twice by two threads it is the same
      known = new Typed[schema.getFieldCount()];
      for (int i = 0; i < known.length; i++) {
        known[i] = Structs.column(schema, i);
      }
      columns = known;
    }
    return known;
  }

  @Override
  public void encode(Row row, OutputStream out) throws IOException {
    if (row == null) {
      throw new CoderException("cannot encode a null row");
    }
    DataOutputStream data = new DataOutputStream(out);
    data.writeByte(VERSION);
    for (Typed column : columns()) {
      ValueCodec.write(column.type(), column.op().eval(row), data);
    }
  }

  @Override
  public Row decode(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int version = data.readByte();
    if (version != VERSION) {
      throw new CoderException("a key of format " + version + "; this program reads " + VERSION);
    }
    Typed[] known = columns();
    List<@Nullable Object> values = new ArrayList<>(known.length);
    for (int i = 0; i < known.length; i++) {
      Object value = ValueCodec.read(known[i].type(), data);
      values.add(ValueCodec.given(schema.getField(i).getType(), value));
    }
    return Row.withSchema(schema).attachValues(values);
  }

  @Override
  public void verifyDeterministic() {}

  /** Rows that are equal in SQL need not be in Java: -0.0 and 0.0. */
  @Override
  public boolean consistentWithEquals() {
    return false;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RowKeyCoder that && schema.equals(that.schema);
  }

  @Override
  public int hashCode() {
    return schema.hashCode();
  }
}
