package dev.cauce.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file with places for tables: what is between {@code <!-- NAME -->} and {@code <!-- /NAME -->}.
 */
final class Readme {
  private Readme() {}

  /** Puts {@code table} in the place {@code name} of {@code file}. */
  static void put(Path file, String name, String table) throws IOException {
    Files.writeString(file, with(Files.readString(file), name, table));
  }

  /**
   * The text with {@code table} in the place {@code name}.
   *
   * @throws IllegalArgumentException if it has no such place
   */
  static String with(String text, String name, String table) {
    String from = "<!-- " + name + " -->\n";
    String to = "<!-- /" + name + " -->";
    int start = text.indexOf(from);
    int end = text.indexOf(to, Math.max(0, start));
    if (start < 0 || end < 0) {
      throw new IllegalArgumentException("There is no " + from.trim() + " with a " + to + ".");
    }
    return text.substring(0, start + from.length()) + "\n" + table + "\n" + text.substring(end);
  }
}
