package dev.cauce.expr;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** Every aggregate: in one piece, and in two that are written, read and merged. */
public class AggregateTest {
  private static final Schema SCHEMA =
      Schema.builder()
          .addNullableField("k", FieldType.STRING)
          .addNullableField("i", FieldType.INT32)
          .addNullableField("l", FieldType.INT64)
          .addNullableField("x", FieldType.DOUBLE)
          .addNullableField("y", FieldType.DOUBLE)
          .addNullableField("d", FieldType.DECIMAL)
          .addNullableField("b", FieldType.BOOLEAN)
          .addNullableField("ts", Type.TIMESTAMP.fieldType(true))
          .addNullableField("day", Type.DATE.fieldType(true))
          .build();
  private static final List<Row> ROWS =
      List.of(
          row("b", 1, 10L, 10.0, 1.0, "19.99", true, 5),
          row("a", 2, 20L, 12.0, 2.0, "0.01", true, 3),
          row(null, null, null, null, null, null, null, null),
          row("b", 2, 30L, 23.0, 5.0, "-5.55", false, 9),
          row("ñ", 3, 40L, 23.0, 4.0, null, true, 1));

  private static Row row(@Nullable Object... v) {
    Integer hour = (Integer) v[7];
    List<@Nullable Object> values = new ArrayList<>(Arrays.asList(v).subList(0, 5));
    values.add(v[5] == null ? null : new BigDecimal((String) v[5]));
    values.add(v[6]);
    values.add(hour == null ? null : java.time.Instant.ofEpochSecond(hour * 3600L));
    values.add(hour == null ? null : java.time.LocalDate.ofEpochDay(hour));
    return Row.withSchema(SCHEMA).attachValues(values);
  }

  @SuppressWarnings("unchecked") // each accumulator goes back to its own function
  static @Nullable Object result(Aggregate aggregate, List<Row> rows) throws Exception {
    CombineFn<Row, @Nullable Object, @Nullable Object> fn =
        (CombineFn<Row, @Nullable Object, @Nullable Object>)
            SerializableUtils.ensureSerializable(aggregate.fn());
    Object whole = fn.createAccumulator();
    for (Row row : rows) {
      whole = fn.addInput(whole, row);
    }
    Coder<@Nullable Object> coder =
        fn.getAccumulatorCoder(CoderRegistry.createDefault(), RowKeyCoderTest.any());
    List<@Nullable Object> parts = new ArrayList<>();
    for (List<Row> part :
        List.of(rows.subList(0, rows.size() / 2), rows.subList(rows.size() / 2, rows.size()))) {
      Object accumulator = fn.createAccumulator();
      for (Row row : part) {
        accumulator = fn.addInput(accumulator, row);
      }
      parts.add(CoderUtils.clone(coder, accumulator));
    }
    Object single = fn.extractOutput(whole);
    Object merged = fn.extractOutput(fn.mergeAccumulators(parts));
    Coder<@Nullable Object> output =
        fn.getDefaultOutputCoder(CoderRegistry.createDefault(), RowKeyCoderTest.any());
    assertThat(aggregate + " written", CoderUtils.clone(output, single), equalTo(single));
    if (single instanceof Double number && merged instanceof Double other && !number.isNaN()) {
      assertThat(
          aggregate + " merged",
          other,
          number.isInfinite() ? equalTo(number) : closeTo(number, 1e-9 * Math.abs(number) + 1e-12));
    } else {
      assertThat(aggregate + " merged", merged, equalTo(single));
    }
    return single;
  }

  private static void is(String sql, @Nullable Object expected) throws Exception {
    Aggregate aggregate = Aggregate.parseAll(sql, SCHEMA).get(0);
    Object result = result(aggregate, ROWS);
    if (expected instanceof Double number && !number.isNaN()) {
      assertThat(sql, (Double) result, closeTo(number, 1e-9));
    } else {
      assertThat(sql, result, equalTo(expected));
    }
  }

  @Test
  public void everyAggregate_someRows_isExact() throws Exception {
    is("count", 5L);
    is("count(*)", 5L);
    is("count(x)", 4L);
    is("count(k, d)", 3L);
    is("count_if(i >= 2)", 3L);
    is("sum(i)", 8L);
    is("sum(x)", 68.0);
    is("sum(d)", new BigDecimal("14.45"));
    is("avg(i)", 2.0);
    is("mean(x)", 17.0);
    is("avg(d)", new BigDecimal("4.816667"));
    is("min(k)", "a");
    is("max(k)", "ñ");
    is("max(ts)", java.time.Instant.ofEpochSecond(9 * 3600));
    is("min(day)", java.time.LocalDate.ofEpochDay(1));
    is("max(d)", new BigDecimal("19.99"));
    is("stddev(x)", 6.97614984548545);
    is("std(x)", 6.97614984548545);
    is("stddev_samp(x)", 6.97614984548545);
    is("stddev_pop(x)", 6.041522986797286);
    is("variance(x)", 48.666666666666664);
    is("var_samp(x)", 48.666666666666664);
    is("var_pop(x)", 36.5);
    is("skewness(x)", skewness());
    is("kurtosis(x)", kurtosis());
    is("covar_pop(x, y)", 9.25);
    is("covar_samp(x, y)", 37.0 / 3);
    is("corr(x, y)", 9.25 / Math.sqrt(36.5 * 2.5));
    is("collect_list(i)", List.of(1, 2, 2, 3));
    is("collect_set(i)", List.of(1, 2, 3));
    is("collect_set_sorted(k)", List.of("a", "b", "ñ"));
    is("count_distinct(k)", 3L);
    is("count(distinct k, i)", 4L);
    is("sum(distinct i)", 6L);
    is("approx_count_distinct(i)", 3L);
    is("bool_and(b)", false);
    is("every(i > 0)", true);
    is("bool_or(b)", true);
    is("some(i > 5)", false);
    is("any(b)", true);
    is("first(k)", "b");
    is("last(k)", "ñ");
    is("first_value(i)", 1);
    is("last_value(i, true)", 3);
    is("any_value(i)", 1);
    is("max_by(k, x)", "b");
    is("min_by(k, l)", "b");
    is("max_by(k, l)", "ñ");
    is("bit_and(i)", 0L);
    is("bit_or(i)", 3L);
    is("bit_xor(i)", 2L);
    is("median(x)", 17.5);
    is("percentile(l, 0.25)", 17.5);
    is("percentile_approx(l, 0.5)", 20L);
    is("mode(i)", 2);
    is("product(i)", 12.0);
    is("sum(case when l > 15 then l end)", 90L);
  }

  private static double skewness() {
    double m2 = 146;
    double m3 = -343 - 125 + 216 + 216;
    return 2 * m3 / Math.sqrt(m2 * m2 * m2);
  }

  private static double kurtosis() {
    double m4 = 2401 + 625 + 1296 + 1296;
    return 4 * m4 / (146.0 * 146.0) - 3;
  }

  @Test
  public void everyAggregate_onlyNulls_isNullOrNothing() throws Exception {
    List<Row> nulls = List.of(ROWS.get(2), ROWS.get(2));
    for (String sql :
        List.of(
            "sum(i)",
            "sum(x)",
            "sum(d)",
            "avg(i)",
            "avg(d)",
            "min(k)",
            "max(x)",
            "stddev(x)",
            "stddev_pop(x)",
            "variance(x)",
            "var_pop(x)",
            "skewness(x)",
            "kurtosis(x)",
            "covar_pop(x, y)",
            "covar_samp(x, y)",
            "corr(x, y)",
            "bool_and(b)",
            "bool_or(b)",
            "first(k)",
            "last(k)",
            "any_value(k)",
            "max_by(k, x)",
            "min_by(k, x)",
            "bit_and(i)",
            "bit_or(i)",
            "bit_xor(i)",
            "median(x)",
            "percentile(x, 0.5)",
            "mode(k)",
            "product(x)",
            "sum(distinct i)")) {
      Aggregate aggregate = Aggregate.parseAll(sql, SCHEMA).get(0);
      assertThat(sql, result(aggregate, nulls), equalTo(null));
      assertThat(sql, aggregate.type().getNullable(), equalTo(true));
    }
    for (String sql :
        List.of("count(x)", "count_if(b)", "count(distinct k)", "approx_count_distinct(k)")) {
      assertThat(sql, result(Aggregate.parseAll(sql, SCHEMA).get(0), nulls), equalTo(0L));
    }
    assertThat(
        result(Aggregate.parseAll("collect_list(k)", SCHEMA).get(0), nulls), equalTo(List.of()));
    assertThat(
        result(Aggregate.parseAll("collect_set(k)", SCHEMA).get(0), nulls), equalTo(List.of()));
  }

  @Test
  public void sampleVariance_oneValue_isNull() throws Exception {
    List<Row> one = List.of(ROWS.get(0));
    assertThat(result(Aggregate.parseAll("stddev(x)", SCHEMA).get(0), one), equalTo(null));
    assertThat(result(Aggregate.parseAll("stddev_pop(x)", SCHEMA).get(0), one), equalTo(0.0));
  }

  @Test
  public void nan_minMaxSumAvg_areAsInSpark() throws Exception {
    Schema schema = Schema.builder().addDoubleField("x").build();
    List<Row> a = doubles(schema, 1.0, Double.NaN, 2.0);
    List<Row> c = doubles(schema, Double.POSITIVE_INFINITY, 5.0);
    List<Row> both = doubles(schema, Double.POSITIVE_INFINITY, 5.0, Double.NEGATIVE_INFINITY);
    assertThat(result(Aggregate.of("min", "x", "lo", schema), a), equalTo(1.0));
    assertThat(result(Aggregate.of("max", "x", "hi", schema), a), equalTo(Double.NaN));
    assertThat(result(Aggregate.of("sum", "x", "s", schema), a), equalTo(Double.NaN));
    assertThat(result(Aggregate.of("sum", "x", "s", schema), c), equalTo(Double.POSITIVE_INFINITY));
    assertThat(result(Aggregate.of("avg", "x", "s", schema), c), equalTo(Double.POSITIVE_INFINITY));
    assertThat(result(Aggregate.of("avg", "x", "s", schema), both), equalTo(Double.NaN));
  }

  private static List<Row> doubles(Schema schema, double... values) {
    return Arrays.stream(values)
        .mapToObj(x -> Row.withSchema(schema).attachValues(new ArrayList<Object>(List.of(x))))
        .toList();
  }

  @Test
  public void parseAll_namesAndTypes_areSparks() {
    List<Aggregate> all =
        Aggregate.parseAll(
            "count, sum(bytes), avg(ms) as latency, count(distinct user) as users, count(distinct"
                + " user), max(bytes * 2), collect_set(user)",
            Schema.builder()
                .addNullableField("bytes", FieldType.INT64)
                .addNullableField("ms", FieldType.INT32)
                .addNullableField("user", FieldType.STRING)
                .build());
    assertThat(
        all.stream().map(Aggregate::name).toList(),
        equalTo(
            List.of(
                "count",
                "sum(bytes)",
                "latency",
                "users",
                "count(DISTINCT user)",
                "max((bytes * 2))",
                "collect_set(user)")));
    assertThat(all.get(0).type(), equalTo(FieldType.INT64));
    assertThat(all.get(1).type(), equalTo(FieldType.INT64.withNullable(true)));
    assertThat(all.get(2).type(), equalTo(FieldType.DOUBLE.withNullable(true)));
    assertThat(all.get(6).type(), equalTo(FieldType.array(FieldType.STRING.withNullable(true))));
  }

  @Test
  public void sum_tooLarge_fails() throws Exception {
    Schema schema = Schema.builder().addInt64Field("l").build();
    Row most = Row.withSchema(schema).attachValues(new ArrayList<Object>(List.of(Long.MAX_VALUE)));
    ExpressionException bad = null;
    try {
      result(Aggregate.of("sum", "l", "s", schema), List.of(most, most));
    } catch (ExpressionException expected) {
      bad = expected;
    }
    assertThat(
        bad == null ? null : bad.getMessage(),
        equalTo("bigint overflow: 9223372036854775807 + 9223372036854775807"));
  }

  @Test
  public void approxCountDistinct_manyValues_isWithinItsErrorAndSmall() throws Exception {
    Schema schema = Schema.builder().addInt64Field("l").build();
    List<Row> rows = new ArrayList<>();
    for (long i = 0; i < 20_000; i++) {
      rows.add(Row.withSchema(schema).attachValues(new ArrayList<Object>(List.of(i % 10_000))));
    }
    Object count = result(Aggregate.of("approx_count_distinct", "l", "n", schema), rows);
    assertThat((double) (Long) java.util.Objects.requireNonNull(count), closeTo(10_000, 700));
    ApproximateFold fold =
        (ApproximateFold) Aggregate.of("approx_count_distinct", "l", "n", schema).fold();
    ApproximateFold.Sketch sketch = fold.createAccumulator();
    for (Row row : rows) {
      sketch = fold.addInput(sketch, row);
    }
    byte[] bytes =
        CoderUtils.encodeToByteArray(
            fold.getAccumulatorCoder(CoderRegistry.createDefault(), RowKeyCoderTest.any()), sketch);
    assertThat(bytes.length, equalTo(1 + 2 + 2 + 1024));
  }
}
