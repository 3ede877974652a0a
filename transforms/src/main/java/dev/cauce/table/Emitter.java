package dev.cauce.table;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** Makes the rows of a table out of its groups, and the updates out of the rows. */
final class Emitter<K, V> implements Serializable {
  /** An update of a table that is not complete holds at most so many rows. */
  private static final int ROWS = 10_000;

  private final OutputMode mode;
  private final WindowColumns windowColumns;
  private final Coder<K> keyCoder;
  private final Columns keys;
  private final Columns values;
  private final Schema schema;

  /** What a row tells of its window: two columns before all others. */
  enum WindowColumns {
    NONE,
    /** To the millisecond. */
    OF_WINDOWS,
    /** To the microsecond: sessions begin and end where their rows do. */
    OF_SESSIONS;

    private FieldType type() {
      return this == OF_SESSIONS ? FieldType.logicalType(SqlTypes.TIMESTAMP) : FieldType.DATETIME;
    }

    private Object start(Span span) {
      return this == OF_SESSIONS ? instant(span.start()) : span.startInstant();
    }

    private Object end(Span span) {
      return this == OF_SESSIONS ? instant(span.end()) : span.endInstant();
    }

    private static java.time.Instant instant(long micros) {
      return java.time.Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
  }

  Emitter(
      OutputMode mode,
      WindowColumns windowColumns,
      Coder<K> keyCoder,
      Coder<V> valueCoder,
      List<String> names) {
    this.mode = mode;
    this.windowColumns = windowColumns;
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
    if (windowColumns != WindowColumns.NONE) {
      for (String name : List.of("window_start", "window_end")) {
        builder.addField(TableUpdate.keyColumn(Schema.Field.of(name, windowColumns.type())));
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

  /** Emits {@code rows} of any windows, and {@code removed}, in as many updates as they need. */
  void emitRows(List<Row> rows, List<Row> removed, long version, OutputReceiver<TableUpdate> out) {
    List<Row> gone = removed;
    for (int from = 0; from < rows.size() || !gone.isEmpty(); from += ROWS) {
      List<Row> some = rows.subList(from, Math.min(from + ROWS, rows.size()));
      out.output(
          new TableUpdate(
              mode, Span.ALL.startInstant(), Span.ALL.endInstant(), version, some, gone));
      gone = List.of();
    }
  }

  /** Emits {@code rows} of any windows as one snapshot. */
  void emitWhole(List<Row> rows, long version, OutputReceiver<TableUpdate> out) {
    out.output(update(Span.ALL, version, rows));
  }

  private TableUpdate update(Span span, long version, List<Row> rows) {
    return new TableUpdate(mode, span.startInstant(), span.endInstant(), version, rows);
  }

  private void add(Span span, GroupTable<?, V> table, int from, int to, List<Row> rows) {
    for (int group = from; group < to; group++) {
      rows.add(row(span, table, group, table.value(group)));
    }
  }

  /** The row of {@code group}, of whichever table, with the aggregate {@code value}. */
  Row row(Span span, GroupTable<?, ?> table, int group, V value) {
    return row(span, key(table, group), value);
  }

  /** A row of the columns of its window (if it has any), its key and its aggregate. */
  Row row(Span span, @Nullable Object key, @Nullable Object value) {
    List<@Nullable Object> row = new ArrayList<>(schema.getFieldCount());
    if (windowColumns != WindowColumns.NONE) {
      row.add(windowColumns.start(span));
      row.add(windowColumns.end(span));
    }
    keys.add(key, row);
    values.add(value, row);
    return Row.withSchema(schema).attachValues(row);
  }

  private @Nullable Object key(GroupTable<?, ?> table, int group) {
    Bytes key = table.key(group);
    if (keyCoder instanceof StringUtf8Coder) {
      return key.asText();
    }
    try {
      return keyCoder.decode(key.asInput(), Coder.Context.OUTER);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a key of the table's state", e);
    }
  }
}
