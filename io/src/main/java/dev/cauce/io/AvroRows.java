package dev.cauce.io;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** Writes rows as Avro object container files. Loaded only where it is asked for. */
final class AvroRows {
  private static final int ZSTD_LEVEL = 3;

  private AvroRows() {}

  static RowOutput open(
      org.apache.beam.sdk.schemas.Schema columns,
      @Nullable FileCompression compression,
      OutputStream out)
      throws IOException {
    Schema schema = record(columns, "row");
    CodecFactory codec =
        compression == null
            ? CodecFactory.snappyCodec()
            : switch (compression) {
              case NONE -> CodecFactory.nullCodec();
              case SNAPPY -> CodecFactory.snappyCodec();
              case ZSTD -> CodecFactory.zstandardCodec(ZSTD_LEVEL);
            };
    DataFileWriter<GenericRecord> writer =
        new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(schema))
            .setCodec(codec)
            .create(schema, out);
    return new RowOutput() {
      @Override
      public void write(Row row) throws IOException {
        writer.append(record(row, schema));
      }

      @Override
      public void finish() throws IOException {
        writer.close();
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }

  /**
   * The Avro schema of {@code columns}.
   *
   * @param path the name of the record, made of the columns that lead to it, so that it is unique
   */
  static Schema record(org.apache.beam.sdk.schemas.Schema columns, String path) {
    List<Schema.Field> fields = new ArrayList<>();
    for (org.apache.beam.sdk.schemas.Schema.Field column : columns.getFields()) {
      String name = column.getName();
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw new IllegalArgumentException(
            "Avro has no name \""
                + name
                + "\" for a column, only letters, digits and _: name it otherwise (AS), or use"
                + " another format.");
      }
      FieldType type = column.getType();
      Schema schema = nullable(type, path + "_" + name);
      fields.add(
          schema.isUnion()
              ? new Schema.Field(name, schema, null, Schema.Field.NULL_DEFAULT_VALUE)
              : new Schema.Field(name, schema));
    }
    return Schema.createRecord(path, null, "cauce", false, fields);
  }

  private static Schema nullable(FieldType given, String path) {
    FieldType type = StoredType.plain(given);
    Schema schema = type(type, path);
    return given.getNullable() || type.getNullable()
        ? Schema.createUnion(SchemaBuilder.builder().nullType(), schema)
        : schema;
  }

  private static Schema type(FieldType type, String path) {
    return switch (StoredType.of(type)) {
      case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
      case INT32 -> Schema.create(Schema.Type.INT);
      case INT64 -> Schema.create(Schema.Type.LONG);
      case FLOAT -> Schema.create(Schema.Type.FLOAT);
      case DOUBLE -> Schema.create(Schema.Type.DOUBLE);
      case DECIMAL ->
          LogicalTypes.decimal(DecimalBytes.PRECISION, DecimalBytes.SCALE)
              .addToSchema(
                  Schema.createFixed(path + "_decimal", null, "cauce", DecimalBytes.LENGTH));
      case STRING -> Schema.create(Schema.Type.STRING);
      case BYTES -> Schema.create(Schema.Type.BYTES);
      case TIMESTAMP -> LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
      case LOCAL_TIMESTAMP ->
          LogicalTypes.localTimestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
      case TIME -> LogicalTypes.timeMicros().addToSchema(Schema.create(Schema.Type.LONG));
      case DATE -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
      case ROW -> record(StoredType.known(type.getRowSchema()), path);
      case LIST ->
          Schema.createArray(nullable(StoredType.known(type.getCollectionElementType()), path));
      // Its keys are texts in Avro.
      case MAP -> Schema.createMap(nullable(StoredType.known(type.getMapValueType()), path));
    };
  }

  private static GenericRecord record(Row row, Schema schema) throws IOException {
    GenericData.Record record = new GenericData.Record(schema);
    for (int i = 0; i < row.getFieldCount(); i++) {
      record.put(
          i,
          value(
              row.getSchema().getField(i).getType(),
              row.getValue(i),
              schema.getFields().get(i).schema()));
    }
    return record;
  }

  private static @Nullable Object value(FieldType given, @Nullable Object from, Schema schema)
      throws IOException {
    Object value = StoredType.value(given, from);
    if (value == null) {
      return null;
    }
    FieldType type = StoredType.plain(given);
    Schema plain = schema.isUnion() ? schema.getTypes().get(1) : schema;
    return switch (StoredType.of(type)) {
      case INT32 -> ((Number) value).intValue();
      case DECIMAL -> new GenericData.Fixed(plain, DecimalBytes.of((BigDecimal) value));
      case BYTES -> ByteBuffer.wrap((byte[]) value);
      case ROW -> record((Row) value, plain);
      case LIST -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (Object element : (Iterable<?>) value) {
          list.add(
              value(
                  StoredType.known(type.getCollectionElementType()),
                  element,
                  plain.getElementType()));
        }
        yield list;
      }
      case MAP -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
          map.put(
              String.valueOf(entry.getKey()),
              value(
                  StoredType.known(type.getMapValueType()),
                  entry.getValue(),
                  plain.getValueType()));
        }
        yield map;
      }
      default -> value;
    };
  }
}
