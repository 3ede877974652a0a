package dev.cauce.io;

import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import dev.cauce.table.TableUpdateCoder;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** Updates of a table of words and counts, made by hand. */
final class WordCounts {
  static final Schema SCHEMA =
      Schema.of(
          TableUpdate.keyColumn(Schema.Field.nullable("word", Schema.FieldType.STRING)),
          Schema.Field.of("count", Schema.FieldType.INT64));
  static final TableUpdateCoder CODER = TableUpdateCoder.of(SCHEMA);

  private WordCounts() {}

  static Row row(@Nullable String word, long count) {
    return Row.withSchema(SCHEMA).addValues(word, count).build();
  }

  static TableUpdate append(Row... rows) {
    return update(OutputMode.APPEND, 1, Arrays.asList(rows));
  }

  static TableUpdate update(long version, Row... rows) {
    return update(OutputMode.UPDATE, version, Arrays.asList(rows));
  }

  /** The words {@code words} left the table. */
  static TableUpdate removed(long version, @Nullable String... words) {
    return new TableUpdate(
        OutputMode.UPDATE,
        BoundedWindow.TIMESTAMP_MIN_VALUE,
        BoundedWindow.TIMESTAMP_MAX_VALUE,
        version,
        List.of(),
        Arrays.stream(words).map(word -> row(word, 0)).toList());
  }

  /** The words of {@code removed} left the table, and {@code rows} are news. */
  static TableUpdate replaced(long version, List<Row> removed, Row... rows) {
    return new TableUpdate(
        OutputMode.UPDATE,
        BoundedWindow.TIMESTAMP_MIN_VALUE,
        BoundedWindow.TIMESTAMP_MAX_VALUE,
        version,
        Arrays.asList(rows),
        removed);
  }

  static TableUpdate complete(long version, Row... rows) {
    return update(OutputMode.COMPLETE, version, Arrays.asList(rows));
  }

  private static TableUpdate update(OutputMode mode, long version, List<Row> rows) {
    return new TableUpdate(
        mode, BoundedWindow.TIMESTAMP_MIN_VALUE, BoundedWindow.TIMESTAMP_MAX_VALUE, version, rows);
  }
}
