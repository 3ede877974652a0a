package dev.cauce.row;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.Row;
import org.joda.time.ReadableInstant;
import org.jspecify.annotations.Nullable;

/** Records to rows and back, as {@link RecordSchema} says. */
final class RecordRows {
  /** What is looked up once for each record class. */
  private record Shape(Constructor<?> constructor, Method[] accessors, Type[] types) {}

  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return shape(type);
        }
      };

  private RecordRows() {}

  private static Shape shape(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] parameters =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(parameters);
      constructor.setAccessible(true); // a record may be private to its user's class
      Method[] accessors = new Method[components.length];
      for (int i = 0; i < accessors.length; i++) {
        accessors[i] = components[i].getAccessor();
        accessors[i].setAccessible(true);
      }
      return new Shape(
          constructor,
          accessors,
          Arrays.stream(components).map(RecordComponent::getGenericType).toArray(Type[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " lacks its canonical constructor", e);
    }
  }

  private static RuntimeException unwrap(InvocationTargetException e) {
    if (e.getCause() instanceof RuntimeException thrown) {
      return thrown;
    }
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e.getCause());
  }

  /** A record as a row. */
  record ToRow(Class<?> type, Schema schema) implements SerializableFunction<Object, Row> {
    @Override
    public Row apply(Object value) {
      return row(value, schema);
    }

    private static Row row(Object value, Schema schema) {
      Method[] accessors = SHAPES.get(value.getClass()).accessors();
      @Nullable Object[] values = new Object[accessors.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = convert(get(accessors[i], value), schema.getField(i).getType());
      }
      return Row.withSchema(schema).attachValues(Arrays.asList(values));
    }

    private static @Nullable Object get(Method accessor, Object value) {
      try {
        return accessor.invoke(value);
      } catch (InvocationTargetException e) {
        throw unwrap(e);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e); // it was made accessible
      }
    }

    private static @Nullable Object convert(@Nullable Object value, Schema.FieldType type) {
      if (value instanceof Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS); // Beam's timestamps refuse what is finer
      }
      Schema rowSchema = type.getRowSchema();
      if (value != null && rowSchema != null) {
        return row(value, rowSchema);
      }
      Schema.FieldType element = type.getCollectionElementType();
      if (value instanceof List<?> list && element != null) {
        List<@Nullable Object> values = new ArrayList<>(list.size());
        for (Object each : list) {
          values.add(convert(each, element));
        }
        return values;
      }
      return value;
    }
  }

  /** A row as a record. */
  record FromRow(Class<?> type) implements SerializableFunction<Row, Object> {
    @Override
    public Object apply(Row row) {
      return record(row, type);
    }

    private static Object record(Row row, Class<?> type) {
      Shape shape = SHAPES.get(type);
      @Nullable Object[] values = new Object[shape.types().length];
      for (int i = 0; i < values.length; i++) {
        values[i] = convert(row.getValue(i), shape.types()[i]);
      }
      try {
        return shape.constructor().newInstance(values);
      } catch (InvocationTargetException e) {
        throw unwrap(e);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e); // it is a record's, and was made accessible
      }
    }

    private static @Nullable Object convert(@Nullable Object value, Type type) {
      if (value instanceof Row row && type instanceof Class<?> raw) {
        return record(row, raw);
      }
      if (value instanceof ReadableInstant joda) { // rows give an Instant or a DateTime
        return joda.toInstant();
      }
      if (value instanceof Iterable<?> values && type instanceof ParameterizedType list) {
        List<@Nullable Object> converted = new ArrayList<>();
        for (Object each : values) {
          converted.add(convert(each, list.getActualTypeArguments()[0]));
        }
        return converted;
      }
      return value;
    }
  }
}
