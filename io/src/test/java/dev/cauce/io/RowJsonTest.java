package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.EnumerationType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Instant;
import org.junit.Test;

public class RowJsonTest {
  @Test
  public void toBytes_everyPlainType_keepsTypeAndOrderOfColumns() {
    Schema schema =
        Schema.builder()
            .addStringField("z")
            .addByteField("b")
            .addInt16Field("s")
            .addInt32Field("i")
            .addInt64Field("l")
            .addFloatField("f")
            .addDoubleField("d")
            .addDecimalField("m")
            .addBooleanField("t")
            .addDateTimeField("at")
            .addByteArrayField("raw")
            .build();
    Row row =
        Row.withSchema(schema)
            .addValues(
                "a \"quoted\"\nline é",
                (byte) 1,
                (short) -2,
                3,
                Long.MAX_VALUE,
                1.5f,
                0.1,
                new BigDecimal("12.50"),
                true,
                Instant.parse("2026-01-02T03:04:05.006+02:00"),
                new byte[] {0, 1, (byte) 0xff})
            .build();
    assertThat(
        json(row),
        is(
            "{\"z\":\"a \\\"quoted\\\"\\nline é\",\"b\":1,\"s\":-2,\"i\":3,"
                + "\"l\":9223372036854775807,\"f\":1.5,\"d\":0.1,\"m\":12.50,\"t\":true,"
                + "\"at\":\"2026-01-02T01:04:05.006Z\",\"raw\":\"AAH/\"}"));
  }

  @Test
  public void toBytes_valuesMissing_areNull() {
    Schema schema = Schema.builder().addNullableStringField("a").addNullableInt64Field("b").build();
    assertThat(
        json(Row.withSchema(schema).addValues(null, null).build()), is("{\"a\":null,\"b\":null}"));
  }

  @Test
  public void toBytes_numbersThatJsonLacks_areStrings() {
    Schema schema = Schema.builder().addDoubleField("a").addFloatField("b").build();
    assertThat(
        json(Row.withSchema(schema).addValues(Double.NaN, Float.NEGATIVE_INFINITY).build()),
        is("{\"a\":\"NaN\",\"b\":\"-Infinity\"}"));
  }

  @Test
  public void toBytes_rowsArraysAndMaps_areNested() {
    Schema inner = Schema.builder().addInt32Field("x").build();
    Schema schema =
        Schema.builder()
            .addRowField("in", inner)
            .addArrayField("list", FieldType.row(inner))
            .addMapField("map", FieldType.INT32, FieldType.DOUBLE)
            .build();
    Row x = Row.withSchema(inner).addValues(7).build();
    Row row = Row.withSchema(schema).addValues(x, List.of(x, x), Map.of(1, 2.5)).build();
    assertThat(
        json(row), is("{\"in\":{\"x\":7},\"list\":[{\"x\":7},{\"x\":7}],\"map\":{\"1\":2.5}}"));
  }

  @Test
  public void toBytes_logicalTypes_areReadable() {
    EnumerationType colours = EnumerationType.create("red", "green");
    Schema schema =
        Schema.builder()
            .addLogicalTypeField("day", SqlTypes.DATE)
            .addLogicalTypeField("colour", colours)
            .build();
    Row row =
        Row.withSchema(schema)
            .addValues(LocalDate.of(2026, 7, 1), colours.valueOf("green"))
            .build();
    assertThat(json(row), is("{\"day\":\"2026-07-01\",\"colour\":\"green\"}"));
  }

  @Test
  public void toArray_someColumns_inTheOrderAsked() {
    Schema schema =
        Schema.builder().addStringField("a").addInt32Field("b").addStringField("c").build();
    Row row = Row.withSchema(schema).addValues("x", 2, "z").build();
    assertThat(new String(RowJson.toArray(row, List.of(1, 0)), UTF_8), is("[2,\"x\"]"));
  }

  /** By itself, and as the second of several. */
  private static String json(Row row) {
    String alone = new String(RowJson.toBytes(row), UTF_8);
    try (RowJson.Encoder encoder = new RowJson.Encoder(row.getSchema())) {
      encoder.toBytes(row);
      assertThat(new String(encoder.toBytes(row), UTF_8), is(alone));
    }
    return alone;
  }
}
