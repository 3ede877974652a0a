package dev.cauce.table;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes the rows of a table out of its groups, and the updates out of the rows. */
final class Emitter<K, V> implements Serializable {
  /** An update of a table that is not complete holds at most so many rows. */
  private static final int ROWS = 10_000;

  private final OutputMode mode;
  private final boolean windowed;
  private final Coder<K> keyCoder;
  private final Columns keys;
  private final Columns values;
  private final Schema schema;

  Emitter(
      OutputMode mode,
      boolean windowed,
      Coder<K> keyCoder,
      Coder<V> valueCoder,
      List<String> names) {
    this.mode = mode;
    this.windowed = windowed;
    this.keyCoder = keyCoder;
    this.keys = Columns.of(keyCoder);
    this.values = Columns.of(valueCoder);
    this.schema = schema(names);
  }

  Schema schema() {
    return schema;
  }

  private Schema schema(List<String> names) {
    int wanted = keys.types().size() + values.types().size();
    if (!names.isEmpty() && names.size() != wanted) {
      throw new IllegalArgumentException(
          "The table has "
              + wanted
              + " columns ("
              + keys.types().size()
              + " of the key, "
              + values.types().size()
              + " of the aggregate), but columns(...) names "
              + names.size()
              + ": "
              + names);
    }
    Schema.Builder builder = Schema.builder();
    if (windowed) {
      for (String name : List.of("window_start", "window_end")) {
        builder.addField(TableUpdate.keyColumn(Schema.Field.of(name, FieldType.DATETIME)));
      }
    }
    int at = 0;
    for (FieldType type : keys.types()) {
      String name = names.isEmpty() ? "key" + (at == 0 ? "" : at + 1) : names.get(at);
      builder.addField(TableUpdate.keyColumn(Schema.Field.of(name, type)));
      at++;
    }
    for (FieldType type : values.types()) {
      int number = at - keys.types().size();
      String name = names.isEmpty() ? "value" + (number == 0 ? "" : number + 1) : names.get(at);
      builder.addField(Schema.Field.of(name, type));
      at++;
    }
    return builder.build();
  }

  /** Emits the groups of {@code span}, in as many updates as they need. */
  void emit(Span span, GroupTable<?, V> table, long version, OutputReceiver<TableUpdate> out) {
    for (int from = 0; from < table.size(); from += ROWS) {
      int to = Math.min(from + ROWS, table.size());
      List<Row> rows = new ArrayList<>(to - from);
      add(span, table, from, to, rows);
      out.output(update(span, version, rows));
    }
  }

  /** Emits all groups as one snapshot. */
  void emitSnapshot(
      Map<Span, ? extends GroupTable<?, V>> tables, long version, OutputReceiver<TableUpdate> out) {
    List<Row> rows = new ArrayList<>();
    tables.forEach((span, table) -> add(span, table, 0, table.size(), rows));
    Span span = tables.size() == 1 ? tables.keySet().iterator().next() : Span.ALL;
    out.output(update(span, version, rows));
  }

  private TableUpdate update(Span span, long version, List<Row> rows) {
    return new TableUpdate(mode, new Instant(span.start()), new Instant(span.end()), version, rows);
  }

  private void add(Span span, GroupTable<?, V> table, int from, int to, List<Row> rows) {
    @Nullable Span shown = windowed ? span : null;
    for (int group = from; group < to; group++) {
      rows.add(row(schema, shown, keys, key(table, group), values, table.value(group)));
    }
  }

  /** A row of the columns of a window (if there is one), a key and an aggregate. */
  static Row row(
      Schema schema,
      @Nullable Span span,
      Columns keys,
      @Nullable Object key,
      Columns values,
      @Nullable Object value) {
    List<@Nullable Object> row = new ArrayList<>(schema.getFieldCount());
    if (span != null) {
      row.add(new Instant(span.start()));
      row.add(new Instant(span.end()));
    }
    keys.add(key, row);
    values.add(value, row);
    return Row.withSchema(schema).attachValues(row);
  }

  private @Nullable Object key(GroupTable<?, V> table, int group) {
    int start = table.keyStart(group);
    int length = table.keyEnd(group) - start;
    if (keyCoder instanceof StringUtf8Coder) {
      return new String(table.keys(), start, length, StandardCharsets.UTF_8);
    }
    try {
      return keyCoder.decode(
          new ByteArrayInputStream(table.keys(), start, length), Coder.Context.OUTER);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a key of the table's state", e);
    }
  }
}
