package dev.cauce.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The log of examples/clicks in the order of its times, so that no row is late. */
final class ClicksLog {
  private ClicksLog() {}

  static List<String> lines() throws IOException {
    List<String> lines =
        new ArrayList<>(Files.readAllLines(Path.of("../examples/clicks/access.log"), UTF_8));
    lines.sort(Comparator.comparing(ClicksLog::millis));
    return lines;
  }

  /** Blocks of {@code size} lines each, with the times that stand in them. */
  static List<Lines> blocks(List<String> lines, int size) {
    List<Lines> blocks = new ArrayList<>();
    for (int from = 0; from < lines.size(); from += size) {
      Lines.Builder block = Lines.builder("log");
      lines
          .subList(from, Math.min(lines.size(), from + size))
          .forEach(line -> block.add(line, millis(line)));
      blocks.add(block.build());
    }
    return blocks;
  }

  private static long millis(String line) {
    byte[] bytes = line.getBytes(UTF_8);
    return EventTime.accessLog().millis(bytes, 0, bytes.length);
  }
}
