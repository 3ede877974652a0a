package dev.cauce.expr;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** Expressions and rows of recorded Spark queries, with what Spark made of them. */
public class ExprGoldensTest {
  private static final Schema LINE =
      Schema.builder().addNullableField("line", FieldType.STRING).build();

  private static Row row(Schema schema, @Nullable Object... values) {
    return Row.withSchema(schema).attachValues(new ArrayList<>(Arrays.asList(values)));
  }

  private static List<@Nullable Object> eval(List<String> select, Row row) {
    List<@Nullable Object> values = new ArrayList<>();
    for (String sql : select) {
      Expr.Named named = Expr.parseNamed(sql, row.getSchema());
      values.add(SerializableUtils.ensureSerializable(named).expr().eval(row));
    }
    return values;
  }

  @Test
  public void logParse_lines_giveFieldsOrEmptyTexts() {
    List<String> select =
        List.of(
            "regexp_extract(line, '^(\\\\S+) .* \"(\\\\S+) (\\\\S+)[^\"]*\" (\\\\d{3}) (\\\\d+|-)$', 1) as host",
            "regexp_extract(line, '\"(\\\\S+) (\\\\S+)', 2) as path",
            "try_cast(regexp_extract(line, '\" (\\\\d{3}) ', 1) as int) as status");
    String good = "10.0.0.2 - - [01/Mar/2024:10:00:01 +0000] \"GET /pago?id=1 HTTP/1.1\" 500 -";
    assertThat(eval(select, row(LINE, good)), contains("10.0.0.2", "/pago?id=1", 500));
    assertThat(eval(select, row(LINE, "basura")), contains("", "", null));
    assertThat(Expr.parseNamed(select.get(2), LINE).name(), equalTo("status"));
  }

  @Test
  public void explode_tags_givesElementsOrNothing() {
    Schema schema =
        Schema.builder().addInt32Field("id").addNullableField("tags", FieldType.STRING).build();
    Expr.Named tag =
        Expr.parseNamed(
            "explode(CASE WHEN tags = '' THEN array() ELSE split(tags, ',') END) as tag", schema);
    assertThat(tag.name(), equalTo("tag"));
    assertThat(tag.expr().type(), equalTo(FieldType.STRING.withNullable(true)));
    assertThat(tag.expr().eval(row(schema, 1, "x,,x")), equalTo(List.of("x", "", "x")));
    assertThat(tag.expr().eval(row(schema, 2, "")), equalTo(List.of()));
    assertThat(tag.expr().eval(row(schema, 3, null)), equalTo(null));
  }

  @Test
  public void filter_nullLogic_keepsOnlyTrue() {
    Schema schema =
        Schema.builder()
            .addNullableField("a", FieldType.INT32)
            .addNullableField("b", FieldType.INT32)
            .build();
    Expr filter = Expr.parse("NOT (a = 1 OR b > 5)", schema);
    List<Boolean> kept = new ArrayList<>();
    for (Integer[] ab : new Integer[][] {{1, 1}, {2, 1}, {2, 9}, {null, 1}, {2, null}, {0, 5}}) {
      kept.add(filter.test(row(schema, ab[0], ab[1])));
    }
    assertThat(kept, contains(false, true, false, false, false, true));
    assertThat(filter.columns(), contains("a", "b"));
  }

  @Test
  public void names_withoutAlias_areSparks() {
    Schema schema = Schema.builder().addDoubleField("total").addInt64Field("n").build();
    assertThat(
        Expr.parseAll(
                "total, total / n, upper('x'), cast(n as int), total > 5 and n is null", schema)
            .stream()
            .map(Expr.Named::name)
            .toList(),
        contains(
            "total", "(total / n)", "upper(x)", "CAST(n AS INT)", "((total > 5) AND (n IS NULL))"));
  }

  @Test
  public void conditional_aggregates_areSparks() throws Exception {
    Schema schema =
        Schema.builder()
            .addNullableField("status", FieldType.INT32)
            .addNullableField("bytes", FieldType.INT64)
            .addNullableField("page", FieldType.STRING)
            .build();
    List<Row> rows =
        List.of(
            row(schema, 200, 512L, "/"),
            row(schema, 500, 2048L, "/pago"),
            row(schema, 200, 100L, "/"),
            row(schema, null, 1001L, "/ñ"));
    String[][] goldens = {
      {"count_if", "status >= 500"},
      {"avg", "CASE WHEN status >= 500 THEN 1.0D ELSE 0.0D END"},
      {"sum", "CASE WHEN bytes > 1000 THEN bytes END"},
      {"collect_set_sorted", "page"}
    };
    List<@Nullable Object> results = new ArrayList<>();
    for (String[] golden : goldens) {
      Aggregate aggregate = Aggregate.of(golden[0], golden[1], "as", schema);
      results.add(AggregateTest.result(aggregate, rows));
    }
    assertThat(results, contains(1L, 0.25, 3049L, List.of("/", "/pago", "/ñ")));
  }
}
