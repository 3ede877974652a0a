package dev.cauce.expr;

import dev.cauce.expr.Type.Kind;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;
import org.joda.time.ReadableInstant;
import org.jspecify.annotations.Nullable;

/** Columns of rows, and fields of structs within them. */
final class Structs {
  private Structs() {}

  /** The field {@code name} of a struct. */
  static Typed field(Typed struct, String name) {
    FieldType given = struct.type().given();
    Schema schema = given == null ? null : given.getRowSchema();
    if (!struct.type().is(Kind.STRUCT) || schema == null) {
      throw new SyntaxException(
          "\"" + name + "\" was asked of a " + struct.type() + ", which has no fields");
    }
    int i = index(schema, name);
    if (i < 0) {
      List<String> names = schema.getFieldNames();
      throw new SyntaxException(
          "there is no field \""
              + name
              + "\", only "
              + String.join(", ", names)
              + "."
              + Names.hint(name, names));
    }
    Typed inner = value(schema.getField(i), i);
    Op outer = struct.op();
    Op field = inner.op();
    Op op =
        row -> {
          Object value = outer.eval(row);
          return value == null ? null : field.eval((Row) value);
        };
    return new Typed(inner.type(), struct.nullable() || inner.nullable(), op, struct.constant());
  }

  /** Where the column {@code name} is: first as written, then in any case, else -1. */
  static int index(Schema schema, String name) {
    if (schema.hasField(name)) {
      return schema.indexOf(name);
    }
    int found = -1;
    for (int i = 0; i < schema.getFieldCount(); i++) {
      if (schema.getField(i).getName().equalsIgnoreCase(name)) {
        if (found >= 0) {
          throw new SyntaxException(
              "\""
                  + name
                  + "\" may be "
                  + schema.getField(found).getName()
                  + " or "
                  + schema.getField(i).getName()
                  + ": write it exactly");
        }
        found = i;
      }
    }
    return found;
  }

  /** The column at {@code i}. */
  static Typed column(Schema schema, int i) {
    return value(schema.getField(i), i);
  }

  private static Typed value(Schema.Field field, int i) {
    FieldType given = field.getType();
    Type type = Type.of(given);
    Op op;
    switch (given.getTypeName()) {
      case BYTE:
      case INT16:
        op =
            row -> {
              Number number = row.getValue(i);
              return number == null ? null : number.intValue();
            };
        break;
      case DATETIME:
        op =
            row -> {
              ReadableInstant time = row.getValue(i);
              return time == null ? null : java.time.Instant.ofEpochMilli(time.getMillis());
            };
        break;
      case ARRAY:
      case ITERABLE:
        op = row -> list(row.getValue(i));
        break;
      default:
        op = row -> row.<@Nullable Object>getValue(i);
        break;
    }
    return new Typed(type, Objects.requireNonNull(given.getNullable()), op, false);
  }

  private static @Nullable Object list(@Nullable Object value) {
    if (value == null || value instanceof List) {
      return value;
    }
    List<@Nullable Object> list = new java.util.ArrayList<>();
    ((Iterable<?>) value).forEach(list::add);
    return list;
  }
}
