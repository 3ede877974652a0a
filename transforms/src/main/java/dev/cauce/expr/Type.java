package dev.cauce.expr;

import java.io.Serializable;
import java.util.Locale;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * What a value may be while it is computed. In Java: Boolean, Integer, Long, Float, Double,
 * BigDecimal, String, java.time.Instant, LocalDate, Interval, List, Row.
 *
 * @param element of what an array consists
 * @param given the column's own type where Beam knows more than we do (a struct, bytes, a map)
 */
record Type(Kind kind, @Nullable Type element, @Nullable FieldType given) implements Serializable {
  enum Kind {
    NULL,
    BOOLEAN,
    INT,
    BIGINT,
    DECIMAL,
    FLOAT,
    DOUBLE,
    STRING,
    DATE,
    TIMESTAMP,
    INTERVAL,
    ARRAY,
    STRUCT,
    OTHER
  }

  static final Type NULL = of(Kind.NULL);
  static final Type BOOLEAN = of(Kind.BOOLEAN);
  static final Type INT = of(Kind.INT);
  static final Type LONG = of(Kind.BIGINT);
  static final Type DECIMAL = of(Kind.DECIMAL);
  static final Type FLOAT = of(Kind.FLOAT);
  static final Type DOUBLE = of(Kind.DOUBLE);
  static final Type STRING = of(Kind.STRING);
  static final Type DATE = of(Kind.DATE);
  static final Type TIMESTAMP = of(Kind.TIMESTAMP);
  static final Type INTERVAL = of(Kind.INTERVAL);

  private static Type of(Kind kind) {
    return new Type(kind, null, null);
  }

  static Type array(Type element) {
    return new Type(Kind.ARRAY, element, null);
  }

  static Type of(FieldType type) {
    switch (type.getTypeName()) {
      case BOOLEAN:
        return BOOLEAN;
      case BYTE:
      case INT16:
      case INT32:
        return INT;
      case INT64:
        return LONG;
      case FLOAT:
        return FLOAT;
      case DOUBLE:
        return DOUBLE;
      case DECIMAL:
        return DECIMAL;
      case STRING:
        return STRING;
      case DATETIME:
        return TIMESTAMP;
      case ROW:
        return new Type(Kind.STRUCT, null, type);
      case ARRAY:
      case ITERABLE:
        FieldType element = type.getCollectionElementType();
        return element == null ? other(type) : array(of(element));
      case LOGICAL_TYPE:
        return ofLogical(type);
      default:
        return other(type);
    }
  }

  private static Type ofLogical(FieldType type) {
    Schema.LogicalType<?, ?> logical = type.getLogicalType();
    if (logical == null) {
      return other(type);
    }
    String id = logical.getIdentifier();
    if (id.equals(SqlTypes.TIMESTAMP.getIdentifier())) {
      return TIMESTAMP;
    }
    if (id.equals(SqlTypes.DATE.getIdentifier())) {
      return DATE;
    }
    return id.equals(FixedPrecisionNumeric.IDENTIFIER) ? DECIMAL : other(type);
  }

  private static Type other(FieldType type) {
    return new Type(Kind.OTHER, null, type);
  }

  boolean is(Kind other) {
    return kind == other;
  }

  boolean integral() {
    return kind == Kind.INT || kind == Kind.BIGINT;
  }

  boolean floating() {
    return kind == Kind.FLOAT || kind == Kind.DOUBLE;
  }

  boolean numeric() {
    return integral() || floating() || kind == Kind.DECIMAL;
  }

  /** Has an order, so that {@code <}, {@code min} and {@code greatest} make sense. */
  boolean ordered() {
    return kind != Kind.OTHER && kind != Kind.INTERVAL;
  }

  Type elementOrNull() {
    return element == null ? NULL : element;
  }

  FieldType fieldType(boolean nullable) {
    return plain().withNullable(nullable);
  }

  private FieldType plain() {
    switch (kind) {
      case BOOLEAN:
        return FieldType.BOOLEAN;
      case INT:
        return FieldType.INT32;
      case BIGINT:
        return FieldType.INT64;
      case FLOAT:
        return FieldType.FLOAT;
      case DOUBLE:
        return FieldType.DOUBLE;
      case DECIMAL:
        return FieldType.DECIMAL;
      case DATE:
        return FieldType.logicalType(SqlTypes.DATE);
      case TIMESTAMP:
        return FieldType.logicalType(SqlTypes.TIMESTAMP);
      case ARRAY:
        return FieldType.array(elementOrNull().fieldType(true));
      default: // a bare NULL has to be something: Spark's "void" column is text here
        return given == null ? FieldType.STRING : given;
    }
  }

  @Override
  public String toString() {
    if (kind == Kind.ARRAY) {
      return "array<" + element + ">";
    }
    if (kind == Kind.OTHER && given != null) {
      return given.getTypeName().toString().toLowerCase(Locale.ROOT);
    }
    return kind == Kind.NULL ? "null" : kind.toString().toLowerCase(Locale.ROOT);
  }
}
