package dev.cauce.table;

import dev.cauce.row.ColumnType;
import dev.cauce.row.RowSchema;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.BigDecimalCoder;
import org.apache.beam.sdk.coders.BigEndianIntegerCoder;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.FloatCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.IterableLikeCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.SchemaCoder;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** How a key or an aggregate becomes columns: derived from its coder. */
final class Columns implements Serializable {
  private final List<FieldType> types;
  private final Spread spread;

  private Columns(List<FieldType> types, Spread spread) {
    this.types = types;
    this.spread = spread;
  }

  /** Puts a value's columns at the end of {@code row}. */
  private interface Spread extends Serializable {
    void add(@Nullable Object value, List<@Nullable Object> row);
  }

  List<FieldType> types() {
    return types;
  }

  void add(@Nullable Object value, List<@Nullable Object> row) {
    spread.add(value, row);
  }

  /**
   * The columns of what {@code coder} writes: one for a plain value, those of both halves of a
   * {@code KV}, those of a {@code Row} or of any type with a schema, none for {@code Void}.
   *
   * @throws IllegalArgumentException if there is no column type for it
   */
  static Columns of(Coder<?> coder) {
    if (coder instanceof VoidCoder) {
      return new Columns(List.of(), (value, row) -> {});
    }
    if (coder instanceof KvCoder<?, ?> pair) {
      Columns key = of(pair.getKeyCoder());
      Columns value = of(pair.getValueCoder());
      return together(List.of(key, value), Columns::halves);
    }
    if (coder instanceof TogetherFn.ListOfCoder several) {
      List<Columns> parts = several.getComponents().stream().map(Columns::of).toList();
      return together(parts, Columns::elements);
    }
    if (coder instanceof SchemaCoder<?> withSchema) {
      return ofSchema(withSchema);
    }
    if (coder instanceof RowSchema row) {
      return new Columns(
          row.rowSchema().getFields().stream().map(field -> field.getType()).toList(),
          (value, to) -> to.addAll(((Row) java.util.Objects.requireNonNull(value)).getValues()));
    }
    return new Columns(List.of(type(coder)), (value, row) -> row.add(value));
  }

  private static List<?> halves(@Nullable Object value) {
    KV<?, ?> pair = (KV<?, ?>) java.util.Objects.requireNonNull(value);
    List<@Nullable Object> halves = new ArrayList<>(2);
    halves.add(pair.getKey());
    halves.add(pair.getValue());
    return halves;
  }

  private static List<?> elements(@Nullable Object value) {
    return (List<?>) java.util.Objects.requireNonNull(value);
  }

  private static Columns together(
      List<Columns> parts, SerializableFunction<@Nullable Object, List<?>> take) {
    List<FieldType> types = parts.stream().flatMap(part -> part.types.stream()).toList();
    return new Columns(
        types,
        (value, row) -> {
          List<?> values = take.apply(value);
          for (int i = 0; i < parts.size(); i++) {
            parts.get(i).add(values.get(i), row);
          }
        });
  }

  private static <T> Columns ofSchema(SchemaCoder<T> coder) {
    SerializableFunction<T, Row> toRow = coder.getToRowFunction();
    List<FieldType> types =
        coder.getSchema().getFields().stream().map(field -> field.getType()).toList();
    return new Columns(
        types,
        (value, row) -> {
          @SuppressWarnings("unchecked")
          T typed = (T) java.util.Objects.requireNonNull(value);
          row.addAll(toRow.apply(typed).getValues());
        });
  }

  private static FieldType type(Coder<?> coder) {
    if (coder instanceof ColumnType column) {
      return column.fieldType();
    }
    if (coder instanceof NullableCoder<?> nullable) {
      return type(nullable.getValueCoder()).withNullable(true);
    }
    if (coder instanceof IterableLikeCoder<?, ?> list) {
      return FieldType.array(type(list.getElemCoder()));
    }
    if (coder instanceof StringUtf8Coder) {
      return FieldType.STRING;
    }
    if (coder instanceof VarLongCoder || coder instanceof BigEndianLongCoder) {
      return FieldType.INT64;
    }
    if (coder instanceof VarIntCoder || coder instanceof BigEndianIntegerCoder) {
      return FieldType.INT32;
    }
    if (coder instanceof DoubleCoder) {
      return FieldType.DOUBLE;
    }
    if (coder instanceof FloatCoder) {
      return FieldType.FLOAT;
    }
    if (coder instanceof BooleanCoder) {
      return FieldType.BOOLEAN;
    }
    if (coder instanceof InstantCoder) {
      return FieldType.DATETIME;
    }
    if (coder instanceof BigDecimalCoder) {
      return FieldType.DECIMAL;
    }
    if (coder instanceof ByteArrayCoder) {
      return FieldType.BYTES;
    }
    throw new IllegalArgumentException(
        "A table has no column type for what "
            + coder
            + " writes: use a string, a number, a boolean, an instant, a decimal, bytes, a list of"
            + " these, a KV, a Row or a type with a schema.");
  }
}
