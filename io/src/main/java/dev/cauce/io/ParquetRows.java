package dev.cauce.io;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/** Writes rows as Parquet. Loaded only where it is asked for; Hadoop is not loaded at all. */
final class ParquetRows extends WriteSupport<Row> {
  // What is buffered in memory before it is written: many files may be open at a time.
  private static final long ROW_GROUP = 16L << 20;

  private final Schema schema;
  private @Nullable RecordConsumer consumer;

  private ParquetRows(Schema schema) {
    this.schema = schema;
  }

  static RowOutput open(Schema schema, @Nullable FileCompression compression, OutputStream out)
      throws IOException {
    CompressionCodecName codec =
        compression == null
            ? CompressionCodecName.SNAPPY
            : switch (compression) {
              case NONE -> CompressionCodecName.UNCOMPRESSED;
              case SNAPPY -> CompressionCodecName.SNAPPY;
              case ZSTD -> CompressionCodecName.ZSTD;
            };
    ParquetWriter<Row> writer =
        new Builder(new Stream(out), new ParquetRows(schema))
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new ParquetCodecs())
            .withCompressionCodec(codec)
            .withRowGroupSize(ROW_GROUP)
            .build();
    return new RowOutput() {
      @Override
      public void write(Row row) throws IOException {
        try {
          writer.write(row);
        } catch (Unwritable e) {
          throw new IOException(e.getMessage(), e);
        }
      }

      @Override
      public void finish() throws IOException {
        writer.close();
      }

      @Override
      public void close() throws IOException {
        out.close(); // without the footer: no file of which anybody could read a part
      }
    };
  }

  @Override
  public WriteContext init(Configuration unused) {
    throw new UnsupportedOperationException("without Hadoop");
  }

  @Override
  public WriteContext init(ParquetConfiguration unused) {
    return new WriteContext(ParquetSchema.of(schema), Map.of("cauce.schema.version", "1"));
  }

  @Override
  public void prepareForWrite(RecordConsumer records) {
    consumer = records;
  }

  @Override
  public void write(Row row) {
    RecordConsumer to = Objects.requireNonNull(consumer);
    to.startMessage();
    fields(row, to);
    to.endMessage();
  }

  private static void fields(Row row, RecordConsumer to) {
    Schema schema = row.getSchema();
    for (int i = 0; i < schema.getFieldCount(); i++) {
      field(schema.getField(i).getName(), i, schema.getField(i).getType(), row.getValue(i), to);
    }
  }

  /** A field without a value is left out. */
  private static void field(
      String name, int index, FieldType type, @Nullable Object given, RecordConsumer to) {
    Object value = StoredType.value(type, given);
    if (value != null) {
      to.startField(name, index);
      value(StoredType.plain(type), value, to);
      to.endField(name, index);
    }
  }

  private static void value(FieldType type, Object value, RecordConsumer to) {
    switch (StoredType.of(type)) {
      case BOOLEAN -> to.addBoolean((Boolean) value);
      case INT32, DATE -> to.addInteger(((Number) value).intValue());
      case INT64, TIMESTAMP, LOCAL_TIMESTAMP, TIME -> to.addLong(((Number) value).longValue());
      case FLOAT -> to.addFloat((Float) value);
      case DOUBLE -> to.addDouble((Double) value);
      case DECIMAL -> {
        try {
          to.addBinary(Binary.fromConstantByteArray(DecimalBytes.of((BigDecimal) value)));
        } catch (IOException e) {
          throw new Unwritable(e);
        }
      }
      case STRING -> to.addBinary(Binary.fromString((String) value));
      case BYTES -> to.addBinary(Binary.fromReusedByteArray((byte[]) value));
      case ROW -> {
        to.startGroup();
        fields((Row) value, to);
        to.endGroup();
      }
      case LIST -> list(ParquetSchema.element(type), (Iterable<?>) value, to);
      case MAP -> map(type, (Map<?, ?>) value, to);
    }
  }

  private static void list(FieldType element, Iterable<?> values, RecordConsumer to) {
    to.startGroup();
    if (values.iterator().hasNext()) {
      to.startField("list", 0);
      for (Object value : values) {
        to.startGroup();
        field("element", 0, element, value, to);
        to.endGroup();
      }
      to.endField("list", 0);
    }
    to.endGroup();
  }

  private static void map(FieldType type, Map<?, ?> map, RecordConsumer to) {
    to.startGroup();
    if (!map.isEmpty()) {
      to.startField("key_value", 0);
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        to.startGroup();
        field("key", 0, ParquetSchema.key(type), entry.getKey(), to);
        field("value", 1, ParquetSchema.value(type), entry.getValue(), to);
        to.endGroup();
      }
      to.endField("key_value", 0);
    }
    to.endGroup();
  }

  /** A value for which the format has no place, through Parquet's interface. */
  private static final class Unwritable extends RuntimeException {
    Unwritable(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private static final class Builder extends ParquetWriter.Builder<Row, Builder> {
    private final ParquetRows rows;

    Builder(OutputFile file, ParquetRows rows) {
      super(file);
      this.rows = rows;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Row> getWriteSupport(Configuration unused) {
      return rows;
    }

    @Override
    protected WriteSupport<Row> getWriteSupport(ParquetConfiguration unused) {
      return rows;
    }
  }

  /** A stream that knows how much was written to it. */
  private record Stream(OutputStream out) implements OutputFile {
    @Override
    public PositionOutputStream create(long unused) {
      return new PositionOutputStream() {
        private long position;

        @Override
        public long getPos() {
          return position;
        }

        @Override
        public void write(int b) throws IOException {
          out.write(b);
          position++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          out.write(bytes, from, length);
          position += length;
        }

        @Override
        public void flush() throws IOException {
          out.flush();
        }

        @Override
        public void close() throws IOException {
          out.close();
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long unused) {
      return create(unused);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
