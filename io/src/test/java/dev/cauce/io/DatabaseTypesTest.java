package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import dev.cauce.io.BatchWriter.Batch;
import dev.cauce.io.BatchWriter.Place;
import dev.cauce.row.Schemas;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.EnumerationType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** What kinds of values and which names come through, and how. */
@RunWith(Parameterized.class)
public class DatabaseTypesTest {
  @Parameters(name = "{0}")
  public static TestDatabase.Kind[] kinds() {
    return TestDatabase.Kind.values();
  }

  private static final Schema INNER = Schema.builder().addStringField("x").build();
  private static final EnumerationType COLOURS = EnumerationType.create("red", "green");

  private static final Schema TYPES =
      Schema.of(
          Field.nullable("i8", FieldType.BYTE),
          Field.nullable("i16", FieldType.INT16),
          Field.nullable("i32", FieldType.INT32),
          Field.nullable("i64", FieldType.INT64),
          Field.nullable("f32", FieldType.FLOAT),
          Field.nullable("f64", FieldType.DOUBLE),
          Field.nullable("dec", FieldType.DECIMAL),
          Field.nullable("yes", FieldType.BOOLEAN),
          Field.nullable("str", FieldType.STRING),
          Field.nullable("raw", FieldType.BYTES),
          Field.nullable("joda", FieldType.DATETIME),
          Field.nullable("micros", Schemas.TIMESTAMP),
          Field.nullable("day", Schemas.DATE),
          Field.nullable("hour", FieldType.logicalType(SqlTypes.TIME)),
          Field.nullable("wall", FieldType.logicalType(SqlTypes.DATETIME)),
          Field.nullable("list", FieldType.array(FieldType.INT32)),
          Field.nullable("struct", FieldType.row(INNER)),
          Field.nullable("colour", FieldType.logicalType(COLOURS)));

  private final TestDatabase.Kind kind;

  private final TestDatabase database;

  public DatabaseTypesTest(TestDatabase.Kind kind) throws Exception {
    this.kind = kind;
    database = TestDatabase.create(kind);
  }

  @Test
  public void commit_allTypes_comeBackAsTheyWere() throws Exception {
    Row row =
        Row.withSchema(TYPES)
            .attachValues(
                Arrays.asList(
                    (byte) -128,
                    Short.MIN_VALUE,
                    Integer.MAX_VALUE,
                    Long.MIN_VALUE,
                    1.5f,
                    0.1,
                    new BigDecimal("12345678901234567890.123456789"),
                    true,
                    "O'Brien \"q\" \\ ; DROP TABLE canary -- \uD83D\uDE00",
                    new byte[] {0, -1, 39},
                    new org.joda.time.Instant(1_700_000_000_123L),
                    Instant.parse("1969-12-31T23:59:59.123456Z"),
                    LocalDate.of(2024, 2, 29),
                    LocalTime.of(23, 59, 58, 123_456_000),
                    LocalDateTime.of(2024, 2, 29, 1, 2, 3, 4_000),
                    List.of(1, 2),
                    Row.withSchema(INNER).addValue("y").build(),
                    COLOURS.valueOf("green")));
    Row nulls = Row.withSchema(TYPES).attachValues(Collections.nCopies(18, (Object) null));
    write("t", TYPES, OutputMode.APPEND, row, nulls);

    try (Connection connection = database.connect();
        ResultSet found =
            connection.createStatement().executeQuery("SELECT * FROM t ORDER BY yes IS NULL")) {
      found.next();
      assertThat(found.getInt("i8"), is(-128));
      assertThat(found.getInt("i16"), is(-32768));
      assertThat(found.getInt("i32"), is(Integer.MAX_VALUE));
      assertThat(found.getLong("i64"), is(Long.MIN_VALUE));
      assertThat(found.getFloat("f32"), is(1.5f));
      assertThat(found.getDouble("f64"), is(0.1));
      assertThat(
          found.getBigDecimal("dec").stripTrailingZeros(),
          is(new BigDecimal("12345678901234567890.123456789")));
      assertThat(found.getBoolean("yes"), is(true));
      assertThat(
          found.getString("str"), is("O'Brien \"q\" \\ ; DROP TABLE canary -- \uD83D\uDE00"));
      assertThat(found.getBytes("raw"), is(new byte[] {0, -1, 39}));
      assertThat(
          found.getObject("joda", OffsetDateTime.class).toInstant(),
          is(Instant.ofEpochMilli(1_700_000_000_123L)));
      assertThat(
          found.getObject("micros", OffsetDateTime.class).toInstant(),
          is(Instant.parse("1969-12-31T23:59:59.123456Z")));
      assertThat(found.getObject("day", LocalDate.class), is(LocalDate.of(2024, 2, 29)));
      assertThat(
          found.getObject("hour", LocalTime.class), is(LocalTime.of(23, 59, 58, 123_456_000)));
      assertThat(
          found.getObject("wall", LocalDateTime.class),
          is(LocalDateTime.of(2024, 2, 29, 1, 2, 3, 4_000)));
      assertThat(found.getString("list"), is("[1,2]"));
      assertThat(found.getString("struct"), is("{\"x\":\"y\"}"));
      assertThat(found.getString("colour"), is("green"));
      found.next();
      for (int i = 1; i <= 18; i++) {
        assertThat(found.getObject(i), is((Object) null));
      }
    }
    // The table that was made fits what it was made for.
    write("t", TYPES, OutputMode.COMPLETE, row);
    assertThat(database.rows("SELECT count(*) FROM t"), contains("1"));
  }

  @Test
  public void commit_keysOfAllKinds_areFoundAgain() throws Exception {
    Schema schema =
        Schema.of(
            TableUpdate.keyColumn(Field.of("window_start", FieldType.DATETIME)),
            TableUpdate.keyColumn(Field.of("amount", FieldType.DECIMAL)),
            TableUpdate.keyColumn(Field.of("raw", FieldType.BYTES)),
            TableUpdate.keyColumn(Field.nullable("at", Schemas.TIMESTAMP)),
            Field.of("n", FieldType.INT32));
    for (int n = 1; n <= 2; n++) {
      Row known = key(schema, "1.50", Instant.parse("2024-01-01T00:00:00.000001Z"), n);
      Row sameKey = key(schema, "1.5", Instant.parse("2024-01-01T00:00:00.000001Z"), n + 10);
      write("k", schema, OutputMode.UPDATE, known, sameKey, key(schema, "2", null, n));
    }
    assertThat(database.rows("SELECT n FROM k ORDER BY n"), contains("2", "12"));
  }

  private static Row key(Schema schema, String amount, @Nullable Instant at, int n) {
    return Row.withSchema(schema)
        .attachValues(
            Arrays.asList(
                new org.joda.time.Instant(5), new BigDecimal(amount), new byte[] {1, 2}, at, n));
  }

  @Test
  public void commit_oddColumnNames_areQuoted() throws Exception {
    database.execute("CREATE TABLE canary (x INT)");
    Schema schema =
        Schema.of(
            TableUpdate.keyColumn(Field.of("x\" TEXT); DROP TABLE canary; --", FieldType.STRING)),
            TableUpdate.keyColumn(Field.of("select", FieldType.STRING)),
            Field.of("a b'c?", FieldType.STRING),
            Field.of("Größe", FieldType.STRING));
    for (String value : List.of("1", "2")) {
      write(
          "order",
          schema,
          OutputMode.UPDATE,
          Row.withSchema(schema).addValues("k", "'); DROP TABLE canary; --", value, "\"").build());
    }
    String table =
        switch (kind) {
          case POSTGRESQL -> "\"order\"";
          case MARIADB -> "`order`";
          case H2 -> "\"ORDER\"";
        };
    assertThat(
        database.rows("SELECT * FROM " + table), contains("k,'); DROP TABLE canary; --,2,\""));
    assertThat(database.rows("SELECT count(*) FROM canary"), contains("0"));
  }

  @Test
  public void commit_namesThatAreTooLong_areRefused() throws Exception {
    Schema schema = Schema.of(Field.of("c".repeat(300), FieldType.STRING));
    Row row = Row.withSchema(schema).addValue("v").build();
    IOException refused =
        assertThrows(
            IOException.class, () -> write("t".repeat(300), schema, OutputMode.APPEND, row));
    String takes =
        switch (kind) {
          case POSTGRESQL -> "63";
          case MARIADB -> "64";
          case H2 -> "256";
        };
    assertThat(
        List.of(String.valueOf(refused.getMessage()).split("\n")),
        contains(
            is(
                "The name of the table \""
                    + "t".repeat(100)
                    + "...\" has 300 bytes, and the database takes "
                    + takes
                    + ": rename it."),
            is(
                "The name of the column \""
                    + "c".repeat(100)
                    + "...\" has 300 bytes, and the database takes "
                    + takes
                    + ": rename it.")));
    Schema control = Schema.of(Field.of("a\0b", FieldType.STRING));
    IOException unprintable =
        assertThrows(
            IOException.class,
            () ->
                write(
                    "t",
                    control,
                    OutputMode.APPEND,
                    Row.withSchema(control).addValue("v").build()));
    assertThat(unprintable.getMessage(), containsString("a name that no database takes"));
  }

  @Test
  public void commit_tableOfAnotherSchema_isFoundOrMadeThere() throws Exception {
    database.execute(
        "CREATE SCHEMA sales", "CREATE TABLE sales.words (word VARCHAR(9), count INT)");
    write("sales.words", WordCounts.SCHEMA, OutputMode.APPEND, WordCounts.row("a", 1));
    write("sales.more", WordCounts.SCHEMA, OutputMode.APPEND, WordCounts.row("b", 2));
    assertThat(database.rows("SELECT * FROM sales.words"), contains("a,1"));
    assertThat(database.rows("SELECT * FROM sales.more"), contains("b,2"));
    assertThat(
        database.rows("SELECT lower(table_name) FROM sales.cauce_ledger ORDER BY 1"),
        contains("more", "words"));
  }

  @Test
  public void commit_nulCharacter_isRefusedByPostgresOnly() throws Exception {
    if (kind != TestDatabase.Kind.POSTGRESQL) {
      write("words", WordCounts.SCHEMA, OutputMode.APPEND, WordCounts.row("a\0b", 1));
      assertThat(database.rows("SELECT word FROM words"), contains("a\0b"));
      return;
    }
    IOException refused =
        assertThrows(
            IOException.class,
            () -> write("words", WordCounts.SCHEMA, OutputMode.APPEND, WordCounts.row("a\0b", 1)));
    assertThat(
        refused.getMessage(), containsString("Table words does not take the row word=a\uFFFDb: "));
    assertThat(refused.getMessage(), containsString("0x00"));
  }

  @Test
  public void commit_columnOfJson_takesTextAndLists() throws Exception {
    if (kind != TestDatabase.Kind.POSTGRESQL) {
      return; // the others have no type that text is read into
    }
    database.execute("CREATE TABLE j (list jsonb, id uuid)");
    Schema schema =
        Schema.of(
            Field.of("list", FieldType.array(FieldType.INT32)), Field.of("id", FieldType.STRING));
    write(
        "j",
        schema,
        OutputMode.APPEND,
        Row.withSchema(schema)
            .addValues(List.of(1, 2), "123e4567-e89b-12d3-a456-426614174000")
            .build());
    assertThat(
        database.rows("SELECT list->1, id FROM j"),
        contains("2,123e4567-e89b-12d3-a456-426614174000"));
  }

  private void write(String table, Schema schema, OutputMode mode, Row... rows) throws IOException {
    DatabaseWriter writer =
        new DatabaseWriter(database.login(), TableName.parse(table), true, schema, 0);
    TableUpdate update =
        new TableUpdate(
            mode,
            BoundedWindow.TIMESTAMP_MIN_VALUE,
            BoundedWindow.TIMESTAMP_MAX_VALUE,
            1,
            List.of(rows));
    try {
      long run = System.nanoTime();
      writer.commit(new Batch(0, mode, List.of(update), new Place("", run, run, 1, 1)));
    } finally {
      writer.close();
    }
  }
}
