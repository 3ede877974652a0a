package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.time.Instant;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;

/** Writes rows as lines of a {@link FileFormat}. */
final class RowLines implements Serializable {
  private final FileFormat format;
  private final Schema schema;

  RowLines(FileFormat format, Schema schema) {
    this.format = format;
    this.schema = schema;
  }

  /** Begins a file of such lines on {@code out}. */
  RowOutput open(OutputStream out) throws IOException {
    writeHeader(out);
    RowJson.Encoder encoder = format == FileFormat.JSON ? new RowJson.Encoder(schema) : null;
    return new RowOutput() {
      @Override
      public void write(Row row) throws IOException {
        if (encoder == null) {
          RowLines.this.write(row, out);
        } else {
          out.write(encoder.toBytes(row));
          out.write('\n');
        }
      }

      @Override
      public void finish() throws IOException {
        close();
      }

      @Override
      public void close() throws IOException {
        if (encoder != null) {
          encoder.close();
        }
        out.close();
      }
    };
  }

  /** Writes what stands before the first row: the names of the columns in CSV, else nothing. */
  void writeHeader(OutputStream out) throws IOException {
    if (format == FileFormat.CSV) {
      StringBuilder line = new StringBuilder();
      for (Schema.Field field : schema.getFields()) {
        line.append(line.isEmpty() ? "" : ",").append(quote(field.getName()));
      }
      out.write(line.append('\n').toString().getBytes(UTF_8));
    }
  }

  /** Writes {@code row} and a line end. */
  void write(Row row, OutputStream out) throws IOException {
    switch (format) {
      case TEXT -> writeLine(row, '\t', out);
      case CSV -> writeLine(row, ',', out);
      case JSON -> {
        out.write(RowJson.toBytes(row));
        out.write('\n');
      }
      case PARQUET, AVRO -> throw new IllegalStateException(format + " has no lines");
    }
  }

  private void writeLine(Row row, char separator, OutputStream out) throws IOException {
    StringBuilder line = new StringBuilder(128);
    for (int i = 0; i < row.getFieldCount(); i++) {
      if (i > 0) {
        line.append(separator);
      }
      Object value = row.getValue(i);
      Instant instant = Cells.instant(value);
      if (instant != null) {
        Cells.appendIso(line, instant); // as in JSON
      } else if (value instanceof Number) {
        line.append(Cells.text(value)); // never to be quoted
      } else if (value != null) {
        String text = Cells.text(value);
        line.append(format == FileFormat.CSV ? quote(text) : text);
      }
    }
    out.write(line.append('\n').toString().getBytes(UTF_8));
  }

  private static String quote(String text) {
    boolean quoted = text.isEmpty(); // to tell it from a missing value
    for (int i = 0; i < text.length() && !quoted; i++) {
      char c = text.charAt(i);
      quoted = c == ',' || c == '"' || c == '\n' || c == '\r';
    }
    return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
