package dev.cauce.expr;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** Every function and operator, with the values that Spark gives. */
public class ExprTest {
  private static final Schema WINDOW =
      Schema.builder()
          .addLogicalTypeField("start", SqlTypes.TIMESTAMP)
          .addLogicalTypeField("end", SqlTypes.TIMESTAMP)
          .build();
  static final Schema SCHEMA =
      Schema.builder()
          .addNullableField("i", FieldType.INT32)
          .addNullableField("l", FieldType.INT64)
          .addNullableField("x", FieldType.DOUBLE)
          .addNullableField("f", FieldType.FLOAT)
          .addNullableField("d", FieldType.DECIMAL)
          .addNullableField("s", FieldType.STRING)
          .addNullableField("b", FieldType.BOOLEAN)
          .addNullableField("ts", FieldType.logicalType(SqlTypes.TIMESTAMP))
          .addNullableField("day", FieldType.logicalType(SqlTypes.DATE))
          .addNullableField("joda", FieldType.DATETIME)
          .addNullableField("tags", FieldType.array(FieldType.STRING.withNullable(true)))
          .addNullableField("window", FieldType.row(WINDOW))
          .addNullableField("n", FieldType.INT32)
          .addNullableField("my col", FieldType.STRING)
          .build();
  static final Row ROW =
      row(
          7,
          10L,
          2.5,
          1.5f,
          new BigDecimal("3.25"),
          "Hola ñandú",
          true,
          time("2024-03-01T10:59:00.123456Z"),
          LocalDate.of(2024, 2, 29),
          new org.joda.time.Instant(1000),
          Arrays.asList("a", null, "b"),
          Row.withSchema(WINDOW)
              .attachValues(List.of(time("2024-03-01T10:00:00Z"), time("2024-03-01T10:05:00Z"))),
          null,
          "named");

  static Row row(@Nullable Object... values) {
    return Row.withSchema(SCHEMA).attachValues(new ArrayList<>(Arrays.asList(values)));
  }

  static Instant time(String text) {
    return Instant.parse(text);
  }

  static @Nullable Object eval(String sql) {
    return Expr.parse(sql, SCHEMA).eval(ROW);
  }

  private static void is(String sql, @Nullable Object expected) {
    assertThat(sql, eval(sql), equalTo(expected));
  }

  private static void type(String sql, FieldType expected) {
    assertThat(sql, Expr.parse(sql, SCHEMA).type(), equalTo(expected));
  }

  private static void fails(String sql, String reason) {
    Expr expr = Expr.parse(sql, SCHEMA);
    try {
      assertThat(sql, expr.eval(ROW), equalTo("a failure"));
    } catch (ExpressionException bad) {
      assertThat(sql, bad.getMessage(), equalTo(reason));
    }
  }

  @Test
  public void literals_everyKind_haveSparksTypes() {
    is("1", 1);
    is("3000000000", 3000000000L);
    is("5L", 5L);
    is("1.50", new BigDecimal("1.50"));
    is("1.0D", 1.0);
    is("1e3", 1000.0);
    is("1F", 1f);
    is("1.5BD", new BigDecimal("1.5"));
    is("-2147483648", Integer.MIN_VALUE);
    is("-9223372036854775808", Long.MIN_VALUE);
    is("'it''s'", "it's");
    is("'a\\tb\\\\S+'", "a\tb\\S+");
    is("\"double\"", "double");
    is("r'\\S'", "\\S");
    is("true", true);
    is("NULL", null);
    is("timestamp'2024-03-01 10:59:00'", time("2024-03-01T10:59:00Z"));
    is("timestamp '2024-03-01 10:59:00.5+01:00'", time("2024-03-01T09:59:00.5Z"));
    is("date'2024-03-01'", LocalDate.of(2024, 3, 1));
    type("1", FieldType.INT32);
    type("1.5", FieldType.DECIMAL);
    type("null", FieldType.STRING.withNullable(true));
  }

  @Test
  public void arithmetic_everyOperator_hasSparksResultType() {
    is("i + 1", 8);
    is("i - 10L", -3L);
    is("i * x", 17.5);
    is("i / 2", 3.5);
    is("7 % 4", 3);
    is("-7 % 4", -3);
    is("pmod(-7, 4)", 1);
    is("mod(7, 4)", 3);
    is("i div 2", 3L);
    is("d + 1", new BigDecimal("4.25"));
    is("d * 2.0", new BigDecimal("6.500"));
    is("1.0 / 3.0", new BigDecimal("0.333333"));
    is("d + x", 5.75);
    is("f + f", 3f);
    is("f / 2", 0.75);
    is("'5' + 2", 7L);
    is("-i", -7);
    is("- -i", 7);
    is("case when b then 5 end - 1", 4);
    is("case when b then -5 end", -5);
    is("i in (-7, 7) and i - 1 = 6", true);
    is("+x", 2.5);
    is("1 + 2 * 3", 7);
    is("(1 + 2) * 3", 9);
    is("10 - 4 - 3", 3);
    is("((((((((((((1 + 2))))))))))))", 3);
    is("n + 1", null);
    is("2 & 3", 2L);
    is("try_divide(1, 0)", null);
    is("try_add(2147483647, 1)", null);
    is("try_subtract(5, 2)", 3);
    is("try_multiply(2, 3)", 6);
    is("try_mod(2, 0)", null);
    type("i / 2", FieldType.DOUBLE.withNullable(true));
    type("i + 1", FieldType.INT32.withNullable(true));
    type("i + l", FieldType.INT64.withNullable(true));
    fails("i + 2147483647", "int overflow: 7 + 2147483647");
    fails("l * 9223372036854775807", "bigint overflow: 10 * 9223372036854775807");
    fails("x / 0", "division by zero: 2.5 / 0");
    fails("i % 0", "division by zero: 7 / 0");
  }

  @Test
  public void times_moved_keepTheirMicroseconds() {
    is("ts + interval 5 minutes", time("2024-03-01T11:04:00.123456Z"));
    is("ts - interval '5' minute", time("2024-03-01T10:54:00.123456Z"));
    is("ts + interval '1 day 2 hours'", time("2024-03-02T12:59:00.123456Z"));
    is("ts + interval 1 month 1 day", time("2024-04-02T10:59:00.123456Z"));
    is("interval 1 second + ts", time("2024-03-01T10:59:01.123456Z"));
    is("day + interval 1 day", LocalDate.of(2024, 3, 1));
    is("day + 1", LocalDate.of(2024, 3, 1));
    is("ts < timestamp'2024-03-01 10:59:00'", false);
    is("ts >= '2024-03-01 10:59:00'", true);
    is("window.start", time("2024-03-01T10:00:00Z"));
    is("window_time(window)", time("2024-03-01T10:04:59.999999Z"));
    is("joda", time("1970-01-01T00:00:01Z"));
    is(
        "case when i = 7 then interval 10 minutes else interval 2 minutes end",
        "0 months 0 days 600000000 microseconds");
  }

  @Test
  public void comparisons_everyOperator_followsSqlsOrder() {
    is("i = 7", true);
    is("i == 7", true);
    is("i <> 7", false);
    is("i != 7.0", false);
    is("x > 2", true);
    is("x <= 2.5", true);
    is("i < '10'", true);
    is("s > 'Z'", false);
    is("'a' < 'ñ'", true);
    is("'\uffee' < '😀'", true);
    is("n = 1", null);
    is("n <=> null", true);
    is("n <=> 1", false);
    is("i <=> 7", true);
    is("i between 1 and 7", true);
    is("i not between 1 and 7", false);
    is("i in (1, 2, 7)", true);
    is("i in (1, null)", null);
    is("i not in (1, 2)", true);
    is("i in (1, 2, 3, 4, 5, 7)", true);
    is("s in ('a', 'b', 'c', 'd', null)", null);
    is("cast('NaN' as double) = cast('NaN' as double)", true);
    is("cast('NaN' as double) > cast('Infinity' as double)", true);
    is("0.0D = -0.0D", true);
    is("greatest(1, null, 3)", 3);
    is("least('b', 'a')", "a");
  }

  @Test
  public void operators_mixed_bindAsInSpark() {
    is("i = 7 and i - 1 = 6", true);
    is("s like 'H%' and i - 1 = 6", true);
    is("s not like 'H%' or i - 1 = 6 and false", false);
    is("i between 1 and 8 and i - 1 = 6", true);
    is("i not between 1 + 1 and 8 - 2 and true", true);
    is("n is null and i - 1 = 6", true);
    is("not i in (1, 2) and i - 1 = 6", true);
    is("not i = 1 or true and false", true);
    is("n <=> null and i * 2 - 1 = 13", true);
    is("true or false and false", true);
    is("10 - 2 * 3 + 1", 5);
    is("2 * -3", -6);
    is("100 / 10 / 2", 5.0);
    is("'a' || i + 1", "a8");
  }

  @Test
  public void logic_withNulls_isThreeValued() {
    is("n = 1 and false", false);
    is("n = 1 and true", null);
    is("n = 1 or true", true);
    is("n = 1 or false", null);
    is("not n = 1", null);
    is("!b", false);
    is("not (i = 1 or x > 5)", true);
    is("n is null", true);
    is("i is not null", true);
    is("b is true", true);
    is("(n = 1) is not true", true);
    is("isnull(n)", true);
    is("isnotnull(n)", false);
    is("case when i > 5 then 'many' when i > 1 then 'few' end", "many");
    is("case i when 1 then 'one' when 7 then 'seven' else '?' end", "seven");
    is("case when n > 5 then 1 end", null);
    is("case when i > 5 then 1 else 2.5 end", new BigDecimal("1"));
    is("if(i > 5, 1, 2)", 1);
    is("iff(n > 5, 1, 2)", 2);
    is("coalesce(n, null, 3)", 3);
    is("nvl(n, 4)", 4);
    is("ifnull(i, 4)", 7);
    is("nvl2(n, 1, 2)", 2);
    is("nullif(i, 7)", null);
    is("nullif(i, 8)", 7);
    is("isnan(x)", false);
    is("isnan(cast('NaN' as double))", true);
    is("nanvl(cast('NaN' as double), 1.0)", 1.0);
    type("coalesce(n, 3)", FieldType.INT32);
  }

  @Test
  public void casts_everyType_failOrGiveNull() {
    is("cast('12' as int)", 12);
    is("cast(' 12 ' as bigint)", 12L);
    is("x::int", 2);
    is("-x::int", -2);
    is("cast(x as string)", "2.5");
    is("cast(1e10 as string)", "1.0E10");
    is("cast(d as decimal(6,1))", new BigDecimal("3.3"));
    is("cast('1.005' as decimal(10,2))", new BigDecimal("1.01"));
    is("cast(b as int)", 1);
    is("cast('yes' as boolean)", true);
    is("cast('inf' as double)", Double.POSITIVE_INFINITY);
    is("cast(ts as string)", "2024-03-01 10:59:00.123456");
    is("cast(ts as date)", LocalDate.of(2024, 3, 1));
    is("cast(ts as bigint)", 1709290740L);
    is("cast(day as timestamp)", time("2024-02-29T00:00:00Z"));
    is("cast(60 as timestamp)", time("1970-01-01T00:01:00Z"));
    is("cast(tags as string)", "[a, NULL, b]");
    is("try_cast('x' as int)", null);
    is("try_cast('300000000000' as int)", null);
    is("try_cast('x' as timestamp)", null);
    fails("cast(s as int)", "'Hola ñandú' cannot be cast to int");
    fails("cast(3000000000 as int)", "3000000000 cannot be cast to int");
    fails("cast(12345 as decimal(4,1))", "12345 does not fit in decimal(4,1)");
    fails("cast('2024-02-30' as date)", "'2024-02-30' cannot be cast to date");
  }

  @Test
  public void texts_everyFunction_countsCodePoints() {
    is("upper(s)", "HOLA ÑANDÚ");
    is("lower('ÀB')", "àb");
    is("trim('  a b ')", "a b");
    is("ltrim('  a ')", "a ");
    is("rtrim(' a  ')", " a");
    is("trim(both 'x' from 'xaxx')", "a");
    is("trim(leading 'x' from 'xax')", "ax");
    is("length('a😀')", 2);
    is("substring(s FROM 1 FOR 3)", "Hol");
    is("substring(s, -5, 3)", "ñan");
    is("substr('abc', 2)", "bc");
    is("substring('a😀b', 2, 1)", "😀");
    is("substring('abc', -5, 3)", "a");
    is("left(s, 4)", "Hola");
    is("right(s, 2)", "dú");
    is("replace('abab', 'b', 'x')", "axax");
    is("replace('abab', 'b')", "aa");
    is("translate('abc', 'ab', 'x')", "xc");
    is("concat('a', 1, true)", "a1true");
    is("concat('a', null)", null);
    is("'a' || i || 'b'", "a7b");
    is("concat_ws('-', 'a', null, tags)", "a-a-b");
    is("contains(s, 'ola')", true);
    is("startswith(s, 'Hola')", true);
    is("endswith(s, 'x')", false);
    is("instr(s, 'ñ')", 6);
    is("locate('a', s)", 4);
    is("locate('a', s, 5)", 7);
    is("position('a' in s)", 4);
    is("lpad('7', 3, '0')", "007");
    is("rpad('abc', 2)", "ab");
    is("rpad('a', 4, 'xy')", "axyx");
    is("repeat('ab', 2)", "abab");
    is("reverse('abc')", "cba");
    is("initcap('hELLO wORLD')", "Hello World");
    is("ascii('A')", 65);
    is("octet_length('ñ')", 2);
    is("`my col`", "named");
    is("split_part('a.b.c', '.', -1)", "c");
  }

  @Test
  public void patterns_everyFunction_areJavasAsInSpark() {
    is("s like 'Hola%'", true);
    is("s like '%and_'", true);
    is("s not like '%x%'", true);
    is("s like '%ola%'", true);
    is("'50%' like '50\\%'", true);
    is("'a_b' like 'a#_b' escape '#'", true);
    is("s ilike 'HOLA ÑAND_'", true);
    is("s rlike '^H'", true);
    is("s not rlike '^H'", false);
    is("regexp_like(s, 'z')", false);
    is("regexp_extract('a=1', '(\\\\w)=(\\\\d)', 2)", "1");
    is("regexp_extract('none', '(\\\\d)')", "");
    is("regexp_extract_all('a1b2', '([a-z])', 1)", List.of("a", "b"));
    is("regexp_replace('a1b2', '\\\\d', '-')", "a-b-");
    is("regexp_replace('ab', '(a)(b)', '$2$1')", "ba");
    is("regexp_count('a1b2', '\\\\d')", 2);
    is("split('a,b,,', ',')", List.of("a", "b", "", ""));
    is("split('abc', '')", List.of("a", "b", "c"));
    is("split('a1b2c', '\\\\d', 2)", List.of("a", "b2c"));
    fails(
        "regexp_extract(s, '(a)', 2)",
        "the regular expression has 1 groups, group 2 was asked for");
  }

  @Test
  public void numbers_everyFunction_roundsHalfUp() {
    is("abs(-5)", 5);
    is("round(2.5D)", 3.0);
    is("round(-2.5D)", -3.0);
    is("round(x * 1.111, 2)", 2.78);
    is("round(1.005, 2)", new BigDecimal("1.01"));
    is("round(15, -1)", 20);
    is("bround(2.5D)", 2.0);
    is("floor(-2.5D)", -3L);
    is("ceil(x)", 3L);
    is("floor(d)", new BigDecimal("3"));
    is("sqrt(16)", 4.0);
    is("pow(2, 10)", 1024.0);
    is("exp(0)", 1.0);
    is("ln(1)", 0.0);
    is("ln(0)", null);
    is("log10(100)", 2.0);
    is("log(2, 8)", 3.0000000000000004 - 4.440892098500626E-16);
    is("sign(-3)", -1.0);
    fails("abs(-2147483648)", "overflow: abs(-2147483648)");
  }

  @Test
  public void times_everyFunction_isUtc() {
    is("date_trunc('MINUTE', ts)", time("2024-03-01T10:59:00Z"));
    is("date_trunc('week', ts)", time("2024-02-26T00:00:00Z"));
    is("trunc(day, 'month')", LocalDate.of(2024, 2, 1));
    is("year(ts)", 2024);
    is("quarter(ts)", 1);
    is("month(day)", 2);
    is("day(day)", 29);
    is("day", LocalDate.of(2024, 2, 29));
    is("hour(ts)", 10);
    is("minute(ts)", 59);
    is("second(ts)", 0);
    is("dayofweek(ts)", 6);
    is("weekday(ts)", 4);
    is("dayofyear(day)", 60);
    is("weekofyear(day)", 9);
    is("extract(year from ts)", 2024);
    is("to_date('2024-03-01')", LocalDate.of(2024, 3, 1));
    is("to_date('01/03/2024', 'dd/MM/yyyy')", LocalDate.of(2024, 3, 1));
    is("to_timestamp('2024-03-01 10:00:00')", time("2024-03-01T10:00:00Z"));
    is(
        "to_timestamp('01/Mar/2024:10:00:00 +0100', 'dd/MMM/yyyy:HH:mm:ss Z')",
        time("2024-03-01T09:00:00Z"));
    is("try_to_timestamp('x', 'yyyy')", null);
    is("unix_timestamp(ts)", 1709290740L);
    is("unix_timestamp('1970-01-01 00:01:00')", 60L);
    is("unix_millis(ts)", 1709290740123L);
    is("unix_micros(ts)", 1709290740123456L);
    is("timestamp_seconds(1.5)", time("1970-01-01T00:00:01.5Z"));
    is("timestamp_millis(1500)", time("1970-01-01T00:00:01.5Z"));
    is("timestamp_micros(1)", time("1970-01-01T00:00:00.000001Z"));
    is("date_format(ts, 'yyyy/MM/dd HH')", "2024/03/01 10");
    is("from_unixtime(60)", "1970-01-01 00:01:00");
    is("datediff(ts, day)", 1);
    is("date_add(day, 1)", LocalDate.of(2024, 3, 1));
    is("date_sub(day, 29)", LocalDate.of(2024, 1, 31));
    is("add_months(day, 12)", LocalDate.of(2025, 2, 28));
    is("last_day(day)", LocalDate.of(2024, 2, 29));
    fails("to_timestamp(s, 'yyyy')", "'Hola ñandú' is not written as yyyy");
  }

  @Test
  public void arrays_everyFunction_countsAsSpark() {
    is("array(1, 2, 3)", List.of(1, 2, 3));
    is("array()", List.of());
    is("size(tags)", 3);
    is("tags[0]", "a");
    is("split('a b', ' ')[1]", "b");
    is("element_at(tags, -1)", "b");
    is("try_element_at(tags, 9)", null);
    is("get(tags, 9)", null);
    is("array_contains(tags, 'b')", true);
    is("array_contains(tags, 'z')", null);
    is("reverse(array(1, 2))", List.of(2, 1));
    is("sort_array(array(3, 1))", List.of(1, 3));
    is("array_distinct(array(1, 1, 2))", List.of(1, 2));
    is("array_min(array(3, 1))", 1);
    is("array_max(array(3, 1))", 3);
    is("array_join(tags, '+')", "a+b");
    is("array_join(tags, '+', '?')", "a+?+b");
    is("concat(array(1), array(2))", List.of(1, 2));
    fails("tags[5]", "the array has 3 elements, none at 5");
    Expr exploded = Expr.parse("explode(split('a,b', ','))", SCHEMA);
    assertThat(exploded.explodes(), equalTo(true));
    assertThat(exploded.eval(ROW), equalTo(List.of("a", "b")));
    assertThat(exploded.type(), equalTo(FieldType.STRING.withNullable(true)));
  }
}
