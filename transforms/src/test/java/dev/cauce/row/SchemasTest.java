package dev.cauce.row;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.junit.Test;

public class SchemasTest {
  @Test
  public void parse_sparksWords_nullableColumns() {
    assertThat(
        Schemas.parse("a STRING, b Integer,c long , d real, `e f` smallint, g timestamp,h date"),
        is(
            Schema.of(
                Field.nullable("a", FieldType.STRING),
                Field.nullable("b", FieldType.INT32),
                Field.nullable("c", FieldType.INT64),
                Field.nullable("d", FieldType.FLOAT),
                Field.nullable("e f", FieldType.INT16),
                Field.nullable("g", Schemas.TIMESTAMP),
                Field.nullable("h", Schemas.DATE))));
    assertThat(
        described(Schemas.parse("a decimal, b numeric(6,2), c dec(3)")),
        is("a decimal(10,0), b decimal(6,2), c decimal(3,0)"));
    assertThat(
        described(Schemas.parse("a array<array<int>>, b struct<x: int, y decimal(4,1)>, c byte")),
        is("a array, b struct, c tinyint"));
  }

  @Test
  public void parse_wrong_oneClearLine() {
    wrong("", "it ends where a name should stand");
    wrong("a", "it ends where the type of \"a\" should stand");
    wrong("a int,", "it ends where a name should stand");
    wrong("a int b int", "\"b\" stands where a comma should");
    wrong("a int, a string", "the column \"a\" is there twice");
    wrong(
        "a decimal(39,2)",
        "decimal(39,2) has more than 38 digits, none, or more behind the point than at all");
    wrong("a decimal(x)", "\"x\" is no number of digits");
    wrong("a decimal(5", "it ends where \")\" should stand");
    wrong("a array int", "\"int\" stands where \"<\" should");
    wrong("a-b int", "\"-b int\" is no name of a column");
    wrong("(a int)", "\"(\" stands where the name of a column should");
    wrong(
        "a binary",
        "\"binary\" is no type; types are string, tinyint, smallint, int, bigint, float, double,"
            + " decimal(p,s), boolean, date, timestamp, array<...>, struct<...>");
  }

  @Test
  public void inferJson_asSpark() {
    assertThat(
        described(
            Schemas.inferJson(
                List.of(
                    "{\"a\":1,\"b\":1,\"c\":true,\"d\":\"2024-03-01T10:00:00Z\",\"e\":null}",
                    "not json",
                    "{\"b\":2.5,\"a\":2,\"c\":1,\"f\":{\"x\":1},\"g\":[1]}",
                    "{\"h\":99999999999999999999,\"a\":null}"))),
        is("a bigint, b double, c string, d string, e string, f string, g string, h double"));
  }

  @Test
  public void inferCsv_asSpark() {
    List<String> lines =
        List.of(
            "id,big,ratio,ok,day,at,mixed,",
            "1,1,1,true,2024-03-01,2024-03-01,1,",
            "short,line",
            "2,3000000000,,FALSE,2024-03-02,2024-03-01 10:00:00,x,",
            ",,2.5,,,,,");
    assertThat(
        described(Schemas.inferCsv(lines, CsvOptions.DEFAULT.withHeader())),
        is(
            "id int, big bigint, ratio double, ok boolean, day date, at timestamp, mixed string,"
                + " _c7 string"));
    assertThat(
        described(Schemas.inferCsv(List.of("a;1", "b;2"), CsvOptions.DEFAULT.withDelimiter(';'))),
        is("_c0 string, _c1 int"));
  }

  @Test
  public void inferRegex_groups_namesAndTypes() {
    assertThat(
        described(
            Schemas.inferRegex(
                List.of("a 200", "b 404", "c"), Pattern.compile("(?<host>\\S+) (?<status>.*)"))),
        is("host string, status int"));
    assertThat(
        described(Schemas.inferRegex(List.of("a 200"), Pattern.compile("(.) (.*)"))),
        is("_c0 string, _c1 int"));
  }

  @Test
  public void infer_nothingToInferFrom_refused() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> Schemas.inferJson(List.of("x", "{}")))
            .getMessage(),
        is(
            "No line of the sample is a JSON object with a field. Name the columns and their types."));
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> Schemas.inferCsv(List.of("a,a"), CsvOptions.DEFAULT.withHeader()))
            .getMessage(),
        is("The column \"a\" is there twice. Name the columns yourself."));
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> Schemas.inferRegex(List.of(), Pattern.compile("(?<a>.)(.)")))
            .getMessage(),
        is(
            "The pattern \"(?<a>.)(.)\" has 2 groups, of which 1 have a name. Name all that are"
                + " columns, (?<name>...), and write the others (?:...)."));
  }

  private static void wrong(String ddl, String what) {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> Schemas.parse(ddl)).getMessage(),
        is(
            "The schema \""
                + ddl
                + "\" cannot be read: "
                + what
                + ". Write it as in \"host string, status int, at timestamp\"."));
  }

  private static String described(Schema schema) {
    return schema.getFields().stream()
        .map(field -> field.getName() + " " + TextColumn.of(field))
        .collect(Collectors.joining(", "));
  }
}
