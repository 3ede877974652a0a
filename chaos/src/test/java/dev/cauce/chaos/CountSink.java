package dev.cauce.chaos;

import dev.cauce.io.databasetest.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table of counts that the command line writes, and everybody can read as a whole. */
interface CountSink {
  /** For {@code --to}. */
  String uri();

  /** What a process needs in its environment to write it. */
  Map<String, String> environment();

  /** The table at one moment; empty if it is not there yet. */
  Map<String, Long> counts() throws Exception;

  /** What is another as soon as anything is written. */
  String mark() throws Exception;

  /** The file {@code table.csv} of a directory. */
  static CountSink file(Path directory) {
    return new CountSink() {
      @Override
      public String uri() {
        return directory.toString();
      }

      @Override
      public Map<String, String> environment() {
        return Map.of();
      }

      @Override
      public Map<String, Long> counts() throws IOException {
        return Tables.counts(directory);
      }

      @Override
      public String mark() throws IOException {
        return Files.readAttributes(directory.resolve("table.csv"), BasicFileAttributes.class)
            .fileKey()
            .toString();
      }
    };
  }

  /**
   * The table {@code counts} of a new database.
   *
   * @param key an SQL expression that makes the key of a row
   */
  static CountSink postgres(TestPostgres server, String key) throws SQLException {
    String url = server.newDatabase();
    return postgres(server, url, url, key, "");
  }

  /** The same, with user and password in a file, which all processes on this machine can read. */
  static CountSink postgres(TestPostgres server, String key, Path file)
      throws SQLException, IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, "user=" + server.user() + "\npassword=" + server.password() + "\n");
    String url = server.newDatabase();
    return postgres(server, url, url, key, "&config=" + file);
  }

  /** The same, written through another URL than it is read. */
  static CountSink postgres(
      TestPostgres server, String url, String writtenUrl, String key, String options) {
    return new CountSink() {
      @Override
      public String uri() {
        return writtenUrl + "#counts?create=true" + options;
      }

      @Override
      public Map<String, String> environment() {
        return Map.of("CAUCE_DB_USER", server.user(), "CAUCE_DB_PASSWORD", server.password());
      }

      @Override
      public Map<String, Long> counts() throws SQLException {
        Map<String, Long> counts = new HashMap<>();
        List<List<@Nullable String>> rows;
        try {
          rows = server.rows(url, "SELECT " + key + ", count FROM counts");
        } catch (SQLException e) {
          if ("42P01".equals(e.getSQLState())) { // there is no such table yet
            return counts;
          }
          throw e;
        }
        for (List<@Nullable String> row : rows) {
          if (counts.put(String.valueOf(row.get(0)), Long.valueOf(String.valueOf(row.get(1))))
              != null) {
            throw new AssertionError("twice in the table: " + row);
          }
        }
        return counts;
      }

      @Override
      public String mark() throws SQLException {
        // By which transactions its rows were written.
        return server
            .rows(url, "SELECT max(xmin::text::bigint), sum(xmin::text::bigint) FROM counts")
            .toString();
      }
    };
  }
}
