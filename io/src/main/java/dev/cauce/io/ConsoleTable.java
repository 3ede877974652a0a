package dev.cauce.io;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;

/**
 * Draws a batch as Spark's console sink does, byte for byte: three lines of heading, then what
 * {@code Dataset.show} prints, then a blank line; the blank line is missing when there were more
 * rows than are shown.
 *
 * <p>One departure: control characters that Spark would pass on to the terminal (escape, and the
 * others that have no {@code \n}-like notation, C1 included) are left out, for a row may come from
 * a stranger.
 */
final class ConsoleTable {
  private static final String RULE = "-".repeat(43);
  private static final int LEAST_WIDTH = 3;

  private final Schema schema;
  private final int limit;
  private final int truncate;

  /**
   * @param limit how many rows to show at most
   * @param truncate cells of more UTF-16 units are cut and end in {@code ...}, and cells are
   *     right-aligned; 0 cuts none and aligns left
   */
  ConsoleTable(Schema schema, int limit, int truncate) {
    this.schema = schema;
    this.limit = limit;
    this.truncate = truncate;
  }

  /** The batch {@code number} of {@code rows}, of which the first ones are shown. */
  String draw(long number, List<Row> rows) {
    StringBuilder out = new StringBuilder();
    out.append(RULE).append("\nBatch: ").append(number).append('\n').append(RULE).append('\n');
    boolean more = rows.size() > limit;
    drawRows(out, more ? rows.subList(0, limit) : rows);
    if (more) {
      out.append("only showing top ").append(limit).append(limit == 1 ? " row" : " rows");
    }
    return out.append('\n').toString();
  }

  private void drawRows(StringBuilder out, List<Row> rows) {
    int columns = schema.getFieldCount();
    List<String[]> lines = new ArrayList<>(rows.size() + 1);
    String[] names = new String[columns];
    for (int i = 0; i < columns; i++) {
      names[i] = escape(schema.getField(i).getName());
    }
    lines.add(names);
    for (Row row : rows) {
      String[] cells = new String[columns];
      for (int i = 0; i < columns; i++) {
        cells[i] = cut(escape(Cells.text(row.getValue(i))));
      }
      lines.add(cells);
    }

    int[] widths = widths(lines, columns);
    StringBuilder rule = new StringBuilder("+");
    for (int width : widths) {
      rule.append("-".repeat(width)).append('+');
    }
    rule.append('\n');
    out.append(rule);
    for (int i = 0; i < lines.size(); i++) {
      drawLine(out, lines.get(i), widths);
      if (i == 0) {
        out.append(rule);
      }
    }
    out.append(rule);
  }

  private static int[] widths(List<String[]> lines, int columns) {
    int[] widths = new int[columns];
    for (int i = 0; i < columns; i++) {
      widths[i] = LEAST_WIDTH;
      for (String[] line : lines) {
        widths[i] = Math.max(widths[i], width(line[i]));
      }
    }
    return widths;
  }

  private void drawLine(StringBuilder out, String[] cells, int[] widths) {
    out.append('|');
    for (int i = 0; i < cells.length; i++) {
      String padding = " ".repeat(widths[i] - width(cells[i]));
      if (truncate > 0) {
        out.append(padding).append(cells[i]);
      } else {
        out.append(cells[i]).append(padding);
      }
      out.append('|');
    }
    out.append('\n');
  }

  private String cut(String cell) {
    if (truncate == 0 || cell.length() <= truncate) {
      return cell;
    }
    return truncate < 4 ? cell.substring(0, truncate) : cell.substring(0, truncate - 3) + "...";
  }

  /** How many columns a text takes: one for each UTF-16 unit, two for a full-width one. */
  static int width(String text) {
    int width = text.length();
    for (int i = 0; i < text.length(); i++) {
      if (isFullWidth(text.charAt(i))) {
        width++;
      }
    }
    return width;
  }

  /** The ranges of {@code fullWidthRegex} in Spark's {@code org.apache.spark.util.Utils}. */
  private static boolean isFullWidth(char c) {
    return c >= '\u1100'
        && (c <= '\u115F'
            || (c >= '\u2E80' && c <= '\uA4CF')
            || (c >= '\uAC00' && c <= '\uD7A3')
            || (c >= '\uF900' && c <= '\uFAFF')
            || (c >= '\uFE10' && c <= '\uFE19')
            || (c >= '\uFE30' && c <= '\uFE6F')
            || (c >= '\uFF00' && c <= '\uFF60')
            || (c >= '\uFFE0' && c <= '\uFFE6'));
  }

  /** Spark's {@code SchemaUtils.escapeMetaCharacters}; other control characters are left out. */
  static String escape(String text) {
    int first = 0;
    while (first < text.length() && !Character.isISOControl(text.charAt(first))) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 8).append(text, 0, first);
    for (int i = first; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        case '\t' -> escaped.append("\\t");
        case '\f' -> escaped.append("\\f");
        case '\b' -> escaped.append("\\b");
        case '\u000B' -> escaped.append("\\v");
        case '\u0007' -> escaped.append("\\a");
        default -> {
          if (!Character.isISOControl(c)) { // C0, DEL and C1
            escaped.append(c);
          }
        }
      }
    }
    return escaped.toString();
  }
}
