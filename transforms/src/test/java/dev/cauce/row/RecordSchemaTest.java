package dev.cauce.row;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.annotations.DefaultSchema;
import org.apache.beam.sdk.schemas.transforms.Convert;
import org.apache.beam.sdk.schemas.transforms.Group;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.jspecify.annotations.Nullable;
import org.junit.Rule;
import org.junit.Test;

public class RecordSchemaTest {
  @Rule public final transient TestPipeline p = TestPipeline.create();

  private record Inner(int x, List<String> names) {}

  @DefaultSchema(RecordSchema.class)
  private record Every(
      byte b,
      short s,
      int i,
      long l,
      float f,
      double d,
      boolean t,
      String n,
      @Nullable Long maybe,
      BigDecimal m,
      Instant at,
      org.joda.time.Instant joda,
      LocalDate day,
      Inner inner,
      List<Inner> inners) {}

  private record Odd(Thread thread) {}

  private static final Schema INNER =
      Schema.builder().addInt32Field("x").addArrayField("names", FieldType.STRING).build();
  private static final Schema EVERY =
      Schema.builder()
          .addByteField("b")
          .addInt16Field("s")
          .addInt32Field("i")
          .addInt64Field("l")
          .addFloatField("f")
          .addDoubleField("d")
          .addBooleanField("t")
          .addStringField("n")
          .addNullableInt64Field("maybe")
          .addDecimalField("m")
          .addField("at", Schemas.TIMESTAMP)
          .addDateTimeField("joda")
          .addField("day", Schemas.DATE)
          .addRowField("inner", INNER)
          .addArrayField("inners", FieldType.row(INNER))
          .build();
  private static final Every VALUE = every(null, Instant.parse("2024-03-01T10:00:00.123456Z"));

  private static Every every(@Nullable Long maybe, Instant at) {
    return new Every(
        (byte) 1,
        (short) 2,
        3,
        4,
        1.5f,
        2.5,
        true,
        "n",
        maybe,
        new BigDecimal("1.20"),
        at,
        org.joda.time.Instant.ofEpochMilli(1234),
        LocalDate.of(2024, 3, 1),
        new Inner(7, List.of("a", "b")),
        List.of(new Inner(8, List.of())));
  }

  @Test
  public void of_everyType_columns() {
    assertThat(RecordSchema.of(Every.class), is(EVERY));
  }

  @Test
  public void rows_thereAndBack_same() {
    RecordSchema schema = new RecordSchema();
    TypeDescriptor<Every> type = TypeDescriptor.of(Every.class);
    Row row = schema.toRowFunction(type).apply(VALUE);
    Row inner = Row.withSchema(INNER).addValues(7, List.of("a", "b")).build();
    assertThat(
        row,
        is(
            Row.withSchema(EVERY)
                .addValues((byte) 1, (short) 2, 3, 4L, 1.5f, 2.5, true, "n", null)
                .addValues(
                    new BigDecimal("1.20"),
                    VALUE.at(),
                    VALUE.joda(),
                    LocalDate.of(2024, 3, 1),
                    inner,
                    List.of(Row.withSchema(INNER).addValues(8, List.of()).build()))
                .build()));
    assertThat(schema.fromRowFunction(type).apply(row), is(VALUE));
  }

  @Test
  public void rows_nanoseconds_cutOff() {
    TypeDescriptor<Every> type = TypeDescriptor.of(Every.class);
    Row row =
        new RecordSchema()
            .toRowFunction(type)
            .apply(every(1L, Instant.parse("2024-03-01T10:00:00.123456789Z")));
    assertThat(row.getValue("at"), is(Instant.parse("2024-03-01T10:00:00.123456Z")));
  }

  @Test
  public void defaultSchema_inAPipeline_coderRowsAndGroups() {
    PCollection<Every> values = p.apply(Create.of(VALUE, every(5L, VALUE.at())));
    PAssert.that(values).containsInAnyOrder(VALUE, every(5L, VALUE.at()));
    PAssert.that(
            values.apply("Rows", Convert.toRows()).apply("Back", Convert.fromRows(Every.class)))
        .containsInAnyOrder(VALUE, every(5L, VALUE.at()));
    Schema counted = Schema.builder().addInt32Field("i").addInt64Field("n").build();
    PAssert.that(
            values
                .apply(
                    "Group",
                    Group.<Every>byFieldNames("i").aggregateField("l", Count.combineFn(), "n"))
                .apply("Flat", org.apache.beam.sdk.schemas.transforms.Select.flattenedSchema())
                .apply("Plain", Convert.toRows()))
        .containsInAnyOrder(Row.withSchema(counted).addValues(3, 2L).build());
    p.run();
  }

  @Test
  public void of_typeWithoutColumn_refused() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> RecordSchema.of(Odd.class)).getMessage(),
        is(
            "The component \"thread\" of the record Odd is a java.lang.Thread, which is no type of a"
                + " column. Use a primitive or its box, String, BigDecimal, byte[],"
                + " java.time.Instant, LocalDate, a record, or a List of these."));
  }
}
