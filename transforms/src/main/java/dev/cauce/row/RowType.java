package dev.cauce.row;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** The columns of a schema as the formats read them. */
final class RowType implements Serializable {
  private final Schema schema;
  private final TextColumn[] columns;
  private final Map<String, Integer> positions = new HashMap<>();

  private RowType(Schema schema, TextColumn[] columns) {
    this.schema = schema;
    this.columns = columns;
    for (int i = 0; i < columns.length; i++) {
      positions.put(columns[i].name(), i);
    }
  }

  /**
   * The columns of {@code schema}.
   *
   * @throws IllegalArgumentException if it has a column that no format reads
   */
  static RowType of(Schema schema) {
    return new RowType(
        schema, schema.getFields().stream().map(TextColumn::of).toArray(TextColumn[]::new));
  }

  /**
   * The same of a schema without arrays and structs, for formats whose values are plain text.
   *
   * @throws IllegalArgumentException if it has a column that such a format cannot read
   */
  static RowType flat(Schema schema, String format) {
    RowType type = of(schema);
    for (TextColumn column : type.columns) {
      if (column.kind() == TextColumn.Kind.ARRAY || column.kind() == TextColumn.Kind.STRUCT) {
        throw new IllegalArgumentException(
            "The column \""
                + column.name()
                + "\" is of the type "
                + column
                + ", which "
                + format
                + " cannot hold. Make it a string, or read JSON.");
      }
    }
    return type;
  }

  Schema schema() {
    return schema;
  }

  int size() {
    return columns.length;
  }

  TextColumn column(int position) {
    return columns[position];
  }

  /** Where the column {@code name} is; -1 if there is none. */
  int position(String name) {
    Integer position = positions.get(name);
    return position == null ? -1 : position;
  }

  /**
   * The row of {@code values}, which it keeps.
   *
   * @throws MalformedRowException if one is missing that must not be
   */
  Row row(@Nullable Object[] values) throws MalformedRowException {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null && !columns[i].nullable()) {
        throw MalformedRowException.missing(columns[i]);
      }
    }
    // Each value was made for its column: checking them all again would cost more than reading.
    return Row.withSchema(schema).attachValues(Arrays.asList(values));
  }
}
