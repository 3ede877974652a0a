package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import dev.cauce.row.Schemas;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import dev.cauce.table.TableUpdateCoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.Row;
import org.junit.Rule;
import org.junit.Test;

/** Times, days, decimals, arrays and structs, as every sink writes them. */
public class ColumnTypesTest {
  private static final Schema SPAN = Schemas.parse("start timestamp, end timestamp");
  private static final Schema SCHEMA =
      Schema.of(
          TableUpdate.keyColumn(Field.nullable("window", FieldType.row(SPAN))),
          TableUpdate.keyColumn(Field.nullable("at", Schemas.TIMESTAMP)),
          Field.nullable("day", Schemas.DATE),
          Field.nullable("price", FieldType.DECIMAL),
          Field.nullable("names", FieldType.array(FieldType.STRING.withNullable(true))),
          Field.nullable("times", FieldType.array(Schemas.TIMESTAMP)));
  private static final Row WINDOW =
      Row.withSchema(SPAN)
          .addValues(Instant.parse("2024-03-01T10:00:00Z"), Instant.parse("2024-03-01T10:05:00Z"))
          .build();
  private static final Row FULL =
      Row.withSchema(SCHEMA)
          .addValues(
              WINDOW,
              Instant.parse("2024-03-01T10:00:00.123456Z"),
              LocalDate.of(2024, 3, 1),
              new BigDecimal("12.50"),
              Arrays.asList("a", null, "b, \"c\""),
              List.of(Instant.parse("2024-03-01T10:00:00.100Z")))
          .build();
  private static final Row EMPTY =
      Row.withSchema(SCHEMA).addValues(null, null, null, null, null, null).build();
  private static final Row EARLIER =
      Row.withSchema(SCHEMA)
          .addValues(null, Instant.parse("2024-03-01T09:00:00Z"), null, null, List.of(), null)
          .build();

  @Rule public final transient TestPipeline p = TestPipeline.create();

  /** As they are behind a runner's coder. */
  private static List<Row> rows() throws IOException {
    TableUpdateCoder coder = TableUpdateCoder.of(SCHEMA);
    TableUpdate update =
        new TableUpdate(
            OutputMode.UPDATE,
            BoundedWindow.TIMESTAMP_MIN_VALUE,
            BoundedWindow.TIMESTAMP_MAX_VALUE,
            1,
            List.of(FULL, EMPTY, EARLIER));
    return CoderUtils.decodeFromByteArray(coder, CoderUtils.encodeToByteArray(coder, update))
        .rows();
  }

  private static String lines(FileFormat format) throws IOException {
    RowLines lines = new RowLines(format, SCHEMA);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    lines.writeHeader(out);
    for (Row row : rows()) {
      lines.write(row, out);
    }
    return out.toString(UTF_8);
  }

  @Test
  public void table_asSparkShowsThem() throws IOException {
    assertThat(
        new ConsoleTable(SCHEMA, 20, 0).draw(0, rows()),
        is(
            """
            -------------------------------------------
            Batch: 0
            -------------------------------------------
            +------------------------------------------+--------------------------+----------+-----+-----------------+-----------------------+
            |window                                    |at                        |day       |price|names            |times                  |
            +------------------------------------------+--------------------------+----------+-----+-----------------+-----------------------+
            |{2024-03-01 10:00:00, 2024-03-01 10:05:00}|2024-03-01 10:00:00.123456|2024-03-01|12.50|[a, NULL, b, "c"]|[2024-03-01 10:00:00.1]|
            |NULL                                      |NULL                      |NULL      |NULL |NULL             |NULL                   |
            |NULL                                      |2024-03-01 09:00:00       |NULL      |NULL |[]               |NULL                   |
            +------------------------------------------+--------------------------+----------+-----+-----------------+-----------------------+

            """));
  }

  @Test
  public void json_instantsInIsoAndArrays() throws IOException {
    assertThat(
        lines(FileFormat.JSON),
        is(
            "{\"window\":{\"start\":\"2024-03-01T10:00:00.000Z\",\"end\":\"2024-03-01T10:05:00.000Z\"},"
                + "\"at\":\"2024-03-01T10:00:00.123456Z\",\"day\":\"2024-03-01\",\"price\":12.50,"
                + "\"names\":[\"a\",null,\"b, \\\"c\\\"\"],\"times\":[\"2024-03-01T10:00:00.100Z\"]}\n"
                + "{\"window\":null,\"at\":null,\"day\":null,\"price\":null,\"names\":null,\"times\":null}\n"
                + "{\"window\":null,\"at\":\"2024-03-01T09:00:00.000Z\",\"day\":null,\"price\":null,"
                + "\"names\":[],\"times\":null}\n"));
  }

  @Test
  public void csv_instantsInIsoNestedAsShown() throws IOException {
    assertThat(
        lines(FileFormat.CSV),
        is(
            "window,at,day,price,names,times\n"
                + "\"{2024-03-01 10:00:00, 2024-03-01 10:05:00}\",2024-03-01T10:00:00.123456Z,"
                + "2024-03-01,12.50,\"[a, NULL, b, \"\"c\"\"]\",[2024-03-01 10:00:00.1]\n"
                + ",,,,,\n"
                + ",2024-03-01T09:00:00.000Z,,,[],\n"));
  }

  @Test
  public void topicKey_structsAndTimes_jsonArray() throws IOException {
    assertThat(
        new String(RowJson.toArray(rows().get(0), List.of(0, 1)), UTF_8),
        is(
            "[{\"start\":\"2024-03-01T10:00:00.000Z\",\"end\":\"2024-03-01T10:05:00.000Z\"},"
                + "\"2024-03-01T10:00:00.123456Z\"]"));
  }

  @Test
  public void keys_structsAndTimes_comparedAndSorted() throws IOException {
    Keys keys = Keys.of(SCHEMA);
    assertThat(keys.key(rows().get(0)), is(keys.key(FULL)));
    List<Row> sorted = new ArrayList<>(rows());
    keys.sort(sorted);
    assertThat(sorted, contains(EMPTY, EARLIER, FULL));
  }

  @Test
  public void memory_sameRows() {
    MemoryIO.drop("ColumnTypesTest");
    TableUpdate update =
        new TableUpdate(
            OutputMode.UPDATE,
            BoundedWindow.TIMESTAMP_MIN_VALUE,
            BoundedWindow.TIMESTAMP_MAX_VALUE,
            1,
            List.of(FULL, EMPTY, EARLIER, FULL));
    p.apply(Create.of(update).withCoder(TableUpdateCoder.of(SCHEMA)))
        .apply(MemoryIO.write("ColumnTypesTest"));
    p.run().waitUntilFinish();

    assertThat(MemoryIO.table("ColumnTypesTest").rows(), contains(FULL, EMPTY, EARLIER));
    MemoryIO.drop("ColumnTypesTest");
  }
}
