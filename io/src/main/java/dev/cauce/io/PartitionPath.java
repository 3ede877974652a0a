package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;

/**
 * The directory to which a row belongs, as Hive and Spark name it: {@code
 * day=2024-01-01/country=DE}. What a name must not have is percent-escaped, so a value is one name,
 * whatever is in it, and never leads anywhere else; a missing or an empty one is {@code
 * __HIVE_DEFAULT_PARTITION__}.
 */
final class PartitionPath {
  private static final String MISSING = "__HIVE_DEFAULT_PARTITION__";
  private static final String ESCAPED = "\"#%'*/:=?\\{[]^";
  private static final int LONGEST = 255;

  private final Schema schema;
  private final int[] columns;
  private final int[] others;
  private final Schema rest;

  /**
   * @throws IllegalArgumentException if a column is not there, cannot be a name, or none is left
   */
  PartitionPath(Schema schema, List<String> columns) {
    this.schema = schema;
    this.columns = columns.stream().mapToInt(column -> index(schema, column)).toArray();
    List<Schema.Field> left = new ArrayList<>();
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < schema.getFieldCount(); i++) {
      if (!columns.contains(schema.getField(i).getName())) {
        left.add(schema.getField(i));
        indices.add(i);
      }
    }
    if (left.isEmpty()) {
      throw new IllegalArgumentException(
          "Files partitioned by " + String.join(", ", columns) + " have no column left for them.");
    }
    this.rest = new Schema(left);
    this.others = indices.stream().mapToInt(i -> i).toArray();
  }

  private static int index(Schema schema, String column) {
    if (!schema.hasField(column)) {
      throw new IllegalArgumentException(
          "There is no column \""
              + column
              + "\" to partition files by: use "
              + Choices.or(schema.getFieldNames())
              + "."
              + Choices.hint(column, schema.getFieldNames()));
    }
    switch (schema.getField(column).getType().getTypeName()) {
      case ROW, ARRAY, ITERABLE, MAP, BYTES ->
          throw new IllegalArgumentException(
              "Column \""
                  + column
                  + "\" is a "
                  + schema.getField(column).getType().getTypeName().name().toLowerCase(Locale.ROOT)
                  + ", which cannot be the name of a directory.");
      default -> {}
    }
    return schema.indexOf(column);
  }

  /** The columns that are left for the files. */
  Schema rest() {
    return rest;
  }

  /** {@code row} without the columns that name its directory. */
  Row rest(Row row) {
    List<Object> values = new ArrayList<>(others.length);
    for (int column : others) {
      values.add(row.getValue(column));
    }
    return Row.withSchema(rest).attachValues(values);
  }

  /** The directory of {@code row}, ending in a slash; empty without columns. */
  String of(Row row) {
    StringBuilder path = new StringBuilder();
    for (int column : columns) {
      Object value = row.getValue(column);
      String text = "";
      if (value != null) {
        Instant instant = Cells.instant(value);
        text = instant == null ? Cells.text(value) : Cells.iso(instant);
      }
      String name = escape(schema.getField(column).getName()) + "=";
      path.append(name)
          .append(shortened(text.isEmpty() ? MISSING : escape(text), name))
          .append('/');
    }
    return path.toString();
  }

  /** Hive's escapes: control characters and what means something to file systems or to Hive. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c < 0x20 || c == 0x7F || ESCAPED.indexOf(c) >= 0) {
                escaped.append(String.format(Locale.ROOT, "%%%02X", c));
              } else if (c >= 0xD800 && c <= 0xDFFF) {
                escaped.append('\uFFFD'); // half a character, which no name can have
              } else {
                escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }

  /** No file system takes more than 255 bytes: a longer value ends in a hash of itself. */
  private static String shortened(String escaped, String before) {
    int room = LONGEST - before.getBytes(UTF_8).length;
    byte[] bytes = escaped.getBytes(UTF_8);
    if (bytes.length <= room) {
      return escaped;
    }
    String hash = String.format(Locale.ROOT, "~%016x", LatestVersions.hash(bytes));
    int end = Math.max(0, room - hash.length());
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--; // not within a character
    }
    return new String(bytes, 0, end, UTF_8) + hash;
  }
}
