package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a database knows of its tables, and how it writes their names. */
final class DatabaseCatalog {
  /** For databases that do not tell how long a name may be: H2. */
  private static final int OTHERWISE_MOST = 256;

  private final Connection connection;
  private final DatabaseMetaData meta;
  private final Dialect dialect;

  /**
   * A table that is there.
   *
   * @param schema as the database has it
   * @param name as the database has it
   */
  record Found(@Nullable String schema, String name) {}

  /**
   * A column that is there.
   *
   * @param type its JDBC type
   * @param typeName what the database calls it
   * @param needed whether a row without it is refused
   */
  record FoundColumn(String name, int type, String typeName, boolean needed) {}

  DatabaseCatalog(Connection connection, Dialect dialect) throws SQLException {
    this.connection = connection;
    this.meta = connection.getMetaData();
    this.dialect = dialect;
  }

  /** The table of that name; if there is none, the one whose name has other capitals. */
  @Nullable Found find(TableName name) throws SQLException {
    String schema = name.schema() == null ? connection.getSchema() : name.schema();
    if (schema == null) {
      return null;
    }
    for (String table : spellings(name.table())) {
      for (String owner : spellings(schema)) {
        try (ResultSet tables =
            meta.getTables(connection.getCatalog(), pattern(owner), pattern(table), null)) {
          while (tables.next()) {
            String type = tables.getString("TABLE_TYPE");
            if (type.endsWith("TABLE") || type.equals("VIEW")) {
              return new Found(tables.getString("TABLE_SCHEM"), tables.getString("TABLE_NAME"));
            }
          }
        }
      }
    }
    return null;
  }

  /** The columns of {@code table}, in order. */
  List<FoundColumn> columns(Found table) throws SQLException {
    List<FoundColumn> columns = new ArrayList<>();
    try (ResultSet found =
        meta.getColumns(
            connection.getCatalog(), pattern(table.schema()), pattern(table.name()), "%")) {
      while (found.next()) {
        String typeName = found.getString("TYPE_NAME");
        boolean optional =
            found.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls
                || found.getString("COLUMN_DEF") != null
                || "YES".equals(found.getString("IS_AUTOINCREMENT"))
                || "YES".equals(found.getString("IS_GENERATEDCOLUMN"));
        columns.add(
            new FoundColumn(
                found.getString("COLUMN_NAME"),
                dialect.jdbcType(found.getInt("DATA_TYPE"), typeName),
                typeName,
                !optional));
      }
    }
    return columns;
  }

  /** Whether no two rows of {@code table} can have the same values of exactly these columns. */
  boolean isUnique(Found table, Set<String> columns) throws SQLException {
    Map<String, Set<String>> indexes = new HashMap<>();
    try (ResultSet found =
        meta.getIndexInfo(connection.getCatalog(), table.schema(), table.name(), true, true)) {
      while (found.next()) {
        String index = found.getString("INDEX_NAME");
        // One of a part of the rows only promises nothing of the others.
        if (index != null && found.getString("FILTER_CONDITION") == null) {
          indexes
              .computeIfAbsent(index, name -> new HashSet<>())
              .add(bare(String.valueOf(found.getString("COLUMN_NAME"))));
        }
      }
    }
    return indexes.containsValue(
        columns.stream().map(DatabaseCatalog::bare).collect(Collectors.toSet()));
  }

  /** The columns of an index are told with some of the quotes that SQL would want. */
  private static String bare(String name) {
    return name.replace("\"\"", "\"").replaceAll("^\"|\"$", "");
  }

  /**
   * How a name is written that is to be made: in the database's own capitals if it is one that need
   * not be quoted, so that it is found without quotes.
   */
  String spelling(String name) throws SQLException {
    return meta.storesUpperCaseIdentifiers() && name.matches("[a-z_][a-z0-9_]*")
        ? name.toUpperCase(Locale.ROOT)
        : name;
  }

  /** The schema {@code name} as the database has it; {@code name} if it has none. */
  String schema(String name) throws SQLException {
    for (String spelling : spellings(name)) {
      try (ResultSet schemas = meta.getSchemas(connection.getCatalog(), pattern(spelling))) {
        if (schemas.next()) {
          return spelling;
        }
      }
    }
    return name;
  }

  /** Why rows of the key columns {@code keys} cannot be kept in {@code table}. */
  List<String> problems(Found table, Set<String> keys, boolean unique) throws SQLException {
    return dialect.problems(connection, table, keys, unique);
  }

  /** Whether a column of the JDBC type {@code jdbcType} takes values of {@code kind}. */
  boolean takes(DatabaseKind kind, int jdbcType) {
    return dialect.takes(kind, jdbcType);
  }

  /** The type of a column that holds values of {@code kind}. */
  String typeFor(DatabaseKind kind) {
    return dialect.type(kind);
  }

  /** {@code name} in quotes. */
  String quote(String name) throws SQLException {
    String quote = meta.getIdentifierQuoteString();
    return quote + name.replace(quote, quote + quote) + quote;
  }

  /** Schema and table in quotes. */
  String quote(Found table) throws SQLException {
    return table.schema() == null
        ? quote(table.name())
        : quote(table.schema()) + "." + quote(table.name());
  }

  /** Why there cannot be a table or column {@code name}; null if there can. */
  @Nullable String nameProblem(String name, String what) throws SQLException {
    String quoted = "\"" + TableName.printable(name) + "\"";
    if (name.isEmpty() || name.chars().anyMatch(Character::isISOControl)) {
      return "The " + what + " " + quoted + " has a name that no database takes: rename it.";
    }
    int told = meta.getMaxColumnNameLength();
    int most = told > 0 ? told : OTHERWISE_MOST;
    int length = name.getBytes(UTF_8).length;
    return length > most
        ? "The name of the "
            + what
            + " "
            + quoted
            + " has "
            + length
            + " bytes, and the database"
            + " takes "
            + most
            + ": rename it."
        : null;
  }

  private Set<String> spellings(String name) {
    return new LinkedHashSet<>(
        List.of(name, name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT)));
  }

  /** {@code name} where the driver wants a pattern. */
  private @Nullable String pattern(@Nullable String name) throws SQLException {
    if (name == null) {
      return null;
    }
    String escape = meta.getSearchStringEscape();
    return name.replace(escape, escape + escape)
        .replace("_", escape + "_")
        .replace("%", escape + "%");
  }
}
