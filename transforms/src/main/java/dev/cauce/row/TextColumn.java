package dev.cauce.row;

import java.io.Serializable;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * A column as the formats read it.
 *
 * @param precision of a decimal; 0 if it is not limited
 * @param element of an array
 * @param row of a struct
 */
record TextColumn(
    String name,
    Kind kind,
    boolean nullable,
    int precision,
    int scale,
    @Nullable TextColumn element,
    @Nullable RowType row)
    implements Serializable {
  static final String PRECISION = "cauce.precision";
  static final String SCALE = "cauce.scale";

  /** Spark's names, in lower case. */
  enum Kind {
    TINYINT,
    SMALLINT,
    INT,
    BIGINT,
    FLOAT,
    DOUBLE,
    BOOLEAN,
    STRING,
    DECIMAL,
    DATE,
    /** A {@code java.time.Instant}, to the microsecond. */
    TIMESTAMP,
    /** A Joda instant, to the millisecond. */
    DATETIME,
    ARRAY,
    STRUCT
  }

  /**
   * The column of {@code field}.
   *
   * @throws IllegalArgumentException if no format reads its type
   */
  static TextColumn of(Schema.Field field) {
    Schema.Options options = field.getOptions();
    boolean limited = options.hasOption(PRECISION);
    return of(
        field.getName(),
        field.getType(),
        limited ? options.<Integer>getValue(PRECISION) : 0,
        limited ? options.<Integer>getValue(SCALE) : 0);
  }

  private static TextColumn of(String name, FieldType type, int precision, int scale) {
    boolean nullable = Boolean.TRUE.equals(type.getNullable());
    FieldType elementType = type.getCollectionElementType();
    Schema rowSchema = type.getRowSchema();
    Kind kind =
        switch (type.getTypeName()) {
          case BYTE -> Kind.TINYINT;
          case INT16 -> Kind.SMALLINT;
          case INT32 -> Kind.INT;
          case INT64 -> Kind.BIGINT;
          case FLOAT -> Kind.FLOAT;
          case DOUBLE -> Kind.DOUBLE;
          case BOOLEAN -> Kind.BOOLEAN;
          case STRING -> Kind.STRING;
          case DECIMAL -> Kind.DECIMAL;
          case DATETIME -> Kind.DATETIME;
          case ARRAY, ITERABLE -> Kind.ARRAY;
          case ROW -> Kind.STRUCT;
          case LOGICAL_TYPE -> logical(name, type);
          case BYTES, MAP -> throw unreadable(name, type);
        };
    return new TextColumn(
        name,
        kind,
        nullable,
        precision,
        scale,
        elementType == null ? null : of(name, elementType, 0, 0),
        rowSchema == null ? null : RowType.of(rowSchema));
  }

  private static Kind logical(String name, FieldType type) {
    Schema.LogicalType<?, ?> logical = type.getLogicalType();
    String identifier = logical == null ? "" : logical.getIdentifier();
    if (identifier.equals(SqlTypes.TIMESTAMP.getIdentifier())) {
      return Kind.TIMESTAMP;
    }
    if (identifier.equals(SqlTypes.DATE.getIdentifier())) {
      return Kind.DATE;
    }
    throw unreadable(name, type);
  }

  private static IllegalArgumentException unreadable(String name, FieldType type) {
    Schema.LogicalType<?, ?> logical = type.getLogicalType();
    return new IllegalArgumentException(
        "The column \""
            + name
            + "\" is of the type "
            + (logical == null ? type.getTypeName() : logical.getIdentifier())
            + ", which cannot be read from text. Readable are numbers, decimals, booleans, strings,"
            + " dates and timestamps, and in JSON arrays and structs of them.");
  }

  /** The type as Spark writes it: {@code bigint}, {@code decimal(6,2)}. */
  @Override
  public String toString() {
    return switch (kind) {
      case TINYINT -> "tinyint";
      case SMALLINT -> "smallint";
      case INT -> "int";
      case BIGINT -> "bigint";
      case FLOAT -> "float";
      case DOUBLE -> "double";
      case BOOLEAN -> "boolean";
      case STRING -> "string";
      case DECIMAL -> precision == 0 ? "decimal" : "decimal(" + precision + "," + scale + ")";
      case DATE -> "date";
      case TIMESTAMP, DATETIME -> "timestamp";
      case ARRAY -> "array";
      case STRUCT -> "struct";
    };
  }
}
