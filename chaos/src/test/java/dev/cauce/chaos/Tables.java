package dev.cauce.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads what sinks wrote into directories, as anybody would. */
final class Tables {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Tables() {}

  /** The last column of {@code table.csv} by the others, joined; empty if there is none yet. */
  static Map<String, Long> counts(Path directory) throws IOException {
    Map<String, Long> counts = new HashMap<>();
    List<String> lines;
    try {
      lines = Files.readAllLines(directory.resolve("table.csv"), UTF_8);
    } catch (NoSuchFileException notYet) {
      return counts;
    }
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      int comma = line.lastIndexOf(',');
      Long before = counts.put(line.substring(0, comma), Long.valueOf(line.substring(comma + 1)));
      if (before != null) {
        throw new AssertionError("twice in the table: " + line);
      }
    }
    return counts;
  }

  /** The table {@code words} of a database in a file. */
  static Map<String, Long> h2Counts(String url) throws SQLException {
    Map<String, Long> counts = new HashMap<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM words")) {
      while (rows.next()) {
        if (counts.put(rows.getString(1), rows.getLong(2)) != null) {
          throw new AssertionError("twice in the table: " + rows.getString(1));
        }
      }
    }
    return counts;
  }

  /** The files that are complete, which others may see, in order of their names. */
  static List<Path> parts(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
    } catch (NoSuchFileException notYet) {
      return List.of();
    }
  }

  /** The objects of all {@code .json} files of a directory. */
  static List<JsonNode> json(Path directory) throws IOException {
    List<JsonNode> objects = new ArrayList<>();
    for (Path part : parts(directory)) {
      for (String line : Files.readAllLines(part, UTF_8)) {
        objects.add(JSON.readTree(line));
      }
    }
    return objects;
  }

  /** An object in one line of JSON. */
  static JsonNode json(String line) throws IOException {
    return JSON.readTree(line);
  }

  /** The rows of a ledger that {@code select} wrote as JSON: {@code key seq checksum}. */
  static List<String> ledgerRows(Path directory) throws IOException {
    List<String> rows = new ArrayList<>();
    for (Path part : parts(directory)) {
      for (String line : Files.readAllLines(part, UTF_8)) {
        rows.add(ledgerRow(JSON.readTree(line)));
      }
    }
    return rows;
  }

  static String ledgerRow(JsonNode row) {
    return row.path("key").asText()
        + " "
        + row.path("seq").asText()
        + " "
        + row.path("checksum").asText();
  }
}
