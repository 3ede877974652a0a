package dev.cauce.query;

import dev.cauce.expr.Aggregate;
import dev.cauce.expr.Expr;
import dev.cauce.table.TableUpdate;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The columns of an aggregation: window, keys, aggregates. */
final class GroupSchema {
  private GroupSchema() {}

  static Schema of(
      @Nullable Windowing windowing,
      List<Expr.Named> keys,
      boolean sets,
      List<Aggregate> aggregates) {
    Schema.Builder schema = Schema.builder();
    if (windowing != null) {
      FieldType time =
          windowing.isSession() ? FieldType.logicalType(SqlTypes.TIMESTAMP) : FieldType.DATETIME;
      schema.addField(TableUpdate.keyColumn(Schema.Field.of(WindowColumn.START, time)));
      schema.addField(TableUpdate.keyColumn(Schema.Field.of(WindowColumn.END, time)));
    }
    for (Schema.Field key : keys(keys, sets).getFields()) {
      if (!key.getName().equals(GroupingSets.ID)) {
        schema.addField(TableUpdate.keyColumn(key));
      }
    }
    for (Aggregate aggregate : aggregates) {
      schema.addField(Schema.Field.of(aggregate.name(), aggregate.type()));
    }
    try {
      return schema.build();
    } catch (IllegalArgumentException duplicate) {
      throw new IllegalArgumentException(
          "Two columns have the same name ("
              + duplicate.getMessage()
              + "): give one another name with \"as\".");
    }
  }

  /** The columns of the key: all may be null, since any expression may. */
  static Schema keys(List<Expr.Named> keys, boolean sets) {
    Schema.Builder schema = Schema.builder();
    for (Expr.Named key : keys) {
      schema.addField(Schema.Field.of(key.name(), key.expr().type().withNullable(true)));
    }
    if (sets) {
      schema.addField(Schema.Field.of(GroupingSets.ID, FieldType.INT32));
    }
    return schema.build();
  }
}
