package dev.cauce.table;

import dev.cauce.row.CompactRowCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@link TableUpdate}s whose rows have one schema: a format version, the mode, the window,
 * the version, the rows, those that left. Knows the {@link #schema}, so that a sink learns the
 * columns before the first row.
 */
public final class TableUpdateCoder extends CustomCoder<TableUpdate> {
  private static final int FORMAT = 2;
  private static final OutputMode[] MODES = OutputMode.values();

  private final Schema schema;
  private final CompactRowCoder rows;

  private TableUpdateCoder(Schema schema) {
    this.schema = schema;
    this.rows = CompactRowCoder.of(schema);
  }

  /** The coder for updates whose rows have the schema {@code schema}. */
  public static TableUpdateCoder of(Schema schema) {
    return new TableUpdateCoder(schema);
  }

  /** The columns of the table. */
  public Schema schema() {
    return schema;
  }

  @Override
  public void encode(TableUpdate update, OutputStream out) throws IOException {
    out.write(FORMAT);
    out.write(update.mode().ordinal());
    InstantCoder.of().encode(update.windowStart(), out);
    InstantCoder.of().encode(update.windowEnd(), out);
    VarInt.encode(update.version(), out);
    encode(update.rows(), out);
    encode(update.removed(), out);
  }

  private void encode(List<Row> list, OutputStream out) throws IOException {
    VarInt.encode(list.size(), out);
    for (Row row : list) {
      rows.encode(row, out);
    }
  }

  @Override
  public TableUpdate decode(InputStream in) throws IOException {
    int format = in.read();
    if (format != FORMAT) {
      throw new CoderException("Unknown format " + format + " of a table update");
    }
    OutputMode mode = MODES[in.read()];
    Instant start = InstantCoder.of().decode(in);
    Instant end = InstantCoder.of().decode(in);
    long version = VarInt.decodeLong(in);
    return new TableUpdate(mode, start, end, version, decodeRows(in), decodeRows(in));
  }

  private List<Row> decodeRows(InputStream in) throws IOException {
    int size = VarInt.decodeInt(in);
    List<Row> decoded = new ArrayList<>(Math.min(size, 1 << 16));
    for (int i = 0; i < size; i++) {
      decoded.add(rows.decode(in));
    }
    return decoded;
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    rows.verifyDeterministic();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TableUpdateCoder that && schema.equals(that.schema);
  }

  @Override
  public int hashCode() {
    return Objects.hash(TableUpdateCoder.class, schema);
  }
}
