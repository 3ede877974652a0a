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
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.Row;

/**
 * Writes batches into a directory: an append batch is a file of its own, update and complete
 * replace the one file that holds the table. In the update mode the table's rows are kept from
 * batch to batch: key columns, encoded, to version and row, encoded. So is, for a while, that a row
 * left: an older one of the same key may come late.
 */
final class TableFiles implements BatchWriter {
  private static final Pattern OURS =
      Pattern.compile("(part-\\d{5,}-[0-9a-f]{8}|table)\\.(txt|csv|json)");

  private static final int ROW = 1;
  private static final int REMOVED = 2;

  /** For so many batches it is remembered that a row left. */
  private static final int REMEMBERED = 100;

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
        long count = keep(batch, kept);
        replace(table(batch.number(), kept));
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

  private long keep(Batch batch, MapState<String, byte[]> kept) throws IOException {
    long count = 0;
    for (TableUpdate update : batch.updates()) {
      for (Row row : update.removed()) {
        putIfNewer(kept, row, update.version(), removed(update.version(), batch.number()));
      }
      for (Row row : update.rows()) {
        putIfNewer(kept, row, update.version(), encode(update.version(), row));
      }
      count += update.rows().size();
    }
    return count;
  }

  private void putIfNewer(MapState<String, byte[]> kept, Row row, long version, byte[] encoded)
      throws IOException {
    String key = encodeKey(row);
    byte[] old = kept.get(key).read();
    if (old == null || version(old) <= version) {
      kept.put(key, encoded);
    }
  }

  /** The rows that are there; forgets those that left long ago. */
  private List<Row> table(long batch, MapState<String, byte[]> kept) throws IOException {
    List<Row> table = new ArrayList<>();
    List<String> forgotten = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : kept.entries().read()) {
      ByteArrayInputStream in = new ByteArrayInputStream(entry.getValue());
      int kind = in.read();
      VarInt.decodeLong(in); // the version
      if (kind == ROW) {
        table.add(rows.decode(in));
      } else if (VarInt.decodeLong(in) + REMEMBERED < batch) {
        forgotten.add(entry.getKey());
      }
    }
    for (String key : forgotten) {
      kept.remove(key);
    }
    return table;
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
    out.write(ROW);
    VarInt.encode(version, out);
    rows.encode(row, out);
    return out.toByteArray();
  }

  private static byte[] removed(long version, long batch) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(REMOVED);
    VarInt.encode(version, out);
    VarInt.encode(batch, out);
    return out.toByteArray();
  }

  private static long version(byte[] encoded) throws IOException {
    return VarInt.decodeLong(new ByteArrayInputStream(encoded, 1, encoded.length - 1));
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
