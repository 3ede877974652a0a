package dev.cauce.io;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.EnumerationType;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.NanosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * What a column of a database has to hold. Instants keep their microseconds; rows, collections and
 * maps are JSON text, as {@link RowJson} writes it.
 */
enum DatabaseKind {
  INT16(Types.SMALLINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.DECIMAL),
  INT32(Types.INTEGER, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.DECIMAL),
  INT64(Types.BIGINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.DECIMAL),
  FLOAT(Types.REAL, Types.REAL, Types.FLOAT, Types.DOUBLE),
  DOUBLE(Types.DOUBLE, Types.DOUBLE, Types.FLOAT),
  DECIMAL(Types.NUMERIC, Types.NUMERIC, Types.DECIMAL),
  BOOLEAN(Types.BOOLEAN, Types.BOOLEAN, Types.BIT),
  TEXT(Types.VARCHAR, Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.CLOB, Types.OTHER),
  JSON(Types.VARCHAR, Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.CLOB, Types.OTHER),
  BYTES(Types.VARBINARY, Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB),
  INSTANT(Types.TIMESTAMP_WITH_TIMEZONE, Types.TIMESTAMP_WITH_TIMEZONE),
  LOCAL_TIMESTAMP(Types.TIMESTAMP, Types.TIMESTAMP),
  DATE(Types.DATE, Types.DATE),
  TIME(Types.TIME, Types.TIME);

  private final int type;
  private final Set<Integer> fitting;

  DatabaseKind(int type, Integer... fitting) {
    this.type = type;
    this.fitting = Set.of(fitting);
  }

  /** The kind that holds values of {@code type}. */
  static DatabaseKind of(FieldType type) {
    return switch (type.getTypeName()) {
      case BYTE, INT16 -> INT16;
      case INT32 -> INT32;
      case INT64 -> INT64;
      case FLOAT -> FLOAT;
      case DOUBLE -> DOUBLE;
      case DECIMAL -> DECIMAL;
      case BOOLEAN -> BOOLEAN;
      case STRING -> TEXT;
      case BYTES -> BYTES;
      case DATETIME -> INSTANT;
      case ROW, ARRAY, ITERABLE, MAP -> JSON;
      case LOGICAL_TYPE -> ofLogical(logical(type));
    };
  }

  private static DatabaseKind ofLogical(Schema.LogicalType<?, ?> logical) {
    String name = logical.getIdentifier();
    if (logical instanceof MicrosInstant || logical instanceof NanosInstant) {
      return INSTANT;
    } else if (logical instanceof EnumerationType) {
      return TEXT;
    } else if (name.equals(SqlTypes.DATE.getIdentifier())) {
      return DATE;
    } else if (name.equals(SqlTypes.TIME.getIdentifier())) {
      return TIME;
    } else if (name.equals(SqlTypes.DATETIME.getIdentifier())) {
      return LOCAL_TIMESTAMP;
    }
    return of(logical.getBaseType());
  }

  /** Whether a column of the JDBC type {@code jdbcType} takes such values. */
  boolean fits(int jdbcType) {
    return fitting.contains(jdbcType);
  }

  /** The type to bind a null as, and how a message names the kind. */
  int type() {
    return type;
  }

  /**
   * Binds {@code value}, or a null.
   *
   * @param columnType the JDBC type of the column
   */
  void bind(
      PreparedStatement statement,
      int index,
      FieldType type,
      int columnType,
      Dialect dialect,
      @Nullable Object value)
      throws SQLException {
    // A type of the database's own, such as jsonb or uuid: it makes it of the text itself.
    int target = columnType == Types.OTHER ? Types.OTHER : this.type;
    if (value == null) {
      statement.setNull(index, target);
      return;
    }
    Object plain = plain(type, value);
    switch (this) {
      case INT16 -> statement.setShort(index, ((Number) plain).shortValue());
      case INT32 -> statement.setInt(index, (Integer) plain);
      case INT64 -> statement.setLong(index, (Long) plain);
      case FLOAT -> statement.setFloat(index, (Float) plain);
      case DOUBLE -> statement.setDouble(index, (Double) plain);
      case DECIMAL -> statement.setBigDecimal(index, (BigDecimal) plain);
      case BOOLEAN -> statement.setBoolean(index, (Boolean) plain);
      case BYTES -> statement.setBytes(index, (byte[]) plain);
      case TEXT, JSON -> {
        if (target == Types.OTHER) {
          statement.setObject(index, plain, Types.OTHER);
        } else {
          statement.setString(index, (String) plain);
        }
      }
      case INSTANT -> statement.setObject(index, dialect.instant((OffsetDateTime) plain));
      case LOCAL_TIMESTAMP, DATE, TIME -> statement.setObject(index, plain);
    }
  }

  @SuppressWarnings("unchecked") // a field's value is of the type that its logical type takes
  private Object plain(FieldType type, Object value) {
    switch (this) {
      case INSTANT:
        Instant instant = Cells.instant(value);
        if (instant != null) {
          return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        }
        break;
      case JSON:
        return json(type, value);
      case DATE, TIME, LOCAL_TIMESTAMP:
        return value; // java.time's, which the drivers know
      default:
        break;
    }
    if (type.getLogicalType() instanceof EnumerationType names
        && value instanceof EnumerationType.Value constant) {
      return names.toString(constant);
    }
    if (type.getLogicalType() != null) {
      Schema.LogicalType<Object, Object> open = (Schema.LogicalType<Object, Object>) logical(type);
      return plain(open.getBaseType(), open.toBaseType(value));
    }
    return value;
  }

  private static String json(FieldType type, Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = RowJson.JSON.createGenerator(text)) {
      RowJson.write(json, type, value);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e); // nothing is written to but memory
    }
    return text.toString();
  }

  private static Schema.LogicalType<?, ?> logical(FieldType type) {
    Schema.LogicalType<?, ?> logical = type.getLogicalType();
    if (logical == null) {
      throw new IllegalStateException("a logical type without one");
    }
    return logical;
  }
}
