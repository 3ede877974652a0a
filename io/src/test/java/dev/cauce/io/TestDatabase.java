package dev.cauce.io;

import dev.cauce.io.databasetest.TestMariaDb;
import dev.cauce.io.databasetest.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An empty database of a real server, or of H2 in memory. */
final class TestDatabase {
  /** What databases there are to be tested. */
  enum Kind {
    POSTGRESQL,
    MARIADB,
    H2
  }

  private final String url;
  private final String user;
  private final String password;
  private final Path credentials;

  private TestDatabase(String url, String user, String password) throws IOException {
    this.url = url;
    this.user = user;
    this.password = password;
    this.credentials =
        Files.createTempFile(
            "database",
            ".properties",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    credentials.toFile().deleteOnExit();
    Files.writeString(credentials, "user=" + user + "\npassword=" + password + "\n");
  }

  static TestDatabase create(Kind kind) throws IOException, SQLException {
    return switch (kind) {
      case POSTGRESQL -> {
        TestPostgres server = TestPostgres.shared();
        yield new TestDatabase(server.newDatabase(), server.user(), server.password());
      }
      case MARIADB -> {
        TestMariaDb server = TestMariaDb.shared();
        yield new TestDatabase(server.newDatabase(), server.user(), server.password());
      }
      case H2 ->
          new TestDatabase(
              "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "Sesame-417-open");
    };
  }

  String url() {
    return url;
  }

  String password() {
    return password;
  }

  /** The file with user and password. */
  String credentials() {
    return credentials.toString();
  }

  DatabaseLogin login() {
    return login(url);
  }

  /** The same user elsewhere. */
  DatabaseLogin login(String otherUrl) {
    return new DatabaseLogin(otherUrl, "NO_USER", "NO_PASSWORD", credentials());
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  void execute(String... sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String each : sql) {
        statement.execute(each);
      }
    }
  }

  /** What {@code query} finds: a text for each row, its values with commas in between. */
  List<String> rows(String query) throws SQLException {
    return rows(url, query);
  }

  /** The same, of what is at another URL. */
  List<String> rows(String otherUrl, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(otherUrl, user, password);
        Statement statement = connection.createStatement();
        var found = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (found.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          row.add(found.getString(i));
        }
        rows.add(row.stream().map(String::valueOf).collect(Collectors.joining(",")));
      }
      return rows;
    }
  }
}
