package dev.cauce.row;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.SchemaProvider;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of Java records, which Beam cannot find by itself:
 * {@code @DefaultSchema(RecordSchema.class)} on a record gives it columns, a coder, and {@code
 * Convert.toRows()}.
 *
 * <p>The columns are the components, in order and by name. A component may be a primitive or its
 * box, a {@code String}, {@code BigDecimal}, {@code byte[]}, {@code java.time.Instant} (to the
 * microsecond, what is finer is cut off) or {@code LocalDate}, a Joda {@code Instant} (to the
 * millisecond), another record, or a {@code List} of these. It is nullable if an annotation named
 * {@code Nullable} says so.
 */
public final class RecordSchema implements SchemaProvider {
  private static final Map<Class<?>, FieldType> TYPES =
      Map.ofEntries(
          Map.entry(byte.class, FieldType.BYTE),
          Map.entry(Byte.class, FieldType.BYTE),
          Map.entry(short.class, FieldType.INT16),
          Map.entry(Short.class, FieldType.INT16),
          Map.entry(int.class, FieldType.INT32),
          Map.entry(Integer.class, FieldType.INT32),
          Map.entry(long.class, FieldType.INT64),
          Map.entry(Long.class, FieldType.INT64),
          Map.entry(float.class, FieldType.FLOAT),
          Map.entry(Float.class, FieldType.FLOAT),
          Map.entry(double.class, FieldType.DOUBLE),
          Map.entry(Double.class, FieldType.DOUBLE),
          Map.entry(boolean.class, FieldType.BOOLEAN),
          Map.entry(Boolean.class, FieldType.BOOLEAN),
          Map.entry(String.class, FieldType.STRING),
          Map.entry(byte[].class, FieldType.BYTES),
          Map.entry(BigDecimal.class, FieldType.DECIMAL),
          Map.entry(LocalDate.class, Schemas.DATE),
          Map.entry(java.time.Instant.class, Schemas.TIMESTAMP),
          Map.entry(org.joda.time.Instant.class, FieldType.DATETIME));

  /** Beam makes one for {@code @DefaultSchema(RecordSchema.class)}. */
  public RecordSchema() {}

  /**
   * The columns of {@code type}.
   *
   * @throws IllegalArgumentException if a component has a type that no column has
   */
  public static Schema of(Class<? extends Record> type) {
    return schemaOf(type);
  }

  @Override
  public <T> @Nullable Schema schemaFor(TypeDescriptor<T> type) {
    return type.getRawType().isRecord() ? schemaOf(type.getRawType()) : null;
  }

  @Override
  @SuppressWarnings("unchecked") // the function takes any object, and finds out
  public <T> SerializableFunction<T, Row> toRowFunction(TypeDescriptor<T> type) {
    Class<? super T> raw = type.getRawType();
    return (SerializableFunction<T, Row>) new RecordRows.ToRow(raw, schemaOf(raw));
  }

  @Override
  @SuppressWarnings("unchecked") // it makes objects of this class
  public <T> SerializableFunction<Row, T> fromRowFunction(TypeDescriptor<T> type) {
    return (SerializableFunction<Row, T>) new RecordRows.FromRow(type.getRawType());
  }

  private static Schema schemaOf(Class<?> type) {
    Schema.Builder schema = Schema.builder();
    for (RecordComponent component : type.getRecordComponents()) {
      FieldType column = column(type, component, component.getGenericType());
      boolean nullable =
          isNullable(component)
              || isNullable(component.getAnnotatedType())
              || isNullable(component.getAccessor());
      schema.addField(Field.of(component.getName(), column.withNullable(nullable)));
    }
    return schema.build();
  }

  private static FieldType column(Class<?> record, RecordComponent component, Type type) {
    if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
      return FieldType.array(column(record, component, generic.getActualTypeArguments()[0]));
    }
    if (type instanceof Class<?> raw) {
      FieldType column = raw.isRecord() ? FieldType.row(schemaOf(raw)) : TYPES.get(raw);
      if (column != null) {
        return column;
      }
    }
    throw new IllegalArgumentException(
        "The component \""
            + component.getName()
            + "\" of the record "
            + record.getSimpleName()
            + " is a "
            + type.getTypeName()
            + ", which is no type of a column. Use a primitive or its box, String, BigDecimal,"
            + " byte[], java.time.Instant, LocalDate, a record, or a List of these.");
  }

  /** Of whatever library the annotation is. */
  private static boolean isNullable(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations())
        .anyMatch(annotation -> annotation.annotationType().getSimpleName().equals("Nullable"));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RecordSchema;
  }

  @Override
  public int hashCode() {
    return RecordSchema.class.hashCode();
  }
}
