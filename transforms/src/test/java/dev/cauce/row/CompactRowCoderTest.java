package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.Row;
import org.junit.Test;

public class CompactRowCoderTest {
  private static final Schema INNER = Schema.of(Field.of("x", FieldType.INT64));
  private static final List<FieldType> TYPES =
      List.of(
          FieldType.STRING,
          FieldType.INT64,
          FieldType.INT32,
          FieldType.INT16,
          FieldType.BYTE,
          FieldType.DOUBLE,
          FieldType.FLOAT,
          FieldType.BOOLEAN,
          FieldType.BYTES,
          FieldType.DATETIME,
          Schemas.TIMESTAMP,
          FieldType.logicalType(SqlTypes.DATE),
          FieldType.DECIMAL,
          FieldType.row(INNER),
          FieldType.array(FieldType.STRING),
          FieldType.map(FieldType.STRING, FieldType.INT64));
  private static final List<Object> VALUES =
      List.of(
          "Größe \ud83d\ude00",
          Long.MIN_VALUE,
          -7,
          (short) -3,
          (byte) 5,
          -0.0,
          1.5f,
          true,
          new byte[] {0, -1},
          new org.joda.time.Instant(-1),
          Instant.parse("1969-12-31T23:59:59.999999Z"),
          LocalDate.of(2024, 2, 29),
          new BigDecimal("-1.50"),
          Row.withSchema(INNER).addValue(9L).build(),
          List.of("a", ""),
          Map.of("k", 1L));

  private static Schema schema(boolean nullable) {
    Schema.Builder schema = Schema.builder();
    for (int i = 0; i < TYPES.size(); i++) {
      schema.addField(Field.of("f" + i, TYPES.get(i).withNullable(nullable)));
    }
    return schema.build();
  }

  private static Row copy(Row row) throws IOException {
    Coder<Row> coder = SerializableUtils.clone(CompactRowCoder.of(row.getSchema()));
    return CoderUtils.decodeFromByteArray(coder, CoderUtils.encodeToByteArray(coder, row));
  }

  @Test
  public void anyType_comesBack() throws IOException {
    Row row = Row.withSchema(schema(false)).attachValues(VALUES);

    assertThat(copy(row), is(row));
    assertThat(copy(row).getSchema(), is(row.getSchema()));
  }

  @Test
  public void anyType_null_comesBack() throws IOException {
    Schema schema = schema(true);
    for (int missing = 0; missing < VALUES.size(); missing++) {
      Object[] values = VALUES.toArray();
      values[missing] = null;
      Row row = Row.withSchema(schema).attachValues(Arrays.asList(values));

      assertThat(copy(row), is(row));
    }
  }

  @Test
  public void aMissingValue_whereNoneMayBe_refusedByName() {
    Schema schema = Schema.of(Field.of("word", FieldType.STRING));
    Row row = Row.withSchema(schema).attachValues(Arrays.asList((Object) null));

    CoderException e =
        assertThrows(
            CoderException.class,
            () -> CoderUtils.encodeToByteArray(CompactRowCoder.of(schema), row));
    assertThat(e.getMessage(), is("The column \"word\" cannot be null"));
  }

  @Test
  public void aRowOfOneTextThatMustBe_isItsLengthAndItsBytes() throws IOException {
    Schema schema = Schema.of(Field.of("word", FieldType.STRING));
    Row row = Row.withSchema(schema).addValue("be").build();

    assertThat(
        CoderUtils.encodeToByteArray(CompactRowCoder.of(schema), row),
        is("\u0002be".getBytes(UTF_8)));
  }

  @Test
  public void cutOff_saidSo() throws IOException {
    Row row = Row.withSchema(schema(false)).attachValues(VALUES);
    CompactRowCoder coder = CompactRowCoder.of(row.getSchema());
    byte[] bytes = CoderUtils.encodeToByteArray(coder, row);

    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(Exception.class, () -> CoderUtils.decodeFromByteArray(coder, cut));
    }
  }
}
