package dev.cauce.pipelines;

import dev.cauce.row.Schemas;
import dev.cauce.table.TableUpdate;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;

/** Columns as users write them: {@code host string, bytes bigint}. */
final class ColumnTexts {
  private ColumnTexts() {}

  /** What {@link Schemas#parse} reads. */
  static String of(Schema schema) {
    return schema.getFields().stream().map(ColumnTexts::of).collect(Collectors.joining(", "));
  }

  /** The same, and which of them are the key. */
  static String ofTable(Schema schema) {
    String key =
        TableUpdate.keyColumns(schema).stream()
            .map(column -> schema.getField(column).getName())
            .collect(Collectors.joining(", "));
    return of(schema) + (key.isEmpty() ? "" : "; key " + key);
  }

  private static String of(Schema.Field field) {
    String name = field.getName();
    return (name.matches("[\\p{L}\\p{N}_]+") ? name : "`" + name + "`")
        + " "
        + type(field.getType());
  }

  private static String type(FieldType type) {
    return switch (type.getTypeName()) {
      case BYTE -> "tinyint";
      case INT16 -> "smallint";
      case INT32 -> "int";
      case INT64 -> "bigint";
      case DATETIME -> "timestamp";
      case ARRAY, ITERABLE ->
          "array<" + type(Objects.requireNonNull(type.getCollectionElementType())) + ">";
      case ROW ->
          Objects.requireNonNull(type.getRowSchema()).getFields().stream()
              .map(field -> field.getName() + ": " + type(field.getType()))
              .collect(Collectors.joining(", ", "struct<", ">"));
      case LOGICAL_TYPE -> type.withNullable(false).equals(Schemas.DATE) ? "date" : "timestamp";
      default -> type.getTypeName().name().toLowerCase(Locale.ROOT);
    };
  }
}
