package dev.cauce.expr;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class RowKeyCoderTest {
  private static final Schema SCHEMA =
      Schema.builder()
          .addNullableField("x", FieldType.DOUBLE)
          .addNullableField("d", FieldType.DECIMAL)
          .addNullableField("s", FieldType.STRING)
          .build();

  static Coder<Row> any() {
    return RowKeyCoder.of(SCHEMA);
  }

  private static byte[] bytes(@Nullable Object... values) throws Exception {
    Row row = Row.withSchema(SCHEMA).attachValues(new ArrayList<>(Arrays.asList(values)));
    return CoderUtils.encodeToByteArray(RowKeyCoder.of(SCHEMA), row);
  }

  @Test
  public void encode_equalKeys_haveEqualBytes() throws Exception {
    assertThat(bytes(-0.0, null, "a"), equalTo(bytes(0.0, null, "a")));
    double otherNan = Double.longBitsToDouble(0x7ff8000000000001L);
    assertThat(bytes(otherNan, null, "a"), equalTo(bytes(Double.NaN, null, "a")));
    assertThat(
        bytes(1.0, new BigDecimal("1.00"), "a"), equalTo(bytes(1.0, new BigDecimal("1.0"), "a")));
    assertThat(bytes(1.0, new BigDecimal("0.00"), ""), equalTo(bytes(1.0, BigDecimal.ZERO, "")));
  }

  @Test
  public void encode_differentKeys_haveDifferentBytes() throws Exception {
    assertThat(bytes(null, null, null), not(equalTo(bytes(null, null, ""))));
    assertThat(bytes(0.0, null, "a"), not(equalTo(bytes(null, null, "a"))));
    assertThat(bytes(1.0, null, "a"), not(equalTo(bytes(1.0, null, "A"))));
  }

  @Test
  public void decode_everyType_isWhatWasEncoded() throws Exception {
    Schema schema =
        Schema.builder()
            .addFields(ExprTest.SCHEMA.getFields())
            .addByteField("byte")
            .addInt16Field("short")
            .build();
    ArrayList<@Nullable Object> values = new ArrayList<>(ExprTest.ROW.getValues());
    values.add((byte) 5);
    values.add((short) -6);
    Row row = Row.withSchema(schema).attachValues(values);
    Coder<Row> coder = RowKeyCoder.of(schema);
    SerializableUtils.ensureSerializable(coder);
    coder.verifyDeterministic();
    assertThat(CoderUtils.clone(coder, row), equalTo(row));
    Row nulls = Row.nullRow(ExprTest.SCHEMA);
    assertThat(CoderUtils.clone(RowKeyCoder.of(ExprTest.SCHEMA), nulls), equalTo(nulls));
  }

  @Test
  public void of_columnThatIsNoKey_isRefused() {
    Schema schema = Schema.builder().addByteArrayField("raw").build();
    String message = "";
    try {
      RowKeyCoder.of(schema);
    } catch (IllegalArgumentException refused) {
      message = String.valueOf(refused.getMessage());
    }
    assertThat(
        message,
        equalTo(
            "The column \"raw\" cannot be part of a key: its type is bytes, but keys are of texts,"
                + " numbers, booleans, times, structs and arrays."));
  }
}
