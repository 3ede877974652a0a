package dev.cauce.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.cauce.row.CompactRowCoder;
import dev.cauce.table.TableUpdate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table in update mode, as a pipeline's state keeps them: key columns, encoded, to
 * version and row, encoded. So is, for a while, that a row left: an older one of the same key may
 * come late. A copy in memory, whose values are the state's own, is there when the state is not.
 * One for each instance of a step; not thread-safe.
 */
final class KeptRows {
  private static final int ROW = 1;
  private static final int REMOVED = 2;

  /** For so many batches it is remembered that a row left. */
  private static final int REMEMBERED = 100;

  private final Keys keys;
  private final CompactRowCoder rows;
  private final Schema keySchema;
  private final CompactRowCoder keyRows;
  private final List<String> forgotten = new ArrayList<>();
  private @Nullable Map<String, byte[]> copy;
  private long batch;

  KeptRows(Schema schema) {
    this.keys = Keys.of(schema);
    this.rows = CompactRowCoder.of(schema);
    this.keySchema = new Schema(Arrays.stream(keys.columns()).mapToObj(schema::getField).toList());
    this.keyRows = CompactRowCoder.of(keySchema);
  }

  /** Says the number of the batch that comes; without this, they are counted. */
  void at(long number) {
    batch = number;
  }

  /** Applies {@code update}: each row, and each removal, that is not older than what is there. */
  void apply(TableUpdate update, MapState<String, byte[]> kept) throws IOException {
    Map<String, byte[]> table = load(kept);
    forget(kept);
    for (Row row : update.removed()) {
      putIfNewer(key(row), encodeRemoved(update.version()), table, kept);
    }
    for (Row row : update.rows()) {
      putIfNewer(key(row), encode(update.version(), row), table, kept);
    }
  }

  /**
   * Ends a batch.
   *
   * @return the rows that are there after it
   */
  List<Row> table() throws IOException {
    List<Row> there = new ArrayList<>();
    if (copy == null) {
      return there;
    }
    for (Map.Entry<String, byte[]> entry : copy.entrySet()) {
      ByteArrayInputStream in = new ByteArrayInputStream(entry.getValue());
      int kind = in.read();
      VarInt.decodeLong(in); // the version
      if (kind == ROW) {
        there.add(rows.decode(in));
      } else if (VarInt.decodeLong(in) + REMEMBERED < batch) {
        forgotten.add(entry.getKey());
      }
    }
    forgotten.forEach(copy::remove);
    batch++;
    return there;
  }

  /** Forgets rows that left long ago; done at the next {@link #apply} at the latest. */
  void forget(MapState<String, byte[]> kept) {
    forgotten.forEach(kept::remove);
    forgotten.clear();
  }

  private Map<String, byte[]> load(MapState<String, byte[]> kept) throws IOException {
    if (copy == null) {
      copy = new HashMap<>();
      for (Map.Entry<String, byte[]> entry : kept.entries().read()) {
        copy.put(entry.getKey(), entry.getValue());
        ByteArrayInputStream in = new ByteArrayInputStream(entry.getValue());
        if (in.read() == REMOVED) {
          VarInt.decodeLong(in); // the version
          batch = Math.max(batch, VarInt.decodeLong(in)); // goes on after a restart
        }
      }
    }
    return copy;
  }

  private static void putIfNewer(
      String key, byte[] encoded, Map<String, byte[]> table, MapState<String, byte[]> kept)
      throws IOException {
    byte[] old = table.get(key);
    if (old == null || version(old) <= version(encoded)) {
      table.put(key, encoded);
      kept.put(key, encoded);
    }
  }

  private String key(Row row) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<@Nullable Object> values = new ArrayList<>();
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

  private byte[] encodeRemoved(long version) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(REMOVED);
    VarInt.encode(version, out);
    VarInt.encode(batch, out);
    return out.toByteArray();
  }

  private static long version(byte[] encoded) throws IOException {
    return VarInt.decodeLong(new ByteArrayInputStream(encoded, 1, encoded.length - 1));
  }
}
