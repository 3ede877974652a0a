package dev.cauce.row;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class RowFormatTest {
  private static final Schema EVERY =
      Schemas.parse(
          "t tinyint, s smallint, i int, l bigint, f float, d double, m decimal(6,2), b boolean,"
              + " n string, day date, at timestamp");
  private static final Schema LOG = Schemas.parse("host string, status int, bytes bigint");
  private static final RowFormat JSON = RowFormat.json(LOG);
  private static final RowFormat CSV = RowFormat.csv(LOG);

  @Test
  public void json_everyType_read() throws MalformedRowException {
    assertThat(
        values(
            RowFormat.json(EVERY),
            "{\"t\":-128,\"s\":32767,\"i\":7,\"l\":9223372036854775807,\"f\":1.5,\"d\":2e-3,"
                + "\"m\":1.005,\"b\":true,\"n\":\"a\\u00e9\\n\",\"day\":\"2024-02-29\","
                + "\"at\":\"2024-03-01T10:00:00.123456789Z\"}"),
        contains(
            (byte) -128,
            (short) 32767,
            7,
            9223372036854775807L,
            1.5f,
            0.002,
            new BigDecimal("1.01"),
            true,
            "a\u00e9\n",
            LocalDate.of(2024, 2, 29),
            Instant.parse("2024-03-01T10:00:00.123456Z")));
  }

  @Test
  public void json_missingNullAndUnknown_nullAndPassedOver() throws MalformedRowException {
    assertThat(
        values(JSON, "{\"x\":{\"status\":[1,{}]},\"host\":null,\"y\":\"\\u0041\",\"bytes\":5}"),
        contains(nullValue(), nullValue(), is(5L)));
    assertThat(values(JSON, " {} "), contains(nullValue(), nullValue(), nullValue()));
  }

  @Test
  public void json_fieldTwice_lastCounts() throws MalformedRowException {
    assertThat(
        values(JSON, "{\"status\":1,\"status\":2}"), contains(nullValue(), is(2), nullValue()));
    assertThat(
        values(JSON, "{\"status\":1,\"status\":null}"),
        contains(nullValue(), nullValue(), nullValue()));
  }

  @Test
  public void json_stringOfAnythingElse_itsText() throws MalformedRowException {
    assertThat(value("n string", "{\"n\":1.50}"), is("1.50"));
    assertThat(value("n string", "{\"n\":false}"), is("false"));
    assertThat(
        value("n string", "\uFEFF{\"é\":1, \"n\": {\"a\" : [1, \"é\"]} }"),
        is("{\"a\" : [1, \"é\"]}"));
    assertThat(value("n string", "{\"n\":[ ]}"), is("[ ]"));
  }

  @Test
  public void json_arraysAndObjects_nested() throws MalformedRowException {
    Schema user = Schemas.parse("id bigint, name string");
    assertThat(
        values(
            RowFormat.json(
                Schemas.parse("tags array<string>, user struct<id: bigint, name: string>")),
            "{\"user\":{\"name\":\"a\",\"z\":0,\"id\":1},\"tags\":[\"x\",null,\"y\"]}"),
        contains(Arrays.asList("x", null, "y"), Row.withSchema(user).addValues(1L, "a").build()));
  }

  @Test
  public void json_timestampAsNumber_secondsOrMilliseconds() throws MalformedRowException {
    assertThat(
        value("at timestamp", "{\"at\":1709287200}"), is(Instant.parse("2024-03-01T10:00:00Z")));
    assertThat(
        value("at timestamp", "{\"at\":1709287200123}"),
        is(Instant.parse("2024-03-01T10:00:00.123Z")));
    assertThat(
        value("at timestamp", "{\"at\":1709287200.123456}"),
        is(Instant.parse("2024-03-01T10:00:00.123456Z")));
    assertThat(value("at timestamp", "{\"at\":-1}"), is(Instant.parse("1969-12-31T23:59:59Z")));
  }

  @Test
  public void json_wordsForNumbers_read() throws MalformedRowException {
    assertThat(value("d double", "{\"d\":\"NaN\"}"), is(Double.NaN));
    assertThat(value("f float", "{\"f\":\"-Infinity\"}"), is(Float.NEGATIVE_INFINITY));
    assertThat(value("m decimal(6,2)", "{\"m\":\"3\"}"), is(new BigDecimal("3.00")));
  }

  @Test
  public void json_wrongType_saysWhich() {
    refused("{\"status\":\"abc\"}", "field \"status\": \"abc\" is no int");
    refused("{\"bytes\":5.0}", "field \"bytes\": 5.0 is no bigint");
    refused("{\"bytes\":true}", "field \"bytes\": true is no bigint");
    refused("{\"status\":{\"a\":1}}", "field \"status\": an object is no int");
    refused("{\"status\":[1]}", "field \"status\": an array is no int");
    refused("{\"status\":3000000000}", "field \"status\": 3000000000 is out of the range of int");
    refused(
        "{\"bytes\":9223372036854775808}",
        "field \"bytes\": 9223372036854775808 is out of the range of bigint");
    refused("d double", "{\"d\":1e999}", "field \"d\": 1e999 is out of the range of double");
    refused("f float", "{\"f\":1e39}", "field \"f\": 1e39 is out of the range of float");
    refused("b boolean", "{\"b\":\"true\"}", "field \"b\": \"true\" is no boolean");
    refused("b boolean", "{\"b\":0}", "field \"b\": 0 is no boolean");
    refused("day date", "{\"day\":\"2023-02-29\"}", "field \"day\": \"2023-02-29\" is no date");
    refused("at timestamp", "{\"at\":\"noon\"}", "field \"at\": \"noon\" is no timestamp");
    refused(
        "at timestamp",
        "{\"at\":1709287200123456}",
        "field \"at\": 1709287200123456 is out of the range of timestamp");
    refused("a array<int>", "{\"a\":[1,\"x\"]}", "field \"a\": \"x\" is no int");
    refused("a array<int>", "{\"a\":{}}", "field \"a\": an object is no array");
    refused("a struct<b: int>", "{\"a\":1}", "field \"a\": 1 is no struct");
  }

  @Test
  public void json_decimalOutOfRange_refusedWithoutMakingIt() {
    String m = "m decimal(6,2)";
    refused(m, "{\"m\":10000}", "field \"m\": 10000 is out of the range of decimal(6,2)");
    refused(m, "{\"m\":9999.995}", "field \"m\": 9999.995 is out of the range of decimal(6,2)");
    refused(
        m, "{\"m\":1e999999999}", "field \"m\": 1E+999999999 is out of the range of decimal(6,2)");
  }

  @Test
  public void json_decimalNextToNothing_zero() throws MalformedRowException {
    assertThat(value("m decimal(6,2)", "{\"m\":1e-999999999}"), is(new BigDecimal("0.00")));
  }

  @Test
  public void json_noObject_saysWhat() {
    refused("", "empty line");
    refused(" \t", "empty line");
    refused("[1]", "no JSON object, but an array");
    refused("\"a\"", "no JSON object, but \"a\"");
    refused("17", "no JSON object, but 17");
    refused("{\"host\":\"a\"", "the JSON object is cut off");
    refused("{\"host\":\"a", "the JSON object is cut off");
    refused("{\"host\":\"a\"} x", "something stands after the JSON object");
    refused("{\"host\":\"a\"}{}", "something stands after the JSON object");
    refused("{\"status\":NaN}", "no JSON: Non-standard token 'NaN'");
    refused("\0{", "no JSON: a NUL character at its beginning");
  }

  @Test
  public void json_controlCharacterInMessage_escaped() {
    refused(
        "{\"status\":\"a\\nb\\u001b[0m\"}", "field \"status\": \"a\\u000ab\\u001b[0m\" is no int");
    refused(
        "{\"host\":\"a\tb\"}",
        "no JSON: Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using"
            + " backslash to be included in string value");
  }

  @Test
  public void all_notUtf8_refused() {
    byte[] json = "{\"host\":\"\u00ff\"}".getBytes(ISO_8859_1);
    assertThat(reason(JSON, json), is("no JSON: Invalid UTF-8 start byte 0xff"));
    byte[] ignored = "{\"other\":\"\u00ff\"}".getBytes(ISO_8859_1);
    assertThat(reason(JSON, ignored), is("no JSON: Invalid UTF-8 start byte 0xff"));
    assertThat(reason(JSON, "\u00fe\u00ff\0{\0}".getBytes(ISO_8859_1)), is("no JSON: not UTF-8"));
    assertThat(reason(CSV, "a\u00e9,1,2".getBytes(ISO_8859_1)), is("not UTF-8"));
  }

  @Test
  public void csv_replacementCharacterThatWasThere_kept() throws MalformedRowException {
    assertThat(values(CSV, "a\uFFFD,1,2"), contains("a\uFFFD", 1, 2L));
  }

  @Test
  public void json_hugeOrDeep_refused() {
    assertThat(
        reason(JSON, ("{\"bytes\":" + "9".repeat(1001) + "}").getBytes(UTF_8)),
        is("no JSON: Number length (1001) exceeds the maximum length (1000)"));
    assertThat(
        reason(JSON, ("{\"x\":" + "[".repeat(5000)).getBytes(UTF_8)),
        is("no JSON: Depth (1001) exceeds the maximum allowed nesting depth (1000)"));
  }

  @Test
  public void json_columnThatMustNotBeNull_missingRefused() {
    RowFormat format = RowFormat.json(Schema.builder().addInt64Field("id").build());
    assertThat(reason(format, "{}".getBytes(UTF_8)), is("field \"id\": missing or null"));
    assertThat(
        reason(format, "{\"id\":null}".getBytes(UTF_8)), is("field \"id\": missing or null"));
  }

  @Test
  public void json_partOfAnArray_readAlone() throws MalformedRowException {
    byte[] bytes = "xx{\"n\":{\"a\":1}}yy".getBytes(UTF_8);
    Row row = RowFormat.json(Schemas.parse("n string")).parse(bytes, 2, bytes.length - 2);
    assertThat(row, is(Row.withSchema(Schemas.parse("n string")).addValues("{\"a\":1}").build()));
  }

  @Test
  public void csv_everyType_read() throws MalformedRowException {
    assertThat(
        values(
            RowFormat.csv(EVERY),
            "-1,2,+3,-4,1.5,-Inf,12.345,TRUE,\"say \"\"hi\"\", then\",2024-03-01,2024-03-01 10:00"),
        contains(
            (byte) -1,
            (short) 2,
            3,
            -4L,
            1.5f,
            Double.NEGATIVE_INFINITY,
            new BigDecimal("12.35"),
            true,
            "say \"hi\", then",
            LocalDate.of(2024, 3, 1),
            Instant.parse("2024-03-01T10:00:00Z")));
  }

  @Test
  public void csv_emptyFields_null() throws MalformedRowException {
    assertThat(values(CSV, ",,"), contains(nullValue(), nullValue(), nullValue()));
    assertThat(values(CSV, "\"\",,"), contains(is(""), nullValue(), nullValue()));
  }

  @Test
  public void csv_quotes_asRfc4180() throws MalformedRowException {
    assertThat(values(CSV, "\"a,b\",\"1\",2"), contains("a,b", 1, 2L));
    assertThat(values(CSV, "\"\"\"\"\"\",1,2"), contains("\"\"", 1, 2L));
    assertThat(values(CSV, "a\"b,1,2"), contains("a\"b", 1, 2L));
    assertThat(reason(CSV, "\"a,1,2".getBytes(UTF_8)), is("a quote is not closed"));
    assertThat(reason(CSV, "\"a\"b,1,2".getBytes(UTF_8)), is("text stands after a closing quote"));
  }

  @Test
  public void csv_wrong_saysWhat() {
    assertThat(reason(CSV, "a,1".getBytes(UTF_8)), is("2 fields, 3 wanted"));
    assertThat(reason(CSV, "a,1,2,".getBytes(UTF_8)), is("4 fields, 3 wanted"));
    assertThat(reason(CSV, "".getBytes(UTF_8)), is("empty line"));
    assertThat(reason(CSV, "a,x,2".getBytes(UTF_8)), is("field \"status\": \"x\" is no int"));
    assertThat(reason(CSV, "a, 1,2".getBytes(UTF_8)), is("field \"status\": \" 1\" is no int"));
    assertThat(
        reason(CSV, "a,1,99999999999999999999".getBytes(UTF_8)),
        is("field \"bytes\": 99999999999999999999 is out of the range of bigint"));
    RowFormat doubles = RowFormat.csv(Schemas.parse("d double"));
    for (String java : List.of("1d", "0x1p3", " 1", "1 ", "--1", "e")) {
      assertThat(
          reason(doubles, java.getBytes(UTF_8)), is("field \"d\": \"" + java + "\" is no double"));
    }
  }

  @Test
  public void csv_header_passedOverWhereverItStands() throws MalformedRowException {
    RowFormat format = RowFormat.csv(LOG, CsvOptions.DEFAULT.withHeader());
    assertThat(parse(format, "host,status,bytes"), nullValue());
    assertThat(parse(format, "\uFEFF\"host\",status,bytes"), nullValue());
    assertThat(values(format, "host,1,2"), contains("host", 1, 2L));
    assertThat(
        reason(format, "host,status,size".getBytes(UTF_8)),
        is("field \"status\": \"status\" is no int"));
    assertThat(
        reason(CSV, "host,status,bytes".getBytes(UTF_8)),
        is("field \"status\": \"status\" is no int"));
  }

  @Test
  public void csv_options_otherCharacters() throws MalformedRowException {
    CsvOptions options = CsvOptions.DEFAULT.withDelimiter('\t').withQuote('\'').withNullText("NA");
    RowFormat format = RowFormat.csv(LOG, options);
    assertThat(
        values(format, "'it''s\ta'\tNA\t"), contains(is("it's\ta"), nullValue(), nullValue()));
    assertThat(values(format, "'NA'\t1\t2"), contains("NA", 1, 2L));
  }

  @Test
  public void csv_arrays_refused() {
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> RowFormat.csv(Schemas.parse("a array<string>")))
            .getMessage(),
        is(
            "The column \"a\" is of the type array, which CSV cannot hold. Make it a string, or read"
                + " JSON."));
  }

  @Test
  public void regex_namedGroups_byName() throws MalformedRowException {
    RowFormat format =
        RowFormat.regex(Pattern.compile("(?<bytes>\\d*) (?<host>\\S+)( (?<status>\\w+))?"), LOG);
    assertThat(values(format, "12 a 200"), contains("a", 200, 12L));
    assertThat(values(format, " a"), contains(is("a"), nullValue(), nullValue()));
    assertThat(reason(format, "x".getBytes(UTF_8)), is("does not match the pattern"));
    assertThat(reason(format, "12 a 200 ".getBytes(UTF_8)), is("does not match the pattern"));
    assertThat(reason(format, "1 a b".getBytes(UTF_8)), is("field \"status\": \"b\" is no int"));
  }

  @Test
  public void regex_unnamedGroups_byPosition() throws MalformedRowException {
    RowFormat format = RowFormat.regex(Pattern.compile("(\\S+) (\\d+) (\\d+)"), LOG);
    assertThat(values(format, "a 200 12"), contains("a", 200, 12L));
  }

  @Test
  public void regex_groupMissing_refused() {
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> RowFormat.regex(Pattern.compile("(?<host>a) (?<status>b)"), LOG))
            .getMessage(),
        is(
            "The pattern has no group for the column \"bytes\". Write (?<bytes>...), or as many"
                + " groups as there are columns: it has 2, and 3 are wanted."));
  }

  @Test
  public void regex_tooDeep_refusedNotFailed() {
    RowFormat format = RowFormat.regex(Pattern.compile("((?:a|b)*)"), Schemas.parse("x string"));
    assertThat(
        reason(format, "ab".repeat(500_000).getBytes(UTF_8)),
        is("too long for the pattern, which repeats a group too often"));
  }

  private static @Nullable Object value(String ddl, String line) throws MalformedRowException {
    return values(RowFormat.json(Schemas.parse(ddl)), line).get(0);
  }

  private static void refused(String line, String reason) {
    assertThat(reason(JSON, line.getBytes(UTF_8)), is(reason));
  }

  private static void refused(String ddl, String line, String reason) {
    assertThat(reason(RowFormat.json(Schemas.parse(ddl)), line.getBytes(UTF_8)), is(reason));
  }

  private static String reason(RowFormat format, byte[] line) {
    return String.valueOf(
        assertThrows(MalformedRowException.class, () -> format.parse(line, 0, line.length))
            .getMessage());
  }

  private static List<Object> values(RowFormat format, String line) throws MalformedRowException {
    Row row = Objects.requireNonNull(parse(format, line));
    // Built once more, with Beam's checks.
    return Row.withSchema(row.getSchema()).addValues(row.getValues()).build().getValues();
  }

  private static @Nullable Row parse(RowFormat format, String line) throws MalformedRowException {
    byte[] bytes = line.getBytes(UTF_8);
    return format.parse(bytes, 0, bytes.length);
  }
}
