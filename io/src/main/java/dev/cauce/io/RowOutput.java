package dev.cauce.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;

/** A file that is being written. */
interface RowOutput extends Closeable {
  /** Writes a row. */
  void write(Row row) throws IOException;

  /** Writes what stands after the last row, and closes the stream beneath. */
  void finish() throws IOException;

  /** Closes the stream beneath; what was written is of no use unless it was {@link #finish}ed. */
  @Override
  void close() throws IOException;

  /** Begins a file of rows of {@code schema} on {@code out}, which is buffered. */
  static RowOutput open(FileStyle style, Schema schema, OutputStream out) throws IOException {
    return switch (style.format()) {
      case TEXT, CSV, JSON -> new RowLines(style.format(), schema).open(out);
      case PARQUET -> ParquetRows.open(schema, style.compression(), out);
      case AVRO -> AvroRows.open(schema, style.compression(), out);
    };
  }
}
