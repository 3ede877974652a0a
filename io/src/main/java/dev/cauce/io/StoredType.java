package dev.cauce.io;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.Schema.LogicalType;
import org.apache.beam.sdk.schemas.logicaltypes.EnumerationType;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.NanosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * The type of a column as files with types know it, once Beam's logical types are resolved; and its
 * values: {@link Number}s, texts, bytes, rows and collections.
 */
enum StoredType {
  BOOLEAN,
  /** 8, 16 or 32 bits. */
  INT32,
  INT64,
  FLOAT,
  DOUBLE,
  DECIMAL,
  STRING,
  BYTES,
  /** Microseconds since 1970 in UTC. */
  TIMESTAMP,
  /** Microseconds since 1970 on the wall clock of a place that nobody knows. */
  LOCAL_TIMESTAMP,
  /** Microseconds since midnight. */
  TIME,
  /** Days since 1970. */
  DATE,
  ROW,
  LIST,
  MAP;

  /** The kind of {@code type}. */
  static StoredType of(FieldType type) {
    return switch (type.getTypeName()) {
      case BYTE, INT16, INT32 -> INT32;
      case INT64 -> INT64;
      case FLOAT -> FLOAT;
      case DOUBLE -> DOUBLE;
      case DECIMAL -> DECIMAL;
      case STRING -> STRING;
      case BYTES -> BYTES;
      case BOOLEAN -> BOOLEAN;
      case DATETIME -> TIMESTAMP;
      case ROW -> ROW;
      case ARRAY, ITERABLE -> LIST;
      case MAP -> MAP;
      case LOGICAL_TYPE -> ofLogical(type);
    };
  }

  private static StoredType ofLogical(FieldType type) {
    String id = logical(type).getIdentifier();
    if (id.equals(SqlTypes.TIMESTAMP.getIdentifier())
        || id.equals(MicrosInstant.IDENTIFIER)
        || id.equals(NanosInstant.IDENTIFIER)) {
      return TIMESTAMP;
    }
    if (id.equals(SqlTypes.DATE.getIdentifier())) {
      return DATE;
    }
    if (id.equals(SqlTypes.TIME.getIdentifier())) {
      return TIME;
    }
    if (id.equals(SqlTypes.DATETIME.getIdentifier())) {
      return LOCAL_TIMESTAMP;
    }
    return logical(type) instanceof EnumerationType ? STRING : of(logical(type).getBaseType());
  }

  /** {@code type}, or what a logical type that is no time is made of. */
  static FieldType plain(FieldType type) {
    FieldType plain = type;
    while (plain.getTypeName().isLogicalType() && of(plain).isPlain()) {
      plain = logical(plain).getBaseType();
    }
    return plain;
  }

  /** The value of a column of {@code type} as its kind says. */
  @SuppressWarnings("unchecked") // a field's value is of the type that its logical type takes
  static @Nullable Object value(FieldType type, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    Instant instant = Cells.instant(value);
    if (instant != null) {
      return micros(instant);
    }
    if (value instanceof LocalDate date) {
      return (int) date.toEpochDay();
    }
    if (value instanceof LocalTime time) {
      return time.getLong(ChronoField.MICRO_OF_DAY);
    }
    if (value instanceof LocalDateTime time) {
      return micros(time.toInstant(ZoneOffset.UTC));
    }
    if (!type.getTypeName().isLogicalType()) {
      return value;
    }
    LogicalType<Object, Object> logical = (LogicalType<Object, Object>) logical(type);
    if (logical(type) instanceof EnumerationType names
        && value instanceof EnumerationType.Value constant) {
      return names.toString(constant);
    }
    return value(logical.getBaseType(), logical.toBaseType(value));
  }

  private boolean isPlain() {
    return switch (this) {
      case TIMESTAMP, LOCAL_TIMESTAMP, TIME, DATE -> false;
      default -> true;
    };
  }

  private static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
  }

  private static LogicalType<?, ?> logical(FieldType type) {
    LogicalType<?, ?> logical = type.getLogicalType();
    if (logical == null) {
      throw new IllegalStateException(type + " is no logical type");
    }
    return logical;
  }

  /** {@code part} of the type of a column, which a type of its kind always has. */
  static <T> T known(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the type of a column lacks a part that Beam always sets");
    }
    return part;
  }
}
