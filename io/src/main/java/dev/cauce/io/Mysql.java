package dev.cauce.io;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** What MariaDB and MySQL say differently from all others. */
final class Mysql {
  /** So many bytes may an index have, and a character takes up to four. */
  private static final int MOST_INDEX_BYTES = 3072;

  private static final int CHARACTER_BYTES = 4;

  /** As many as any key column that is no text or bytes takes, the mark of a null included. */
  private static final int OTHER_KEY_BYTES = 32;

  private Mysql() {}

  /** What the driver is told. */
  static Properties settings() {
    Properties settings = new Properties();
    settings.setProperty("connectTimeout", "10000");
    settings.setProperty("socketTimeout", "60000"); // of a server that is gone without a word
    settings.setProperty("tcpKeepAlive", "true");
    // The server may ask for any file of this machine otherwise.
    settings.setProperty("allowLocalInfile", "false");
    // A database is what others call a schema.
    settings.setProperty("useCatalogTerm", "SCHEMA");
    return settings;
  }

  /** Makes a new connection ready: nothing is cut to fit, and times are in UTC. */
  static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
              + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',"
              + " time_zone = '+00:00', innodb_lock_wait_timeout = 10");
      if (isMariaDb(connection)) {
        // A writer that was stopped in mid-transaction must not keep its successor out for ever.
        statement.execute("SET SESSION idle_transaction_timeout = 15");
      }
    }
  }

  /** The type of a column that is made. */
  static String type(DatabaseKind kind) {
    return switch (kind) {
      case INT16 -> "smallint";
      case INT32 -> "int";
      case INT64 -> "bigint";
      // A value of type float is not equal to what it was made of.
      case FLOAT, DOUBLE -> "double";
      case DECIMAL -> "decimal(65,30)";
      case BOOLEAN -> "boolean";
      case TEXT, JSON -> "longtext";
      case BYTES -> "longblob";
      case INSTANT, LOCAL_TIMESTAMP -> "datetime(6)"; // type timestamp ends in 2038
      case DATE -> "date";
      case TIME -> "time(6)";
    };
  }

  /** The type of a key column that is made: all of them have to go into one index. */
  static String keyType(DatabaseKind kind, List<DatabaseKind> keys) {
    if (!isLong(kind)) {
      return type(kind);
    }
    int longs = (int) keys.stream().filter(Mysql::isLong).count();
    int bytes = (MOST_INDEX_BYTES - OTHER_KEY_BYTES * (keys.size() - longs)) / longs;
    return kind == DatabaseKind.BYTES
        ? "varbinary(" + bytes + ")"
        : "varchar(" + bytes / CHARACTER_BYTES + ")";
  }

  private static boolean isLong(DatabaseKind kind) {
    return kind == DatabaseKind.TEXT || kind == DatabaseKind.JSON || kind == DatabaseKind.BYTES;
  }

  /** With transactions, all characters, and no two texts alike that differ. */
  static String tableOptions(Connection connection) throws SQLException {
    return " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE "
        + (isMariaDb(connection) ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin");
  }

  private static boolean isMariaDb(Connection connection) throws SQLException {
    return connection
        .getMetaData()
        .getDatabaseProductName()
        .toLowerCase(Locale.ROOT)
        .contains("mariadb");
  }

  /**
   * Why rows of the key columns {@code keys} cannot be kept in {@code table}: it knows no
   * transactions; it takes different keys for the same; or a row would be written in place of
   * another one, since whatever index finds a duplicate, the row that it found is changed.
   *
   * @param unique whether there is an index on exactly the key
   */
  static List<String> problems(
      Connection connection, DatabaseCatalog.Found table, Set<String> keys, boolean unique)
      throws SQLException {
    List<String> problems = new ArrayList<>();
    for (String engine :
        column(connection, "SELECT engine FROM information_schema.tables", "", table)) {
      if (!engine.equalsIgnoreCase("InnoDB")) {
        problems.add(
            "Table "
                + table.name()
                + " is kept by "
                + engine
                + ", which has no transactions: ALTER TABLE it to ENGINE=InnoDB.");
      }
    }
    for (String name :
        column(
            connection,
            "SELECT column_name FROM information_schema.columns",
            " AND collation_name IS NOT NULL AND collation_name NOT LIKE '%\\_bin'",
            table)) {
      if (keys.contains(name)) {
        problems.add(
            "Column "
                + name
                + " of table "
                + table.name()
                + " takes different texts for the same, such as a and A, and is of the key: give it"
                + " a collation that ends in _bin.");
      }
    }
    if (unique) {
      problems.addAll(otherIndexes(connection, table, keys));
    }
    return problems;
  }

  private static List<String> otherIndexes(
      Connection connection, DatabaseCatalog.Found table, Set<String> keys) throws SQLException {
    Map<String, Set<String>> indexes = new HashMap<>();
    Set<String> generated =
        new HashSet<>(
            column(
                connection,
                "SELECT column_name FROM information_schema.columns",
                " AND extra = 'auto_increment'",
                table));
    for (String part :
        column(
            connection,
            "SELECT concat(index_name, '/', if(sub_part IS NULL, '', '*'), column_name)"
                + " FROM information_schema.statistics",
            " AND non_unique = 0",
            table)) {
      int slash = part.indexOf('/');
      indexes
          .computeIfAbsent(part.substring(0, slash), name -> new HashSet<>())
          .add(part.substring(slash + 1));
    }
    return indexes.entrySet().stream()
        .filter(index -> !index.getValue().equals(keys) && !index.getValue().equals(generated))
        .map(
            index ->
                "Table "
                    + table.name()
                    + " has the unique index "
                    + index.getKey()
                    + ", which is not of exactly the key: a row could be written in place of one of"
                    + " another key. Drop it.")
        .sorted()
        .toList();
  }

  private static List<String> column(
      Connection connection, String select, String and, DatabaseCatalog.Found table)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(select + " WHERE table_schema = ? AND table_name = ?" + and)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      List<String> values = new ArrayList<>();
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          String value = found.getString(1);
          if (value != null) {
            values.add(value);
          }
        }
      }
      return values;
    }
  }
}
