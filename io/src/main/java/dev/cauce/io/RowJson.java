package dev.cauce.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.EnumerationType;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Rows as JSON: one object, all columns in the order of the schema, those without a value as {@code
 * null}. Numbers are numbers (NaN and the infinities, which JSON lacks, are the strings {@code
 * "NaN"}, {@code "Infinity"}, {@code "-Infinity"}), instants are ISO-8601 in UTC with milliseconds,
 * or microseconds where there are any, bytes are base64, a row in a row is an object, a collection
 * an array, a map an object whose field names are its keys as text.
 */
final class RowJson {
  /** Writes to streams it does not own; thread-safe. */
  static final JsonFactory JSON =
      new JsonFactory()
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);

  private RowJson() {}

  /** The JSON object of {@code row} in UTF-8, without a line end. */
  static byte[] toBytes(Row row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      write(json, row);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is written to but memory
    }
    return bytes.toByteArray();
  }

  /**
   * Makes JSON objects of the rows of one schema, one after the other: what is the same for all of
   * them is there once. Not thread-safe; of no use after a failure.
   */
  static final class Encoder implements AutoCloseable {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    private final FieldType[] types;
    private final SerializableString[] names;
    private final JsonGenerator json;

    Encoder(Schema schema) {
      List<Schema.Field> fields = schema.getFields();
      types = fields.stream().map(Schema.Field::getType).toArray(FieldType[]::new);
      names =
          fields.stream()
              .map(field -> new SerializedString(field.getName()))
              .toArray(SerializableString[]::new);
      try {
        json = JSON.createGenerator(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e); // nothing is written to but memory
      }
      json.setRootValueSeparator(null);
    }

    /** The JSON object of {@code row} in UTF-8, without a line end. */
    byte[] toBytes(Row row) {
      try {
        json.writeStartObject();
        for (int i = 0; i < names.length; i++) {
          json.writeFieldName(names[i]);
          write(json, types[i], row.getValue(i));
        }
        json.writeEndObject();
        json.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      byte[] object = bytes.toByteArray();
      bytes.reset();
      return object;
    }

    @Override
    public void close() {
      try {
        json.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Writes {@code row} as an object to {@code json}; neither flushes nor ends the line. */
  static void write(JsonGenerator json, Row row) throws IOException {
    Schema schema = row.getSchema();
    json.writeStartObject();
    for (int i = 0; i < schema.getFieldCount(); i++) {
      Schema.Field field = schema.getField(i);
      json.writeFieldName(field.getName());
      write(json, field.getType(), row.getValue(i));
    }
    json.writeEndObject();
  }

  /** Writes one value of the type {@code type}. */
  static void write(JsonGenerator json, FieldType type, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
      return;
    }
    switch (type.getTypeName()) {
      case BYTE, INT16, INT32, INT64 -> json.writeNumber(((Number) value).longValue());
      case FLOAT -> json.writeNumber((Float) value);
      case DOUBLE -> json.writeNumber((Double) value);
      case DECIMAL -> json.writeNumber((BigDecimal) value);
      case BOOLEAN -> json.writeBoolean((Boolean) value);
      case STRING -> json.writeString((String) value);
      case BYTES -> json.writeBinary((byte[]) value);
      case DATETIME -> json.writeString(instant(value));
      case ROW -> write(json, (Row) value);
      case ARRAY, ITERABLE -> writeArray(json, type, (Iterable<?>) value);
      case MAP -> writeMap(json, type, (Map<?, ?>) value);
      case LOGICAL_TYPE -> writeLogical(json, type, value);
    }
  }

  private static void writeArray(JsonGenerator json, FieldType type, Iterable<?> values)
      throws IOException {
    FieldType element = known(type.getCollectionElementType());
    json.writeStartArray();
    for (Object value : values) {
      write(json, element, value);
    }
    json.writeEndArray();
  }

  private static void writeMap(JsonGenerator json, FieldType type, Map<?, ?> map)
      throws IOException {
    FieldType valueType = known(type.getMapValueType());
    json.writeStartObject();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      json.writeFieldName(String.valueOf(entry.getKey()));
      write(json, valueType, entry.getValue());
    }
    json.writeEndObject();
  }

  @SuppressWarnings("unchecked") // a field's value is of the type that its logical type takes
  private static void writeLogical(JsonGenerator json, FieldType type, Object value)
      throws IOException {
    Schema.LogicalType<?, ?> logical = known(type.getLogicalType());
    if (value instanceof Instant) {
      json.writeString(instant(value));
    } else if (value instanceof TemporalAccessor) {
      json.writeString(value.toString()); // java.time prints ISO-8601
    } else if (logical instanceof EnumerationType names
        && value instanceof EnumerationType.Value constant) {
      json.writeString(names.toString(constant));
    } else {
      Schema.LogicalType<Object, Object> open = (Schema.LogicalType<Object, Object>) logical;
      write(json, open.getBaseType(), open.toBaseType(value));
    }
  }

  private static String instant(Object value) {
    return Cells.iso(known(Cells.instant(value)));
  }

  private static <T> T known(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the type of a column lacks a part that Beam always sets");
    }
    return part;
  }

  /**
   * The JSON object of a row that left its table, in UTF-8: {@code "removed": true}, then the
   * columns {@code keys} of {@code row}.
   */
  static byte[] removed(Row row, int[] keys) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeBooleanField("removed", true);
      for (int key : keys) {
        Schema.Field field = row.getSchema().getField(key);
        json.writeFieldName(field.getName());
        write(json, field.getType(), row.getValue(key));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is written to but memory
    }
    return bytes.toByteArray();
  }

  /** The JSON array of the columns {@code columns} of {@code row}, in UTF-8. */
  static byte[] toArray(Row row, List<Integer> columns) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartArray();
      for (int column : columns) {
        write(json, row.getSchema().getField(column).getType(), row.getValue(column));
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is written to but memory
    }
    return bytes.toByteArray();
  }
}
