package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** The bytes that Spark's console sink wrote; see parity/README.md among the test resources. */
public class ConsoleTableTest {
  @Test
  public void draw_moreThan20Rows_shows20AndSaysSo() throws IOException {
    assertDrawsItsInput("console-21rows", 20, 20);
  }

  @Test
  public void draw_notTruncated_wholeCellsAlignedLeft() throws IOException {
    assertDrawsItsInput("console-notruncate", 20, 0);
  }

  @Test
  public void draw_threeOfFiveRows_showsThree() throws IOException {
    assertDrawsItsInput("console-numrows3", 3, 20);
  }

  @Test
  public void draw_longNullAndMetaCharacters_cutAndEscaped() throws IOException {
    assertDrawsItsInput("console-truncate", 20, 20);
  }

  @Test
  public void draw_fullWidthAndEmpty_twoColumnsAndHeaderOnly() throws IOException {
    assertDrawsItsInput("console-unicode-empty", 20, 20);
  }

  @Test
  public void draw_snapshots_asSpark() throws IOException {
    Schema schema = Schema.builder().addStringField("word").addInt64Field("count").build();
    List<Row> first = rows(schema, "apache", 2L, "hadoop", 1L, "spark", 1L);
    List<Row> second = rows(schema, "apache", 2L, "spark", 2L, "", 1L, "hadoop", 1L, "hola", 1L);

    assertDraws(
        "console-wordcount-complete", new ConsoleTable(schema, 20, 20), first, second, second);
  }

  @Test
  public void draw_structsTimestampsDoubles_asSpark() throws IOException {
    Schema window = Schema.builder().addDateTimeField("start").addDateTimeField("end").build();
    Schema schema =
        Schema.builder()
            .addRowField("window", window)
            .addStringField("sensor")
            .addDoubleField("mean")
            .build();
    Row ten = span(window, "2024-03-01T10:00:00Z", "2024-03-01T10:05:00Z");
    Row five = span(window, "2024-03-01T10:05:00Z", "2024-03-01T10:10:00Z");
    Row twenty = span(window, "2024-03-01T10:20:00Z", "2024-03-01T10:25:00Z");

    assertDraws(
        "console-window-update",
        new ConsoleTable(schema, 20, 0),
        rows(schema, ten, "a", 1.25),
        List.of(),
        rows(schema, five, "a", 0.001),
        List.of(),
        rows(schema, twenty, "b", 1.0E7),
        List.of());
  }

  @Test
  public void draw_escapeSequences_leftOut() {
    Schema schema = Schema.builder().addStringField("a\u001B[2J").build();
    List<Row> rows = rows(schema, "\u001B[31mred\u0000\u007F\u009B\u0007\r");

    String drawn = new ConsoleTable(schema, 20, 20).draw(7, rows);

    assertThat(
        drawn,
        is(
            """
            -------------------------------------------
            Batch: 7
            -------------------------------------------
            +-----------+
            |       a[2J|
            +-----------+
            |[31mred\\a\\r|
            +-----------+

            """));
  }

  @Test
  public void draw_lessThanFourCharacters_cutWithoutDots() {
    Schema schema = Schema.builder().addStringField("word").build();

    String drawn = new ConsoleTable(schema, 0, 3).draw(0, rows(schema, "apache"));
    String cut = new ConsoleTable(schema, 1, 3).draw(0, rows(schema, "apache", "spark"));

    assertThat(
        drawn.endsWith("+----+\n|word|\n+----+\n+----+\nonly showing top 0 rows\n"), is(true));
    assertThat(cut.endsWith("+----+\n| apa|\n+----+\nonly showing top 1 row\n"), is(true));
  }

  private static void assertDrawsItsInput(String name, int limit, int truncate) throws IOException {
    JsonNode scenario = new ObjectMapper().readTree(resource(name + ".json"));
    Schema.Builder schema = Schema.builder();
    for (JsonNode column : scenario.get("output").get("columns")) {
      schema.addNullableField(column.get("name").asText(), type(column.get("type").asText()));
    }
    Schema columns = schema.build();
    List<List<Row>> batches = new ArrayList<>();
    for (JsonNode step : scenario.get("steps")) {
      List<Row> rows = new ArrayList<>();
      for (JsonNode cells : step.get("add")) {
        Row.Builder row = Row.withSchema(columns);
        for (int i = 0; i < cells.size(); i++) {
          row.addValue(value(columns.getField(i).getType(), cells.get(i)));
        }
        rows.add(row.build());
      }
      batches.add(rows);
    }
    assertDraws(name, new ConsoleTable(columns, limit, truncate), batches.toArray(new List[0]));
  }

  @SafeVarargs
  private static void assertDraws(String name, ConsoleTable table, List<Row>... batches)
      throws IOException {
    StringBuilder drawn = new StringBuilder();
    for (int i = 0; i < batches.length; i++) {
      drawn.append(table.draw(i, batches[i]));
    }
    assertThat(drawn.toString(), is(new String(resource(name + ".txt"), UTF_8)));
  }

  private static FieldType type(String name) {
    return switch (name) {
      case "int" -> FieldType.INT32;
      case "double" -> FieldType.DOUBLE;
      case "string" -> FieldType.STRING;
      default -> throw new AssertionError(name);
    };
  }

  private static @Nullable Object value(FieldType type, JsonNode cell) {
    if (cell.isNull()) {
      return null;
    }
    return switch (type.getTypeName()) {
      case INT32 -> cell.asInt();
      case DOUBLE -> cell.asDouble();
      default -> cell.asText();
    };
  }

  private static List<Row> rows(Schema schema, Object... values) {
    List<Row> rows = new ArrayList<>();
    int columns = schema.getFieldCount();
    for (int i = 0; i < values.length; i += columns) {
      rows.add(Row.withSchema(schema).addValues(List.of(values).subList(i, i + columns)).build());
    }
    return rows;
  }

  private static Row span(Schema window, String start, String end) {
    return Row.withSchema(window).addValues(Instant.parse(start), Instant.parse(end)).build();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ConsoleTableTest.class.getResourceAsStream("/parity/console/" + name)) {
      return in.readAllBytes();
    }
  }
}
