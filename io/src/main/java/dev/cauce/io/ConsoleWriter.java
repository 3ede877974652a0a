package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.values.Row;

/** Prints batches to standard output. Keeps nothing between batches. */
final class ConsoleWriter implements BatchWriter {
  /** So much is gathered before it is written: most batches are one write. */
  private static final int CHUNK = 1 << 20;

  private final Schema schema;
  private final ConsoleIO.Format format;
  private final int rows;
  private final int truncate;

  ConsoleWriter(Schema schema, ConsoleIO.Format format, int rows, int truncate) {
    this.schema = schema;
    this.format = format;
    this.rows = rows;
    this.truncate = truncate;
  }

  @Override
  public long write(Batch batch, MapState<String, byte[]> kept) throws IOException {
    // Two ticks come together when the machine is slower than the trigger: then a key may be in
    // both.
    return batch.mode() == OutputMode.UPDATE
        ? writeOnly(new Batch(batch.number(), batch.mode(), latest(batch.updates())))
        : writeOnly(batch);
  }

  @Override
  public long writeOnly(Batch batch) throws IOException {
    return switch (format) {
      case TABLE -> writeTable(batch);
      case JSON -> writeLines(batch, new RowLines(FileFormat.JSON, schema));
      case CSV -> writeLines(batch, new RowLines(FileFormat.CSV, schema));
    };
  }

  private long writeTable(Batch batch) throws IOException {
    List<Row> first = new ArrayList<>();
    long count = 0;
    for (TableUpdate update : batch.updates()) {
      for (Row row : update.rows()) {
        if (first.size() <= rows) { // one more than is shown, to know that there are more
          first.add(row);
        }
      }
      count += update.rows().size();
    }
    print(new ConsoleTable(schema, rows, truncate).draw(batch.number(), first).getBytes(UTF_8));
    return count;
  }

  private long writeLines(Batch batch, RowLines lines) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    if (batch.number() == 0) {
      lines.writeHeader(line);
      addPrintable(line, chunk);
    }
    long count = 0;
    for (TableUpdate update : batch.updates()) {
      for (Row row : update.rows()) {
        lines.write(row, line);
        addPrintable(line, chunk);
        if (chunk.size() >= CHUNK) {
          print(chunk.toByteArray());
          chunk.reset();
        }
      }
      count += update.rows().size();
    }
    print(chunk.toByteArray());
    return count;
  }

  /** The last row of each key, in the order in which the keys came first. */
  private List<TableUpdate> latest(Iterable<TableUpdate> updates) {
    record Versioned(long version, Row row) {}
    Keys keys = Keys.of(schema);
    Map<List<?>, Versioned> latest = new LinkedHashMap<>();
    TableUpdate any = null;
    for (TableUpdate update : updates) {
      any = update;
      for (Row row : update.rows()) {
        latest.merge(
            keys.key(row),
            new Versioned(update.version(), row),
            (old, now) -> now.version() >= old.version() ? now : old);
      }
    }
    if (any == null) {
      return List.of();
    }
    return List.of(
        new TableUpdate(
            any.mode(),
            any.windowStart(),
            any.windowEnd(),
            any.version(),
            latest.values().stream().map(Versioned::row).toList()));
  }

  /**
   * Moves {@code line} to {@code chunk} without what a terminal would obey: JSON has C0 escaped
   * already and gets DEL and C1 escaped too, which loses nothing; CSV has no escapes and loses
   * them, but for tab and line ends.
   */
  private void addPrintable(ByteArrayOutputStream line, ByteArrayOutputStream chunk) {
    byte[] bytes = line.toByteArray();
    line.reset();
    for (int i = 0; i < bytes.length; i++) {
      int b = bytes[i] & 0xFF;
      int control = b == 0x7F ? b : -1;
      if (b == 0xC2 && (bytes[i + 1] & 0xFF) <= 0x9F) { // C1 in UTF-8: C2 80 to C2 9F
        control = bytes[++i] & 0xFF;
      } else if (b < 0x20 && b != '\n' && b != '\r' && b != '\t') {
        control = b;
      }
      if (control < 0) {
        chunk.write(b);
      } else if (format == ConsoleIO.Format.JSON) {
        chunk.writeBytes(String.format(Locale.ROOT, "\\u%04x", control).getBytes(UTF_8));
      }
    }
  }

  // Raw bytes: the stream's own encoding follows the locale.
  private static void print(byte[] bytes) throws IOException {
    PrintStream out = System.out;
    out.write(bytes, 0, bytes.length);
    out.flush();
    if (out.checkError()) {
      throw new IOException("Standard output was closed by whoever was reading it");
    }
  }
}
