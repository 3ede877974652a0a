package dev.cauce.io;

import java.io.IOException;
import java.io.Reader;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A database, and where its user and password are found. Travels to the workers and into
 * checkpoints, so it holds no secrets: they are read where a connection is made.
 *
 * @param url what the driver gets
 * @param userVariable the variable of the environment with the user
 * @param passwordVariable the one with the password
 * @param file a properties file with {@code user} and {@code password}, which goes before the
 *     environment; it may have more settings of the driver. Null if there is none.
 */
record DatabaseLogin(
    String url, String userVariable, String passwordVariable, @Nullable String file)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  DatabaseLogin {
    List<String> problems = DatabaseUrl.problems(url);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "The database \"" + DatabaseUrl.redacted(url) + "\": " + String.join(" ", problems));
    }
  }

  DatabaseLogin(String url) {
    this(url, "CAUCE_DB_USER", "CAUCE_DB_PASSWORD", null);
  }

  /** The database's dialect. */
  Dialect dialect() {
    Dialect dialect = Dialect.of(url);
    if (dialect == null) {
      throw new IllegalStateException("checked when it was made");
    }
    return dialect;
  }

  /**
   * A new connection, in which every change is part of a transaction.
   *
   * @throws IOException if there is no driver, or the file cannot be used
   * @throws SQLException if the database says no, or cannot be reached
   */
  @SuppressWarnings("MustBeClosed")
  Connection connect() throws IOException, SQLException {
    Dialect dialect = dialect();
    Connection connection;
    try {
      // Not by DriverManager, which on a cluster does not see the drivers of a job's jar.
      Driver driver =
          (Driver)
              Class.forName(dialect.driver(), true, DatabaseLogin.class.getClassLoader())
                  .getDeclaredConstructor()
                  .newInstance();
      connection = driver.connect(dialect.driverUrl(url), properties(System::getenv));
    } catch (ReflectiveOperationException e) {
      throw new IOException(
          "There is no driver for "
              + String.join(" and ", dialect.prefixes())
              + " on the class path: add "
              + dialect.artifact());
    }
    if (connection == null) {
      throw new IOException("The driver does not take \"" + url + "\": see its manual");
    }
    try {
      dialect.prepare(connection);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** What the driver is told beside the URL. */
  Properties properties(UnaryOperator<@Nullable String> environment) throws IOException {
    Properties properties = dialect().settings();
    // What the URL says goes before what we would rather have.
    properties.stringPropertyNames().stream()
        .filter(name -> url.contains(name + "="))
        .forEach(properties::remove);
    put(properties, "user", environment.apply(userVariable));
    put(properties, "password", environment.apply(passwordVariable));
    if (file != null) {
      properties.putAll(read(Path.of(file)));
    }
    return properties;
  }

  /** What to do about {@code failure}, as a sentence; nothing if it is not about who logs in. */
  String remedy(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && state.startsWith("28") // invalid authorization
        ? " User and password are taken from "
            + (file == null
                ? "the environment, " + userVariable + " and " + passwordVariable
                : "\"" + file + "\"")
            + "."
        : "";
  }

  private static void put(Properties properties, String name, @Nullable String value) {
    if (value != null) {
      properties.setProperty(name, value);
    }
  }

  private static Properties read(Path file) throws IOException {
    Properties properties = new Properties();
    try {
      if (isOpen(file)) {
        throw new IOException(
            "\""
                + file
                + "\" is for secrets, and others than its owner can read it: chmod 600 "
                + file);
      }
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
    } catch (NoSuchFileException e) {
      throw new IOException("The file \"" + file + "\" with user= and password= does not exist");
    } catch (IllegalArgumentException e) {
      throw new IOException("\"" + file + "\" is not a file of lines such as user=NAME");
    }
    for (String name : properties.stringPropertyNames()) {
      if (DatabaseUrl.isRefused(name)) {
        throw new IOException("\"" + file + "\" sets " + name + ", which is not let through");
      }
    }
    return properties;
  }

  private static boolean isOpen(Path file) throws IOException {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      return permissions.contains(PosixFilePermission.GROUP_READ)
          || permissions.contains(PosixFilePermission.OTHERS_READ);
    } catch (UnsupportedOperationException e) {
      return false; // a file system without such permissions
    }
  }

  /** Says nothing of who logs in. */
  @Override
  public String toString() {
    return url;
  }
}
