package dev.cauce.query;

import dev.cauce.table.TableUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.Schema.TypeName;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;
import org.joda.time.ReadableInstant;
import org.jspecify.annotations.Nullable;

/**
 * The column {@code window} (of sessions also {@code session_window}, as in Spark), which
 * expressions may use and which is two columns in a table.
 */
final class WindowColumn {
  static final String NAME = "window";
  static final String SESSION = "session_window";
  static final String START = "window_start";
  static final String END = "window_end";

  private static final FieldType TIMESTAMP = FieldType.logicalType(SqlTypes.TIMESTAMP);
  private static final Schema WINDOW =
      Schema.builder().addField("start", TIMESTAMP).addField("end", TIMESTAMP).build();

  private WindowColumn() {}

  /** {@code schema} and the column {@code window} behind all others, if it has windows. */
  static Schema visible(Schema schema) {
    boolean windowed =
        schema.getFieldCount() >= 2
            && schema.getField(0).getName().equals(START)
            && schema.getField(1).getName().equals(END)
            && !schema.hasField(NAME);
    if (!windowed) {
      return schema;
    }
    Schema.Builder visible = Schema.builder();
    schema.getFields().forEach(visible::addField);
    visible.addField(TableUpdate.keyColumn(Schema.Field.of(NAME, FieldType.row(WINDOW))));
    if (schema.getField(0).getType().equals(TIMESTAMP) && !schema.hasField(SESSION)) {
      visible.addField(TableUpdate.keyColumn(Schema.Field.of(SESSION, FieldType.row(WINDOW))));
    }
    return visible.build();
  }

  /** Whether {@code names} has one of the names of the window. */
  static boolean isIn(Set<String> names) {
    return names.contains(NAME) || names.contains(SESSION);
  }

  /** {@code row} with what {@code visible} has more than its own schema. */
  static Row extend(Row row, Schema visible) {
    List<@Nullable Object> values = new ArrayList<>(visible.getFieldCount());
    for (int i = 0; i < row.getFieldCount(); i++) {
      values.add(row.getValue(i));
    }
    List<@Nullable Object> window = new ArrayList<>(2);
    window.add(instant(row.getValue(0)));
    window.add(instant(row.getValue(1)));
    Row struct = Row.withSchema(WINDOW).attachValues(window);
    while (values.size() < visible.getFieldCount()) {
      values.add(struct);
    }
    return Row.withSchema(visible).attachValues(values);
  }

  static boolean isWindow(FieldType type) {
    if (type.getTypeName() != TypeName.ROW) {
      return false;
    }
    Schema schema = Objects.requireNonNull(type.getRowSchema());
    return schema.getFieldNames().equals(WINDOW.getFieldNames());
  }

  /**
   * The time that {@code value} tells, in microseconds since the epoch: of a window its last
   * microsecond, as {@code window_time} does. Null if there is none.
   */
  static @Nullable Long micros(@Nullable Object value) {
    if (value instanceof Row window) {
      Long end = micros(window.getValue(1));
      return end == null ? null : end - 1;
    }
    if (value instanceof ReadableInstant joda) {
      return 1000 * joda.getMillis();
    }
    return value instanceof Instant instant
        ? Math.multiplyExact(instant.getEpochSecond(), 1_000_000L) + instant.getNano() / 1000
        : null;
  }

  private static @Nullable Instant instant(@Nullable Object value) {
    return value instanceof ReadableInstant joda
        ? Instant.ofEpochMilli(joda.getMillis())
        : (Instant) value;
  }
}
