package dev.cauce.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.row.Schemas;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** Templates as rows of a table. */
final class Templates {
  static final Schema SCHEMA =
      Schema.builder()
          .addField(TableUpdate.keyColumn(Schema.Field.of("id", Schema.FieldType.STRING)))
          .addStringField("template")
          .addInt64Field("count")
          .addNullableStringField("level")
          .addNullableStringField("services")
          .addField("first_seen", Schemas.TIMESTAMP)
          .addField("last_seen", Schemas.TIMESTAMP)
          .addStringField("example")
          .build();

  private static final int ROWS = 10_000;

  private Templates() {}

  /** The number of a template: the same in every run, for it is made of its text alone. */
  static String id(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static Row row(String text, TemplateStats stats) {
    return Row.withSchema(SCHEMA)
        .attachValues(
            id(text),
            text,
            stats.count(),
            stats.level(),
            stats.services().isEmpty() ? null : String.join(",", stats.services()),
            instant(stats.first()),
            instant(stats.last()),
            stats.example());
  }

  private static Row gone(String text) {
    Instant never = Instant.EPOCH;
    return Row.withSchema(SCHEMA)
        .attachValues(
            id(text), text, 0L, (@Nullable String) null, (@Nullable String) null, never, never, "");
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
  }

  /** What a table of templates says of {@code changes}; a complete one takes {@link #all}. */
  static void emit(
      OutputMode mode, TemplateMiner.Changes changes, long version, Consumer<TableUpdate> out) {
    List<Row> rows = rows(mode == OutputMode.APPEND ? changes.kinds() : changes.changed());
    List<Row> removed =
        mode == OutputMode.APPEND
            ? List.of()
            : changes.removed().stream().map(Templates::gone).toList();
    for (int from = 0; from < rows.size() || from == 0 && !removed.isEmpty(); from += ROWS) {
      List<Row> some = rows.subList(from, Math.min(rows.size(), from + ROWS));
      out.accept(update(mode, version, some, from == 0 ? removed : List.of()));
    }
  }

  /** The whole table. */
  static TableUpdate all(Map<String, TemplateStats> templates, long version) {
    return update(OutputMode.COMPLETE, version, rows(templates), List.of());
  }

  private static List<Row> rows(Map<String, TemplateStats> templates) {
    List<Row> rows = new ArrayList<>(templates.size());
    templates.forEach((text, stats) -> rows.add(row(text, stats)));
    return rows;
  }

  private static TableUpdate update(
      OutputMode mode, long version, List<Row> rows, Collection<Row> removed) {
    return new TableUpdate(
        mode,
        BoundedWindow.TIMESTAMP_MIN_VALUE,
        BoundedWindow.TIMESTAMP_MAX_VALUE,
        version,
        rows,
        List.copyOf(removed));
  }
}
