package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertThrows;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.xerial.snappy.Snappy;

/** Files with types, read by their formats' own readers. */
public class FileFormatsTest {
  private static final Schema PLACE =
      Schema.of(Schema.Field.of("x", FieldType.INT32), Schema.Field.nullable("y", FieldType.INT16));
  private static final Schema SCHEMA =
      Schema.builder()
          .addStringField("text")
          .addNullableField("count", FieldType.INT64)
          .addInt32Field("number")
          .addDoubleField("ratio")
          .addFloatField("part")
          .addBooleanField("yes")
          .addByteArrayField("bytes")
          .addDateTimeField("time")
          .addField("micros", FieldType.logicalType(SqlTypes.TIMESTAMP))
          .addField("day", FieldType.logicalType(SqlTypes.DATE))
          .addNullableField("price", FieldType.DECIMAL)
          .addArrayField("words", FieldType.STRING.withNullable(true))
          .addMapField("sizes", FieldType.STRING, FieldType.INT64)
          .addNullableField("place", FieldType.row(PLACE))
          .build();

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private static Row full() {
    return Row.withSchema(SCHEMA)
        .addValues(
            "é",
            5L,
            -7,
            0.5,
            1.5f,
            true,
            new byte[] {1, -1},
            Instant.parse("2024-01-02T03:04:05.678Z"),
            java.time.Instant.parse("2024-01-02T03:04:05.678901Z"),
            LocalDate.of(2024, 2, 29),
            new BigDecimal("-12.5"))
        .addArray("a", null)
        .addValue(Map.of("k", 9L))
        .addValue(Row.withSchema(PLACE).addValues(1, null).build())
        .build();
  }

  private static Row empty() {
    return Row.withSchema(SCHEMA)
        .addValues(
            "",
            null,
            0,
            Double.NaN,
            0f,
            false,
            new byte[0],
            Instant.EPOCH,
            java.time.Instant.parse("1969-12-31T23:59:59.999999Z"),
            LocalDate.EPOCH,
            null)
        .addArray()
        .addValue(Map.of())
        .addValue(null)
        .build();
  }

  @Test
  public void parquet_allTypes_readBack() throws IOException {
    Path file = write(FileFormat.PARQUET, null, SCHEMA, full(), empty());

    try (ParquetFileReader reader = open(file)) {
      assertThat(
          reader.getFileMetaData().getSchema().toString(),
          is(
              """
              message row {
                required binary text (STRING);
                optional int64 count;
                required int32 number (INTEGER(32,true));
                required double ratio;
                required float part;
                required boolean yes;
                required binary bytes;
                required int64 time (TIMESTAMP(MICROS,true));
                required int64 micros (TIMESTAMP(MICROS,true));
                required int32 day (DATE);
                optional fixed_len_byte_array(16) price (DECIMAL(38,18));
                required group words (LIST) {
                  repeated group list {
                    optional binary element (STRING);
                  }
                }
                required group sizes (MAP) {
                  repeated group key_value {
                    required binary key (STRING);
                    required int64 value;
                  }
                }
                optional group place {
                  required int32 x (INTEGER(32,true));
                  optional int32 y (INTEGER(16,true));
                }
              }
              """));
    }
    List<Group> rows = parquet(file);
    Group row = rows.get(0);
    assertThat(row.getString("text", 0), is("é"));
    assertThat(row.getLong("count", 0), is(5L));
    assertThat(row.getInteger("number", 0), is(-7));
    assertThat(row.getDouble("ratio", 0), is(0.5));
    assertThat(row.getFloat("part", 0), is(1.5f));
    assertThat(row.getBoolean("yes", 0), is(true));
    assertThat(row.getBinary("bytes", 0).getBytes(), is(new byte[] {1, -1}));
    assertThat(row.getLong("time", 0), is(1704164645678000L));
    assertThat(row.getLong("micros", 0), is(1704164645678901L));
    assertThat(row.getInteger("day", 0), is(19782));
    assertThat(
        decimal(row.getBinary("price", 0).getBytes()),
        is(new BigDecimal("-12.500000000000000000")));
    Group words = row.getGroup("words", 0);
    assertThat(words.getFieldRepetitionCount("list"), is(2));
    assertThat(words.getGroup("list", 0).getString("element", 0), is("a"));
    assertThat(words.getGroup("list", 1).getFieldRepetitionCount("element"), is(0));
    Group size = row.getGroup("sizes", 0).getGroup("key_value", 0);
    assertThat(size.getString("key", 0) + size.getLong("value", 0), is("k9"));
    assertThat(row.getGroup("place", 0).getInteger("x", 0), is(1));
    assertThat(row.getGroup("place", 0).getFieldRepetitionCount("y"), is(0));

    Group other = rows.get(1);
    assertThat(rows.size(), is(2));
    assertThat(other.getString("text", 0), is(""));
    assertThat(other.getFieldRepetitionCount("count"), is(0));
    assertThat(other.getDouble("ratio", 0), is(Double.NaN));
    assertThat(other.getLong("micros", 0), is(-1L));
    assertThat(other.getFieldRepetitionCount("price"), is(0));
    assertThat(other.getGroup("words", 0).getFieldRepetitionCount("list"), is(0));
    assertThat(other.getFieldRepetitionCount("place"), is(0));
  }

  @Test
  public void avro_allTypes_readBack() throws IOException {
    Path file = write(FileFormat.AVRO, null, SCHEMA, full(), empty());

    List<GenericRecord> rows = avro(file);
    assertThat(
        rows.get(0).getSchema().getFields().stream()
            .map(field -> field.name() + " " + AvroTypes.name(field.schema()))
            .toList(),
        contains(
            "text string",
            "count null|long",
            "number int",
            "ratio double",
            "part float",
            "yes boolean",
            "bytes bytes",
            "time long timestamp-micros",
            "micros long timestamp-micros",
            "day int date",
            "price null|fixed decimal",
            "words array",
            "sizes map",
            "place null|record"));
    GenericRecord row = rows.get(0);
    assertThat(row.get("text").toString(), is("é"));
    assertThat(row.get("count"), is(5L));
    assertThat(row.get("number"), is(-7));
    assertThat(row.get("bytes"), is(ByteBuffer.wrap(new byte[] {1, -1})));
    assertThat(row.get("time"), is(1704164645678000L));
    assertThat(row.get("micros"), is(1704164645678901L));
    assertThat(row.get("day"), is(19782));
    assertThat(
        decimal(((org.apache.avro.generic.GenericFixed) row.get("price")).bytes()),
        is(new BigDecimal("-12.500000000000000000")));
    assertThat(row.get("words").toString(), is("[a, null]"));
    assertThat(row.get("sizes").toString(), is("{k=9}"));
    assertThat(row.get("place").toString(), is("{\"x\": 1, \"y\": null}"));
    assertThat(rows.get(1).get("count"), is((Object) null));
    assertThat(rows.get(1).get("micros"), is(-1L));
    assertThat(rows.size(), is(2));
  }

  @Test
  public void compression_ofEachKind_readBackAndSmaller() throws IOException {
    Schema schema = Schema.builder().addStringField("text").build();
    Row[] rows = new Row[1000];
    for (int i = 0; i < rows.length; i++) {
      String text = "the same text again, with the number " + i;
      rows[i] = Row.withSchema(schema).addValue(text).build();
    }
    for (FileFormat format : List.of(FileFormat.PARQUET, FileFormat.AVRO)) {
      long plain = 0;
      for (FileCompression compression : FileCompression.values()) {
        Path file = write(format, compression, schema, rows);
        String last =
            format == FileFormat.AVRO
                ? avro(file).get(999).get("text").toString()
                : parquet(file).get(999).getString("text", 0);
        assertThat(last, is("the same text again, with the number 999"));
        if (compression == FileCompression.NONE) {
          plain = Files.size(file);
        } else {
          assertThat(format + " " + compression, Files.size(file), lessThan(plain));
        }
      }
    }
  }

  @Test
  public void decimal_beyondThePlace_oneLine() {
    Schema schema = Schema.builder().addDecimalField("price").build();
    Row row = Row.withSchema(schema).addValue(new BigDecimal("123456789012345678901.5")).build();
    for (FileFormat format : List.of(FileFormat.PARQUET, FileFormat.AVRO)) {
      IOException e = assertThrows(IOException.class, () -> write(format, null, schema, row));
      assertThat(
          e.getMessage(),
          is("the number 123456789012345678901.5 has more than 20 digits before the point"));
    }
  }

  @Test
  public void avro_nameThatItHasNot_refused() {
    Schema schema = Schema.builder().addStringField("count(*)").build();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> FileStyle.of(FileFormat.AVRO).check(schema));
    assertThat(
        e.getMessage(),
        is(
            "Avro has no name \"count(*)\" for a column, only letters, digits and _: name it"
                + " otherwise (AS), or use another format."));
  }

  private Path write(
      FileFormat format, @Nullable FileCompression compression, Schema schema, Row... rows)
      throws IOException {
    Path file = folder.newFolder().toPath().resolve("f");
    FileStyle style = new FileStyle(format, compression, List.of());
    try (RowOutput out = RowOutput.open(style, schema, Files.newOutputStream(file))) {
      for (Row row : rows) {
        out.write(row);
      }
      out.finish();
    }
    return file;
  }

  private static List<GenericRecord> avro(Path file) throws IOException {
    List<GenericRecord> rows = new ArrayList<>();
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
      reader.forEach(rows::add);
    }
    return rows;
  }

  private static ParquetFileReader open(Path file) throws IOException {
    return ParquetFileReader.open(
        new LocalInputFile(file),
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new Decompressors())
            .build());
  }

  static List<Group> parquet(Path file) throws IOException {
    List<Group> rows = new ArrayList<>();
    try (ParquetFileReader reader = open(file)) {
      var schema = reader.getFileMetaData().getSchema();
      for (PageReadStore pages = reader.readNextRowGroup();
          pages != null;
          pages = reader.readNextRowGroup()) {
        RecordReader<Group> records =
            new ColumnIOFactory()
                .getColumnIO(schema)
                .getRecordReader(pages, new GroupRecordConverter(schema));
        for (long i = 0; i < pages.getRowCount(); i++) {
          rows.add(records.read());
        }
      }
    }
    return rows;
  }

  private static BigDecimal decimal(byte[] bytes) {
    return new BigDecimal(new java.math.BigInteger(bytes), 18);
  }

  private static final class AvroTypes {
    static String name(org.apache.avro.Schema schema) {
      if (schema.isUnion()) {
        return String.join("|", schema.getTypes().stream().map(AvroTypes::name).toList());
      }
      String name = schema.getType().getName();
      return schema.getLogicalType() == null
          ? name
          : name + " " + schema.getLogicalType().getName();
    }
  }

  /** What Parquet's own need Hadoop for. */
  private static final class Decompressors implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
      throw new UnsupportedOperationException();
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
      return new BytesInputDecompressor() {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
          byte[] all = bytes.toByteArray();
          return switch (codec) {
            case SNAPPY -> BytesInput.from(Snappy.uncompress(all));
            case ZSTD -> BytesInput.from(Zstd.decompress(all, size));
            default -> bytes;
          };
        }

        @Override
        public void decompress(ByteBuffer in, int inSize, ByteBuffer out, int outSize)
            throws IOException {
          byte[] all = new byte[inSize];
          in.get(all);
          out.put(decompress(BytesInput.from(all), outSize).toByteArray());
        }

        @Override
        public void release() {}
      };
    }

    @Override
    public void release() {}
  }
}
