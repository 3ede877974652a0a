package dev.cauce.io;

import dev.cauce.io.DatabaseTable.Column;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Changes rows of a table within the transaction of its connection, many at a time. Of several
 * changes of one key that come together only the last one is made. Not thread-safe.
 *
 * <p>Rows with a null in their key are replaced by a delete and an insert, since no database finds
 * two nulls alike.
 */
final class DatabaseRows {
  /** So many changes are made together. */
  private static final int TOGETHER = 5_000;

  private enum What {
    INSERT,
    INSERT_NEW,
    REPLACE,
    REMOVE
  }

  private record Change(What what, Row row) {}

  private final Connection connection;
  private final Dialect dialect;
  private final DatabaseTable table;
  private final Keys keys;
  private final int[] keyColumns;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private final Map<Object, Change> changes = new LinkedHashMap<>();

  DatabaseRows(Connection connection, Dialect dialect, DatabaseTable table, Schema schema) {
    this.connection = connection;
    this.dialect = dialect;
    this.table = table;
    this.keys = Keys.of(schema);
    this.keyColumns = keys.columns();
  }

  /** Writes a row that is not there. */
  void insert(Row row) throws IOException, SQLException {
    add(new Object(), new Change(What.INSERT, row));
  }

  /** Writes a row unless there is one of its key. */
  void insertNew(Row row) throws IOException, SQLException {
    Object key = key(row);
    if (!changes.containsKey(key)) {
      add(key, new Change(What.INSERT_NEW, row));
    }
  }

  /** Writes a row in place of the one of its key, if there is one. */
  void replace(Row row) throws IOException, SQLException {
    add(key(row), new Change(What.REPLACE, row));
  }

  /** Removes the row of this one's key, if there is one. */
  void remove(Row row) throws IOException, SQLException {
    add(key(row), new Change(What.REMOVE, row));
  }

  /** Removes all rows; readers see them until the transaction ends. */
  void removeAll() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM " + table.quoted());
    }
  }

  private void add(Object key, Change change) throws IOException, SQLException {
    changes.put(key, change);
    if (changes.size() >= TOGETHER) {
      flush();
    }
  }

  /**
   * Makes the changes that were asked for.
   *
   * @throws IOException if the database refuses a row, which it names
   * @throws SQLException if the connection is lost, or the like
   */
  void flush() throws IOException, SQLException {
    if (changes.isEmpty()) {
      return;
    }
    List<Change> all = List.copyOf(changes.values());
    changes.clear();
    Savepoint before = connection.setSavepoint();
    try {
      make(all);
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      if (Dialect.isPassing(e)) {
        throw e;
      }
      clear();
      connection.rollback(before);
      makeOneByOne(all);
    }
  }

  /** Forgets what was to be done. */
  void reset() {
    changes.clear();
    clear();
  }

  private void clear() {
    for (PreparedStatement statement : statements.values()) {
      try {
        statement.close();
      } catch (SQLException e) {
        // Gone with its connection.
      }
    }
    statements.clear();
  }

  /** The row that is refused is one of many: only by itself it shows. */
  private void makeOneByOne(List<Change> all) throws IOException, SQLException {
    for (Change change : all) {
      Savepoint before = connection.setSavepoint();
      try {
        make(List.of(change));
        connection.releaseSavepoint(before);
      } catch (SQLException e) {
        if (Dialect.isPassing(e)) {
          throw e;
        }
        throw new IOException(
            "Table "
                + table.name()
                + " does not take the row "
                + describe(change.row())
                + ": "
                + SqlMessages.reason(e)
                + " Nothing of its commit was written.");
      }
    }
  }

  private void make(Collection<Change> all) throws SQLException {
    Map<String, PreparedStatement> batches = new LinkedHashMap<>();
    for (Change change : all) {
      // A row with a null in its key may be there; it is removed before it is written anew.
      if (change.what() == What.REMOVE
          || (change.what() == What.REPLACE && nulls(change.row()) != 0)) {
        PreparedStatement delete = batch(batches, "DELETE FROM " + where(nulls(change.row())));
        bindKey(delete, change.row());
        delete.addBatch();
      }
    }
    for (Change change : all) {
      String sql = sql(change);
      if (sql != null) {
        PreparedStatement write = batch(batches, sql);
        bind(write, change.row());
        write.addBatch();
      }
    }
    for (PreparedStatement batch : batches.values()) {
      batch.executeBatch();
    }
  }

  /** The statement that writes the row of {@code change}; null if there is nothing to write. */
  private @Nullable String sql(Change change) throws SQLException {
    switch (change.what()) {
      case INSERT:
        return Dialect.insert(table.quoted(), table.names());
      case REPLACE:
        return nulls(change.row()) == 0
            ? dialect.upsert(table.quoted(), table.names(), table.keys())
            : Dialect.insert(table.quoted(), table.names());
      case INSERT_NEW:
        String insertNew = dialect.insertNew(table.quoted(), table.names(), table.keys());
        if (insertNew != null && table.unique() && nulls(change.row()) == 0) {
          return insertNew;
        }
        return exists(change.row()) ? null : Dialect.insert(table.quoted(), table.names());
      case REMOVE:
        return null;
    }
    throw new AssertionError(change.what());
  }

  private boolean exists(Row row) throws SQLException {
    PreparedStatement select = prepared("SELECT 1 FROM " + where(nulls(row)));
    bindKey(select, row);
    try (ResultSet found = select.executeQuery()) {
      return found.next();
    }
  }

  private PreparedStatement batch(Map<String, PreparedStatement> batches, String sql)
      throws SQLException {
    PreparedStatement statement = prepared(sql);
    batches.putIfAbsent(sql, statement);
    return statement;
  }

  @SuppressWarnings("MustBeClosed") // with the connection, or by clear
  private PreparedStatement prepared(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  /** Table and condition for the rows of a key with such nulls; an index serves it. */
  private String where(long nulls) {
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < keyColumns.length; i++) {
      conditions.add(table.keys().get(i) + ((nulls >> i & 1) == 0 ? " = ?" : " IS NULL"));
    }
    return table.quoted() + " WHERE " + String.join(" AND ", conditions);
  }

  /** Which of the key columns are null, a bit for each. */
  private long nulls(Row row) {
    long nulls = 0;
    for (int i = 0; i < keyColumns.length; i++) {
      nulls |= row.getValue(keyColumns[i]) == null ? 1L << i : 0;
    }
    return nulls;
  }

  private void bindKey(PreparedStatement statement, Row row) throws SQLException {
    int index = 1;
    for (int column : keyColumns) {
      if (row.getValue(column) != null) {
        bind(statement, index++, column, row);
      }
    }
  }

  private void bind(PreparedStatement statement, Row row) throws SQLException {
    for (int i = 0; i < table.columns().size(); i++) {
      bind(statement, i + 1, i, row);
    }
  }

  private void bind(PreparedStatement statement, int index, int column, Row row)
      throws SQLException {
    Column to = table.columns().get(column);
    to.kind()
        .bind(statement, index, to.field().getType(), to.type(), dialect, row.getValue(column));
  }

  /** The key, such that what a database takes for equal is equal. */
  private Object key(Row row) {
    List<@Nullable Object> key = new ArrayList<>();
    for (Object value : keys.key(row)) {
      if (value instanceof BigDecimal decimal) {
        key.add(decimal.stripTrailingZeros());
      } else if (value instanceof Double number) {
        key.add(number + 0.0);
      } else if (value instanceof Float number) {
        key.add(number + 0.0f);
      } else {
        key.add(value);
      }
    }
    return key;
  }

  private String describe(Row row) {
    List<Integer> shown = new ArrayList<>();
    for (int column : keyColumns) {
      shown.add(column);
    }
    if (shown.isEmpty()) {
      for (int i = 0; i < table.columns().size(); i++) {
        shown.add(i);
      }
    }
    return shown.stream()
        .map(
            column ->
                row.getSchema().getField(column).getName()
                    + "="
                    + TableName.printable(Cells.text(row.getValue(column))))
        .collect(Collectors.joining(", "));
  }
}
