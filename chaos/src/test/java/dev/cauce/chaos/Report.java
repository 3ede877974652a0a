package dev.cauce.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The one table that a run of the suite prints, in Markdown. */
final class Report {
  private static final List<String> HEADER =
      List.of("case", "seed", "lost", "duplicated", "regressed", "torn", "recover s", "result");

  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a case that ended; {@code result} begins with passed, failed or skipped. */
  void add(String name, Scene scene, String result) {
    Verdict verdict = scene.verdict();
    Duration recovery = scene.recovery();
    String notes = scene.notes().isEmpty() ? "" : ": " + String.join(", ", scene.notes());
    rows.add(
        List.of(
            name,
            Long.toString(scene.seed()),
            Long.toString(verdict.lost()),
            Long.toString(verdict.duplicated()),
            Long.toString(verdict.regressed()),
            Long.toString(verdict.torn()),
            seconds(recovery),
            oneLine(result + notes)));
  }

  private static String seconds(@Nullable Duration duration) {
    return duration == null
        ? "-"
        : String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
  }

  private static String oneLine(String text) {
    String line = text.lines().findFirst().orElse("").replace("|", "\\|");
    return line.length() <= 200 ? line : line.substring(0, 200) + "...";
  }

  String markdown() {
    StringBuilder table = new StringBuilder();
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < HEADER.size(); column++) {
      int width = HEADER.get(column).length();
      for (List<String> row : rows) {
        width = Math.max(width, row.get(column).length());
      }
      // The last one is as long as it is.
      widths.add(column == HEADER.size() - 1 ? HEADER.get(column).length() : width);
    }
    line(table, HEADER, widths);
    line(table, widths.stream().map(width -> "-".repeat(width)).toList(), widths);
    rows.forEach(row -> line(table, row, widths));
    return table.toString();
  }

  private static void line(StringBuilder table, List<String> cells, List<Integer> widths) {
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      int pad = Math.max(0, widths.get(column) - cell.length());
      table.append("| ").append(cell).append(" ".repeat(pad)).append(' ');
    }
    table.append("|\n");
  }

  /** Prints it, and writes it to a file. */
  void publish(Path file) throws IOException {
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    Files.writeString(file, markdown());
    System.out.println("\n" + markdown());
  }
}
