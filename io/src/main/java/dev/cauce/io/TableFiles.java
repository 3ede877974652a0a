package dev.cauce.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.cauce.table.TableUpdate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.Row;

/**
 * Writes batches into a directory: an append batch is a file of its own, update and complete
 * replace the one file that holds the table. In the update mode the table's rows are kept from
 * batch to batch: key columns, encoded, to version and row, encoded.
 */
final class TableFiles implements BatchWriter {
  private static final Pattern OURS =
      Pattern.compile("(part-\\d{5,}-[0-9a-f]{8}|table)\\.(txt|csv|json)");

  private final String directory;
  private final String run;
  private final FileFormat format;
  private final Keys keys;
  private final RowLines lines;
  private final RowCoder rows;
  private final Schema keySchema;
  private final RowCoder keyRows;
  private transient boolean prepared;

  /**
   * @param run eight hexadecimal digits that tell the files of this run from those of others
   */
  TableFiles(String directory, String run, FileFormat format, Schema schema) {
    this.directory = directory;
    this.run = run;
    this.format = format;
    this.keys = Keys.of(schema);
    this.lines = new RowLines(format, schema);
    this.rows = RowCoder.of(schema);
    this.keySchema = new Schema(Arrays.stream(keys.columns()).mapToObj(schema::getField).toList());
    this.keyRows = RowCoder.of(keySchema);
  }

  @Override
  public long write(Batch batch, MapState<String, byte[]> kept) throws IOException {
    return switch (batch.mode()) {
      case APPEND, COMPLETE -> writeOnly(batch);
      case UPDATE -> {
        long count = keep(batch.updates(), kept);
        List<Row> table = new ArrayList<>();
        for (byte[] row : kept.values().read()) {
          table.add(decode(row));
        }
        replace(table);
        yield count;
      }
    };
  }

  @Override
  public long writeOnly(Batch batch) throws IOException {
    return switch (batch.mode()) {
      case APPEND -> append(batch);
      // A table whose input ends sends each key once: there is nothing to compare versions with.
      case UPDATE, COMPLETE -> {
        List<Row> table = new ArrayList<>();
        for (TableUpdate update : batch.updates()) {
          table.addAll(update.rows());
        }
        replace(table);
        yield table.size();
      }
    };
  }

  private long append(Batch batch) throws IOException {
    String name = String.format(Locale.ROOT, "part-%05d-%s", batch.number(), run);
    long[] count = {0};
    AtomicFile.write(
        file(name),
        out -> {
          lines.writeHeader(out);
          for (TableUpdate update : batch.updates()) {
            for (Row row : update.rows()) {
              lines.write(row, out);
            }
            count[0] += update.rows().size();
          }
        });
    return count[0];
  }

  private void replace(List<Row> table) throws IOException {
    keys.sort(table);
    AtomicFile.write(
        file("table"),
        out -> {
          lines.writeHeader(out);
          for (Row row : table) {
            lines.write(row, out);
          }
        });
  }

  private long keep(Iterable<TableUpdate> updates, MapState<String, byte[]> kept)
      throws IOException {
    long count = 0;
    for (TableUpdate update : updates) {
      for (Row row : update.rows()) {
        String key = encodeKey(row);
        byte[] old = kept.get(key).read();
        if (old == null || version(old) <= update.version()) {
          kept.put(key, encode(update.version(), row));
        }
      }
      count += update.rows().size();
    }
    return count;
  }

  private String encodeKey(Row row) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Object> values = new ArrayList<>();
    for (int column : keys.columns()) {
      values.add(row.getValue(column));
    }
    keyRows.encode(Row.withSchema(keySchema).attachValues(values), out);
    return out.toString(ISO_8859_1); // a string of one byte a character, compared by content
  }

  private byte[] encode(long version, Row row) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    VarInt.encode(version, out);
    rows.encode(row, out);
    return out.toByteArray();
  }

  private static long version(byte[] encoded) throws IOException {
    return VarInt.decodeLong(new ByteArrayInputStream(encoded));
  }

  private Row decode(byte[] encoded) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(encoded);
    VarInt.decodeLong(in);
    return rows.decode(in);
  }

  /** The file {@code name}; before the first one, sees to the directory. */
  private Path file(String name) throws IOException {
    Path path = Path.of(directory);
    if (!prepared) {
      try {
        Files.createDirectories(path);
      } catch (IOException e) {
        throw new IOException(
            "Could not create the directory \"" + path + "\": " + AtomicFile.reason(e), e);
      }
      AtomicFile.removeLeftovers(path, OURS);
      prepared = true;
    }
    return path.resolve(name + "." + format.extension());
  }
}
