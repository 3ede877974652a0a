package dev.cauce.io;

import java.io.Serializable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a table in a database.
 *
 * @param schema null for the one that the connection begins in
 */
record TableName(@Nullable String schema, String table) implements Serializable {
  private static final Pattern PART =
      Pattern.compile("[\\p{L}\\p{N}_$]([\\p{L}\\p{N}_$ -]*[\\p{L}\\p{N}_$])?");

  /** The name of what remembers what was written. */
  static final String LEDGER = "cauce_ledger";

  /**
   * Reads {@code TABLE} or {@code SCHEMA.TABLE}.
   *
   * @throws IllegalArgumentException if a part is empty, or has other characters than letters,
   *     digits, {@code _ $ -} and spaces within
   */
  static TableName parse(String text) {
    int dot = text.indexOf('.');
    String schema = dot < 0 ? null : text.substring(0, dot);
    String table = text.substring(dot + 1);
    if (!PART.matcher(table).matches() || (schema != null && !PART.matcher(schema).matches())) {
      throw new IllegalArgumentException(
          text.isEmpty()
              ? "the table is missing: write jdbc:...#TABLE or jdbc:...#SCHEMA.TABLE."
              : "\""
                  + printable(text)
                  + "\" is not a table's name: use letters, digits, _, $ and -, as TABLE or"
                  + " SCHEMA.TABLE.");
    }
    if (table.equalsIgnoreCase(LEDGER)) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is where sinks remember what they wrote: name another table.");
    }
    return new TableName(schema, table);
  }

  /** {@code text} for a message: no control characters, not too long. */
  static String printable(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "\uFFFD");
    return clean.length() <= 100 ? clean : clean.substring(0, 100) + "...";
  }

  @Override
  public String toString() {
    return schema == null ? table : schema + "." + table;
  }
}
