package dev.cauce.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate function of SQL over one column, with its nulls: keeps the values that are not null.
 * Slow and plain: what the scenarios test is the table around it.
 */
final class SqlFn<T extends Comparable<T>> extends CombineFn<Row, List<T>, @Nullable Object> {
  private final String function;
  private final String column;
  private final Coder<T> coder;

  private SqlFn(String function, String column, Coder<T> coder) {
    this.function = function;
    this.column = column;
    this.coder = coder;
  }

  static CombineFn<Row, ?, ?> of(String function, String column, FieldType type) {
    return switch (type.getTypeName()) {
      case STRING -> new SqlFn<>(function, column, StringUtf8Coder.of());
      case DOUBLE -> new SqlFn<>(function, column, DoubleCoder.of());
      case INT32, INT64 -> new SqlFn<>(function, column, VarLongCoder.of());
      default -> throw new IllegalArgumentException("No aggregates of " + type);
    };
  }

  @Override
  public List<T> createAccumulator() {
    return new ArrayList<>();
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<T> addInput(List<T> values, Row row) {
    Object value = row.getValue(column);
    if (value != null) {
      values.add((T) (value instanceof Integer number ? Long.valueOf(number) : value));
    }
    return values;
  }

  @Override
  public List<T> mergeAccumulators(Iterable<List<T>> accumulators) {
    List<T> all = new ArrayList<>();
    accumulators.forEach(all::addAll);
    return all;
  }

  @Override
  public @Nullable Object extractOutput(List<T> values) {
    if (function.equals("count")) {
      return (long) values.size();
    }
    if (values.isEmpty()) {
      return null;
    }
    return switch (function) {
      case "max" -> values.stream().max(Comparable::compareTo).orElseThrow();
      case "min" -> values.stream().min(Comparable::compareTo).orElseThrow();
      case "sum" -> sum(values);
      case "avg" ->
          values.stream().mapToDouble(v -> ((Number) v).doubleValue()).sum() / values.size();
      default -> throw new IllegalArgumentException("No aggregate " + function);
    };
  }

  private static Object sum(List<?> values) {
    if (values.get(0) instanceof Long) {
      return values.stream().mapToLong(v -> (Long) v).sum();
    }
    return values.stream().mapToDouble(v -> (Double) v).sum();
  }

  @Override
  public Coder<List<T>> getAccumulatorCoder(CoderRegistry registry, Coder<Row> rows) {
    return ListCoder.of(coder);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Coder<@Nullable Object> getDefaultOutputCoder(CoderRegistry registry, Coder<Row> rows) {
    Coder<?> output =
        switch (function) {
          case "count" -> VarLongCoder.of();
          case "avg" -> NullableCoder.of(DoubleCoder.of());
          default -> NullableCoder.of(coder);
        };
    return (Coder<@Nullable Object>) Objects.requireNonNull(output);
  }
}
