package dev.cauce.benchmarks.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A table: the first column is text, the others are figures. */
final class Markdown {
  private final List<List<String>> rows = new ArrayList<>();

  Markdown(List<String> columns) {
    rows.add(columns);
  }

  void add(List<String> row) {
    rows.add(row);
  }

  /** The table, its columns aligned, each line with a newline behind it. */
  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] widths =
        IntStream.range(0, columns)
            .map(c -> rows.stream().mapToInt(row -> row.get(c).length()).max().orElse(0))
            .map(width -> Math.max(3, width))
            .toArray();
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < columns; c++) {
        String pad = " ".repeat(widths[c] - rows.get(r).get(c).length());
        text.append("| ").append(c == 0 ? "" : pad).append(rows.get(r).get(c));
        text.append(c == 0 ? pad : "").append(' ');
      }
      text.append("|\n");
      if (r == 0) {
        for (int c = 0; c < columns; c++) {
          text.append("| ").append("-".repeat(widths[c] - (c == 0 ? 0 : 1)));
          text.append(c == 0 ? " " : ": ");
        }
        text.append("|\n");
      }
    }
    return text.toString();
  }

  /** A figure with three digits that count; "-" for none. */
  static String figure(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "-";
    }
    double size = Math.abs(value);
    String format =
        size >= 99.95 ? "%,.0f" : size >= 9.995 ? "%.1f" : size >= 0.9995 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
