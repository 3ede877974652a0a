package dev.cauce.io;

import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.beam.sdk.schemas.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A table of a database as a sink sees it.
 *
 * @param quoted its name, with the schema, as SQL has it
 * @param name its name as the database has it
 * @param schema the schema that it is in
 * @param columns its columns that are written, in the order of the rows' schema
 * @param keys the quoted names of the key columns
 * @param unique whether the database itself sees to it that there is one row a key
 */
record DatabaseTable(
    String quoted,
    String name,
    @Nullable String schema,
    List<Column> columns,
    List<String> keys,
    boolean unique) {

  /**
   * A column.
   *
   * @param quoted its name as SQL has it
   * @param field of the rows
   * @param type the JDBC type in the database
   */
  record Column(String quoted, Schema.Field field, DatabaseKind kind, int type) {}

  /** The quoted names of the columns. */
  List<String> names() {
    return columns.stream().map(Column::quoted).toList();
  }

  /**
   * Looks at the table; does not change anything.
   *
   * @return null if there is none and it may be made
   * @throws IOException if it does not fit, one line for each thing that is wrong
   */
  static @Nullable DatabaseTable find(
      Connection connection, Dialect dialect, TableName name, Schema rows, boolean create)
      throws IOException, SQLException {
    DatabaseCatalog catalog = new DatabaseCatalog(connection, dialect);
    DatabaseCatalog.Found table = catalog.find(name);
    List<String> problems = new ArrayList<>();
    if (table == null) {
      note(problems, catalog.nameProblem(name.table(), "table"));
      for (Schema.Field field : rows.getFields()) {
        note(problems, catalog.nameProblem(field.getName(), "column"));
      }
      if (!create) {
        problems.add(
            "There is no table "
                + name
                + " in the database: create it, or have it made (creatingTable, or create=true).");
      }
      refuse(problems);
      return null;
    }
    List<Column> columns = columns(catalog, table, rows, name, problems);
    refuse(problems);
    List<Integer> keys = TableUpdate.keyColumns(rows);
    List<DatabaseCatalog.FoundColumn> all = catalog.columns(table);
    HashSet<String> keyNames = new HashSet<>();
    for (int key : keys) {
      keyNames.add(Objects.requireNonNull(match(all, rows.getField(key).getName())).name());
    }
    boolean unique = !keys.isEmpty() && catalog.isUnique(table, keyNames);
    problems.addAll(catalog.problems(table, keyNames, unique));
    refuse(problems);
    return new DatabaseTable(
        catalog.quote(table),
        table.name(),
        table.schema(),
        columns,
        keys.stream().map(key -> columns.get(key).quoted()).toList(),
        unique);
  }

  private static List<Column> columns(
      DatabaseCatalog catalog,
      DatabaseCatalog.Found table,
      Schema rows,
      TableName name,
      List<String> problems)
      throws SQLException {
    List<DatabaseCatalog.FoundColumn> there = catalog.columns(table);
    Map<String, DatabaseCatalog.FoundColumn> unused = new LinkedHashMap<>();
    there.forEach(column -> unused.put(column.name(), column));
    List<Column> columns = new ArrayList<>();
    for (Schema.Field field : rows.getFields()) {
      DatabaseCatalog.FoundColumn column = match(there, field.getName());
      DatabaseKind kind = DatabaseKind.of(field.getType());
      if (column == null) {
        problems.add(
            "Table "
                + name
                + " has no column \""
                + TableName.printable(field.getName())
                + "\": add it, or rename the column of the rows.");
      } else if (unused.remove(column.name()) == null) {
        problems.add("Two columns of the rows would be column " + column.name() + " of " + name);
      } else if (!catalog.takes(kind, column.type())) {
        problems.add(
            "Column "
                + column.name()
                + " of table "
                + name
                + " is "
                + column.typeName()
                + ", which does not hold "
                + field.getType().getTypeName()
                + " values: "
                + "make it "
                + catalog.typeFor(kind)
                + ".");
      } else {
        columns.add(new Column(catalog.quote(column.name()), field, kind, column.type()));
      }
    }
    for (DatabaseCatalog.FoundColumn column : unused.values()) {
      if (column.needed()) {
        problems.add(
            "Column "
                + column.name()
                + " of table "
                + name
                + " must have a value, and the rows have none: give it a default.");
      }
    }
    return columns;
  }

  /** The column of that name; if there is none, the only one whose name has other capitals. */
  private static DatabaseCatalog.@Nullable FoundColumn match(
      List<DatabaseCatalog.FoundColumn> columns, String name) {
    List<DatabaseCatalog.FoundColumn> alike =
        columns.stream().filter(column -> column.name().equalsIgnoreCase(name)).toList();
    return alike.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElse(alike.size() == 1 ? alike.get(0) : null);
  }

  /**
   * Makes the table. Of key columns that may be null it makes no primary key, which could not hold
   * them, but a unique constraint: of the rows without a key value the sink itself keeps one each.
   */
  static void create(Connection connection, Dialect dialect, TableName name, Schema rows)
      throws SQLException {
    DatabaseCatalog catalog = new DatabaseCatalog(connection, dialect);
    List<String> parts = new ArrayList<>();
    List<Integer> keys = TableUpdate.keyColumns(rows);
    List<DatabaseKind> keyKinds =
        keys.stream().map(key -> DatabaseKind.of(rows.getField(key).getType())).toList();
    for (int i = 0; i < rows.getFieldCount(); i++) {
      Schema.Field field = rows.getField(i);
      DatabaseKind kind = DatabaseKind.of(field.getType());
      parts.add(
          catalog.quote(catalog.spelling(field.getName()))
              + " "
              + (keys.contains(i) ? dialect.keyType(kind, keyKinds) : dialect.type(kind))
              + (field.getType().getNullable() ? "" : " NOT NULL"));
    }
    if (!keys.isEmpty()) {
      boolean nullable = keys.stream().anyMatch(key -> rows.getField(key).getType().getNullable());
      List<String> names = new ArrayList<>();
      for (int key : keys) {
        names.add(catalog.quote(catalog.spelling(rows.getField(key).getName())));
      }
      parts.add((nullable ? "UNIQUE (" : "PRIMARY KEY (") + String.join(", ", names) + ")");
    }
    String table = catalog.quote(catalog.spelling(name.table()));
    if (name.schema() != null) {
      table = catalog.quote(catalog.schema(name.schema())) + "." + table;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE "
              + table
              + parts.stream().collect(Collectors.joining(", ", " (", ")"))
              + dialect.tableOptions(connection));
    }
  }

  private static void note(List<String> problems, @Nullable String problem) {
    if (problem != null) {
      problems.add(problem);
    }
  }

  private static void refuse(List<String> problems) throws IOException {
    if (!problems.isEmpty()) {
      throw new IOException(String.join("\n", problems));
    }
  }
}
