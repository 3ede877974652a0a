package dev.cauce.io;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What databases say differently. The drivers are known by name only: one is loaded when used. */
enum Dialect {
  POSTGRESQL(
      List.of("jdbc:postgresql:"), "org.postgresql.Driver", "org.postgresql:postgresql", "[?&]") {
    @Override
    Properties settings() {
      Properties settings = new Properties();
      settings.setProperty("reWriteBatchedInserts", "true");
      settings.setProperty("connectTimeout", "10");
      settings.setProperty("socketTimeout", "60"); // of a server that is gone without a word
      settings.setProperty("tcpKeepAlive", "true");
      settings.setProperty("ApplicationName", "cauce");
      return settings;
    }

    @Override
    void prepare(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        // A writer that was stopped in mid-transaction must not keep its successor out for ever,
        // and whoever waits for it tries again with a new connection.
        statement.execute("SET idle_in_transaction_session_timeout = '15s'");
        statement.execute("SET lock_timeout = '10s'");
      }
    }

    @Override
    String type(DatabaseKind kind) {
      return switch (kind) {
        case INT16 -> "smallint";
        case INT32 -> "integer";
        case INT64 -> "bigint";
        case FLOAT -> "real";
        case DOUBLE -> "double precision";
        case DECIMAL -> "numeric";
        case BOOLEAN -> "boolean";
        case TEXT, JSON -> "text";
        case BYTES -> "bytea";
        case INSTANT -> "timestamp with time zone";
        case LOCAL_TIMESTAMP -> "timestamp";
        case DATE -> "date";
        case TIME -> "time";
      };
    }

    @Override
    int jdbcType(int reported, String name) {
      return name.equals("timestamptz") ? Types.TIMESTAMP_WITH_TIMEZONE : reported;
    }

    @Override
    String upsert(String table, List<String> columns, List<String> keys) {
      String set =
          columns.stream()
              .filter(column -> !keys.contains(column))
              .map(column -> column + " = EXCLUDED." + column)
              .collect(Collectors.joining(", "));
      return insert(table, columns)
          + (" ON CONFLICT (" + String.join(", ", keys) + ") DO ")
          + (set.isEmpty() ? "NOTHING" : "UPDATE SET " + set);
    }

    @Override
    String insertNew(String table, List<String> columns, List<String> keys) {
      return insert(table, columns) + " ON CONFLICT (" + String.join(", ", keys) + ") DO NOTHING";
    }
  },

  /** MariaDB and MySQL, by MariaDB's driver. */
  MYSQL(
      List.of("jdbc:mariadb:", "jdbc:mysql:"),
      "org.mariadb.jdbc.Driver",
      "org.mariadb.jdbc:mariadb-java-client",
      "[?&]") {
    @Override
    Properties settings() {
      return Mysql.settings();
    }

    @Override
    String driverUrl(String url) {
      return "jdbc:mariadb:" + url.substring(url.indexOf(':', "jdbc:".length()) + 1);
    }

    @Override
    void prepare(Connection connection) throws SQLException {
      Mysql.prepare(connection);
    }

    @Override
    String type(DatabaseKind kind) {
      return Mysql.type(kind);
    }

    @Override
    String keyType(DatabaseKind kind, List<DatabaseKind> keys) {
      return Mysql.keyType(kind, keys);
    }

    @Override
    String tableOptions(Connection connection) throws SQLException {
      return Mysql.tableOptions(connection);
    }

    @Override
    List<String> problems(
        Connection connection, DatabaseCatalog.Found table, Set<String> keys, boolean unique)
        throws SQLException {
      return Mysql.problems(connection, table, keys, unique);
    }

    @Override
    int jdbcType(int reported, String name) {
      // Both are told as the same, but one of them is an instant.
      return name.equalsIgnoreCase("timestamp") ? Types.TIMESTAMP_WITH_TIMEZONE : reported;
    }

    @Override
    boolean takes(DatabaseKind kind, int jdbcType) {
      return kind.fits(jdbcType)
          || (kind == DatabaseKind.INSTANT && jdbcType == Types.TIMESTAMP); // in UTC
    }

    @Override
    Object instant(OffsetDateTime utc) {
      return utc.toLocalDateTime(); // the session is in UTC, too
    }

    @Override
    String upsert(String table, List<String> columns, List<String> keys) {
      List<String> others = columns.stream().filter(column -> !keys.contains(column)).toList();
      return others.isEmpty()
          ? insertNew(table, columns, keys)
          : insert(table, columns)
              + others.stream()
                  .map(column -> column + " = VALUES(" + column + ")")
                  .collect(Collectors.joining(", ", " ON DUPLICATE KEY UPDATE ", ""));
    }

    @Override
    String insertNew(String table, List<String> columns, List<String> keys) {
      // INSERT IGNORE would pass over whatever else is wrong with a row.
      return insert(table, columns)
          + (" ON DUPLICATE KEY UPDATE " + keys.get(0) + " = " + keys.get(0));
    }
  },

  H2(List.of("jdbc:h2:"), "org.h2.Driver", "com.h2database:h2", ";") {
    @Override
    Properties settings() {
      return new Properties();
    }

    @Override
    void prepare(Connection connection) {}

    @Override
    String type(DatabaseKind kind) {
      return switch (kind) {
        case INT16 -> "SMALLINT";
        case INT32 -> "INTEGER";
        case INT64 -> "BIGINT";
        case FLOAT -> "REAL";
        case DOUBLE -> "DOUBLE PRECISION";
        case DECIMAL -> "DECFLOAT"; // NUMERIC has no digits behind the point there
        case BOOLEAN -> "BOOLEAN";
        case TEXT, JSON -> "CHARACTER VARYING";
        case BYTES -> "BINARY VARYING";
        case INSTANT -> "TIMESTAMP(6) WITH TIME ZONE";
        case LOCAL_TIMESTAMP -> "TIMESTAMP(6)";
        case DATE -> "DATE";
        case TIME -> "TIME(6)";
      };
    }

    @Override
    int jdbcType(int reported, String name) {
      return name.startsWith("DECFLOAT") ? Types.DECIMAL : reported;
    }

    @Override
    String upsert(String table, List<String> columns, List<String> keys) {
      return "MERGE INTO "
          + table
          + " ("
          + String.join(", ", columns)
          + ") KEY ("
          + String.join(", ", keys)
          + (") VALUES (" + marks(columns) + ")");
    }
  };

  /** SQL states and classes of them after which the same may work a moment later. */
  private static final Set<String> PASSING =
      Set.of(
          "08", // the connection
          "40", // serialization failure, deadlock
          "25P03", // idle in transaction for too long
          "53300", // too many connections
          "55P03", // lock not available
          "57P01", // the server is shut down, has crashed, starts
          "57P02", "57P03", "70100", // MariaDB: the connection was killed
          "HYT00", // H2: lock timeout
          "90067", // H2: the connection is broken, the database is closed
          "90098", "90121");

  /** MySQL's: for a lock that is not to be had it has a code, but no state. */
  private static final int LOCK_WAIT_TIMEOUT = 1205;

  private final List<String> prefixes;
  private final String driver;
  private final String artifact;
  private final String separator;

  Dialect(List<String> prefixes, String driver, String artifact, String separator) {
    this.prefixes = prefixes;
    this.driver = driver;
    this.artifact = artifact;
    this.separator = separator;
  }

  /** The dialect of the database that {@code url} names; null if it is none of those known. */
  static @Nullable Dialect of(String url) {
    for (Dialect dialect : values()) {
      if (dialect.prefixes.stream().anyMatch(url.toLowerCase(Locale.ROOT)::startsWith)) {
        return dialect;
      }
    }
    return null;
  }

  /** What its URLs begin with. */
  List<String> prefixes() {
    return prefixes;
  }

  /** The class of the driver. */
  String driver() {
    return driver;
  }

  /** Where one gets the driver. */
  String artifact() {
    return artifact;
  }

  /** What stands before each setting in a URL, as a regular expression. */
  String separator() {
    return separator;
  }

  /** Whether {@code failure} may be gone when the same is tried again. */
  static boolean isPassing(SQLException failure) {
    for (Throwable each : failure) {
      if (each instanceof SQLException sql) {
        String state = sql.getSQLState();
        if (sql.getErrorCode() == LOCK_WAIT_TIMEOUT) {
          return true;
        }
        if (state != null
            && (PASSING.contains(state)
                || (state.length() == 5 && PASSING.contains(state.substring(0, 2))))) {
          return true;
        }
      }
    }
    return false;
  }

  /** What the driver is told unless the URL says otherwise. */
  abstract Properties settings();

  /** {@code url} as the driver knows it. */
  String driverUrl(String url) {
    return url;
  }

  /** Makes a new connection ready. */
  abstract void prepare(Connection connection) throws SQLException;

  /** The type of a column that is made. */
  abstract String type(DatabaseKind kind);

  /** The type of a key column that is made; {@code keys} are the kinds of all of them. */
  String keyType(DatabaseKind kind, List<DatabaseKind> keys) {
    return type(kind);
  }

  /** What follows the columns of a table that is made. */
  String tableOptions(Connection connection) throws SQLException {
    return "";
  }

  /**
   * Why rows of the key columns {@code keys} cannot be kept in {@code table}, a sentence each.
   *
   * @param unique whether the database sees to it that there is one row a key
   */
  List<String> problems(
      Connection connection, DatabaseCatalog.Found table, Set<String> keys, boolean unique)
      throws SQLException {
    return List.of();
  }

  /** Whether a column of the JDBC type {@code jdbcType} takes values of {@code kind}. */
  boolean takes(DatabaseKind kind, int jdbcType) {
    return kind.fits(jdbcType);
  }

  /** An instant as it is bound. */
  Object instant(OffsetDateTime utc) {
    return utc;
  }

  /** The JDBC type of a column, where the driver tells another. */
  abstract int jdbcType(int reported, String name);

  /** Writes a row, or replaces the one of the same key. All names are quoted. */
  abstract String upsert(String table, List<String> columns, List<String> keys);

  /** Writes a row unless there is one of the same key; null if it is not one statement there. */
  @Nullable String insertNew(String table, List<String> columns, List<String> keys) {
    return null;
  }

  /** Writes a row. */
  static String insert(String table, List<String> columns) {
    return ("INSERT INTO " + table + " (" + String.join(", ", columns) + ")")
        + (" VALUES (" + marks(columns) + ")");
  }

  private static String marks(List<String> columns) {
    return columns.stream().map(column -> "?").collect(Collectors.joining(", "));
  }
}
