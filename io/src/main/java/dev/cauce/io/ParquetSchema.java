package dev.cauce.io;

import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** Columns as Parquet's types; lists and maps in the three levels that its format asks for. */
final class ParquetSchema {
  private ParquetSchema() {}

  static MessageType of(Schema schema) {
    Types.MessageTypeBuilder message = Types.buildMessage();
    for (Schema.Field field : schema.getFields()) {
      message.addField(type(field.getType(), field.getName()));
    }
    return message.named("row");
  }

  static FieldType element(FieldType list) {
    return StoredType.known(list.getCollectionElementType());
  }

  static FieldType key(FieldType map) {
    return StoredType.known(map.getMapKeyType()).withNullable(false);
  }

  static FieldType value(FieldType map) {
    return StoredType.known(map.getMapValueType());
  }

  private static Type type(FieldType given, String name) {
    FieldType type = StoredType.plain(given);
    Repetition repetition =
        given.getNullable() || type.getNullable() ? Repetition.OPTIONAL : Repetition.REQUIRED;
    return switch (StoredType.of(type)) {
      case BOOLEAN -> Types.primitive(PrimitiveTypeName.BOOLEAN, repetition).named(name);
      case INT32 ->
          Types.primitive(PrimitiveTypeName.INT32, repetition)
              .as(LogicalTypeAnnotation.intType(bits(type), true))
              .named(name);
      case INT64 -> Types.primitive(PrimitiveTypeName.INT64, repetition).named(name);
      case FLOAT -> Types.primitive(PrimitiveTypeName.FLOAT, repetition).named(name);
      case DOUBLE -> Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(name);
      case DECIMAL ->
          Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
              .length(DecimalBytes.LENGTH)
              .as(LogicalTypeAnnotation.decimalType(DecimalBytes.SCALE, DecimalBytes.PRECISION))
              .named(name);
      case STRING ->
          Types.primitive(PrimitiveTypeName.BINARY, repetition)
              .as(LogicalTypeAnnotation.stringType())
              .named(name);
      case BYTES -> Types.primitive(PrimitiveTypeName.BINARY, repetition).named(name);
      case TIMESTAMP -> timestamp(repetition, true, name);
      case LOCAL_TIMESTAMP -> timestamp(repetition, false, name);
      case TIME ->
          Types.primitive(PrimitiveTypeName.INT64, repetition)
              .as(LogicalTypeAnnotation.timeType(false, TimeUnit.MICROS))
              .named(name);
      case DATE ->
          Types.primitive(PrimitiveTypeName.INT32, repetition)
              .as(LogicalTypeAnnotation.dateType())
              .named(name);
      case ROW -> {
        Types.GroupBuilder<org.apache.parquet.schema.GroupType> group =
            Types.buildGroup(repetition);
        for (Schema.Field field : StoredType.known(type.getRowSchema()).getFields()) {
          group.addField(type(field.getType(), field.getName()));
        }
        yield group.named(name);
      }
      case LIST -> Types.list(repetition).element(type(element(type), "element")).named(name);
      case MAP ->
          Types.map(repetition)
              .key(type(key(type), "key"))
              .value(type(value(type), "value"))
              .named(name);
    };
  }

  private static int bits(FieldType type) {
    return switch (type.getTypeName()) {
      case BYTE -> 8;
      case INT16 -> 16;
      default -> 32;
    };
  }

  private static Type timestamp(Repetition repetition, boolean utc, String name) {
    return Types.primitive(PrimitiveTypeName.INT64, repetition)
        .as(LogicalTypeAnnotation.timestampType(utc, TimeUnit.MICROS))
        .named(name);
  }
}
