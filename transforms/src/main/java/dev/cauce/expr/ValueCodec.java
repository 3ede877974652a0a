package dev.cauce.expr;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.expr.Type.Kind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one value: equal values have equal bytes. Zeros behind a decimal's point are lost,
 * -0.0 is written as 0.0, every NaN as the same.
 */
final class ValueCodec {
  private ValueCodec() {}

  /** Whether values of this type can be written. */
  static boolean knows(Type type) {
    if (type.is(Kind.ARRAY)) {
      return knows(type.elementOrNull());
    }
    if (type.is(Kind.STRUCT)) {
      return schema(type).getFields().stream().allMatch(f -> knows(Type.of(f.getType())));
    }
    return !type.is(Kind.OTHER) && !type.is(Kind.INTERVAL);
  }

  private static Schema schema(Type struct) {
    Schema schema = struct.given() == null ? null : struct.given().getRowSchema();
    return schema == null ? Schema.of() : schema;
  }

  static void write(Type type, @Nullable Object value, DataOutputStream out) throws IOException {
    out.writeByte(value == null ? 0 : 1);
    if (value != null) {
      writeValue(type, value, out);
    }
  }

  private static void writeValue(Type type, Object value, DataOutputStream out) throws IOException {
    switch (type.kind()) {
      case BOOLEAN -> out.writeBoolean((Boolean) value);
      case INT -> VarInt.encode(zigzag((Integer) value), out);
      case BIGINT -> VarInt.encode(zigzag((Long) value), out);
      case FLOAT -> out.writeInt(Float.floatToIntBits((Float) value + 0.0f));
      case DOUBLE -> out.writeLong(Double.doubleToLongBits((Double) value + 0.0));
      case DECIMAL -> decimal((BigDecimal) value, out);
      case STRING, NULL -> bytes(value.toString().getBytes(UTF_8), out);
      case DATE -> VarInt.encode(zigzag(((LocalDate) value).toEpochDay()), out);
      case TIMESTAMP -> out.writeLong(Times.micros((Instant) value));
      case ARRAY -> {
        List<?> list = (List<?>) value;
        VarInt.encode(list.size(), out);
        for (Object each : list) {
          write(type.elementOrNull(), each, out);
        }
      }
      case STRUCT -> {
        Row row = (Row) value;
        for (int i = 0; i < row.getFieldCount(); i++) {
          Typed field = Structs.column(row.getSchema(), i);
          write(field.type(), field.op().eval(row), out);
        }
      }
      default -> throw new IOException("a value of type " + type + " cannot be written");
    }
  }

  /** As many bytes as the number is long, whatever its sign. */
  private static long zigzag(long number) {
    return (number << 1) ^ (number >> 63);
  }

  private static long unzigzag(long number) {
    return (number >>> 1) ^ -(number & 1);
  }

  private static void decimal(BigDecimal value, DataOutputStream out) throws IOException {
    BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    VarInt.encode(zigzag(plain.scale()), out);
    bytes(plain.unscaledValue().toByteArray(), out);
  }

  private static void bytes(byte[] bytes, DataOutputStream out) throws IOException {
    VarInt.encode(bytes.length, out);
    out.write(bytes);
  }

  static @Nullable Object read(Type type, DataInputStream in) throws IOException {
    return in.readByte() == 0 ? null : readValue(type, in);
  }

  private static Object readValue(Type type, DataInputStream in) throws IOException {
    switch (type.kind()) {
      case BOOLEAN:
        return in.readBoolean();
      case INT:
        return (int) unzigzag(VarInt.decodeLong(in));
      case BIGINT:
        return unzigzag(VarInt.decodeLong(in));
      case FLOAT:
        return Float.intBitsToFloat(in.readInt());
      case DOUBLE:
        return Double.longBitsToDouble(in.readLong());
      case DECIMAL:
        int scale = (int) unzigzag(VarInt.decodeLong(in));
        BigDecimal decimal = new BigDecimal(new BigInteger(bytes(in)), scale);
        return scale < 0 ? decimal.setScale(0) : decimal;
      case STRING, NULL:
        return new String(bytes(in), UTF_8);
      case DATE:
        return LocalDate.ofEpochDay(unzigzag(VarInt.decodeLong(in)));
      case TIMESTAMP:
        return Times.ofMicros(in.readLong());
      case ARRAY:
        int size = VarInt.decodeInt(in);
        List<@Nullable Object> list = new ArrayList<>(Math.min(size, 1 << 16));
        for (int i = 0; i < size; i++) {
          list.add(read(type.elementOrNull(), in));
        }
        return list;
      case STRUCT:
        return struct(schema(type), in);
      default:
        throw new IOException("a value of type " + type + " cannot be read");
    }
  }

  private static Row struct(Schema schema, DataInputStream in) throws IOException {
    List<@Nullable Object> values = new ArrayList<>(schema.getFieldCount());
    for (Schema.Field field : schema.getFields()) {
      values.add(given(field.getType(), read(Type.of(field.getType()), in)));
    }
    return Row.withSchema(schema).attachValues(values);
  }

  /** Back into what a column of that type holds, where it is not what we compute with. */
  static @Nullable Object given(Schema.FieldType type, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    return switch (type.getTypeName()) {
      case BYTE -> ((Number) value).byteValue();
      case INT16 -> ((Number) value).shortValue();
      case DATETIME -> new org.joda.time.Instant(((Instant) value).toEpochMilli());
      default -> value;
    };
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int length = VarInt.decodeInt(in);
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new java.io.EOFException("the bytes of a value end too early");
    }
    return bytes;
  }
}
