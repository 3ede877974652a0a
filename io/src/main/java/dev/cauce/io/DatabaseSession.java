package dev.cauce.io;

import dev.cauce.io.BatchWriter.Batch;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a table that is there and fits. Writes batches, each in one transaction with
 * what the ledger says of it.
 */
final class DatabaseSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseSession.class);

  private final Connection connection;
  private final DatabaseTable table;
  private final Ledger ledger;
  private final DatabaseRows rows;
  private final boolean keyed;

  private DatabaseSession(
      Connection connection, DatabaseTable table, Ledger ledger, DatabaseRows rows, boolean keyed) {
    this.connection = connection;
    this.table = table;
    this.ledger = ledger;
    this.rows = rows;
    this.keyed = keyed;
  }

  /**
   * Connects, and makes the table and the ledger if there are none.
   *
   * @throws IOException if the table does not fit, one line for each thing that is wrong
   */
  static DatabaseSession open(DatabaseLogin login, TableName name, Schema schema, boolean create)
      throws IOException, SQLException {
    Connection connection = login.connect();
    try {
      Dialect dialect = login.dialect();
      DatabaseTable table = find(connection, dialect, name, schema, create);
      Ledger ledger = Ledger.open(connection, dialect, table);
      return new DatabaseSession(
          connection,
          table,
          ledger,
          new DatabaseRows(connection, dialect, table, schema),
          !table.keys().isEmpty());
    } catch (IOException | SQLException | RuntimeException e) {
      close(connection);
      throw e;
    }
  }

  private static DatabaseTable find(
      Connection connection, Dialect dialect, TableName name, Schema schema, boolean create)
      throws IOException, SQLException {
    DatabaseTable table = DatabaseTable.find(connection, dialect, name, schema, create);
    if (table == null) {
      try {
        DatabaseTable.create(connection, dialect, name, schema);
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        if (Dialect.isPassing(e)) {
          throw e;
        }
        if (DatabaseTable.find(connection, dialect, name, schema, true) == null) {
          throw new IOException("Cannot create table " + name + ": " + SqlMessages.reason(e));
        } // else another one made it just now
      }
      table = DatabaseTable.find(connection, dialect, name, schema, false);
    }
    connection.commit();
    if (table == null) {
      throw new IOException("Table " + name + " is gone");
    }
    return table;
  }

  /**
   * Applies {@code updates} of {@code batch}, in one transaction, unless they are there already.
   *
   * @return how many rows they have
   * @throws IOException if they can never be applied
   * @throws SQLException if it is not known whether they were
   */
  long apply(Batch batch, Iterable<TableUpdate> updates) throws IOException, SQLException {
    try {
      Ledger.Entry entry = ledger.lock(connection);
      Ledger.Decision decision = entry.decide(batch.place());
      refuse(batch, decision);
      if (decision.missing() > 0 && batch.mode() != OutputMode.COMPLETE) {
        LOG.warn(
            "Table {} lacks {} updates that came before: was it restored from a backup?",
            table.name(),
            decision.missing());
      }
      Written written = write(batch.mode(), updates, decision, decision.covers(batch.place()));
      ledger.write(connection, entry.after(batch.place(), decision), written.version());
      connection.commit();
      return written.rows();
    } catch (IOException | SQLException | RuntimeException e) {
      rows.reset();
      try {
        connection.rollback();
      } catch (SQLException lost) {
        e.addSuppressed(lost);
      }
      throw e;
    }
  }

  /** Whether all of {@code batch} is there. */
  boolean has(Batch batch) throws SQLException {
    try {
      Ledger.Entry entry = ledger.lock(connection);
      return batch.place().writer().equals(entry.writer())
          && entry.decide(batch.place()).covers(batch.place());
    } finally {
      connection.rollback();
    }
  }

  private void refuse(Batch batch, Ledger.Decision decision) throws IOException {
    if (decision.newer() > 0) {
      throw LastWritten.followed("Table " + table.name(), decision.newer());
    }
    if (batch.mode() == OutputMode.UPDATE && !(keyed && table.unique())) {
      throw new IOException(
          keyed
              ? "Table "
                  + table.name()
                  + " may have two rows of one key, so update mode cannot replace one: add a"
                  + " primary key or a unique constraint on ("
                  + String.join(", ", table.keys())
                  + ")."
              : "The rows for table "
                  + table.name()
                  + " have no key, so update mode cannot replace one: use complete mode, or group"
                  + " by something.");
    }
    if (batch.mode() == OutputMode.APPEND && decision.repeats() && !keyed) {
      throw new IOException(
          "Table "
              + table.name()
              + " is ahead of the checkpoint by "
              + Math.max(1, decision.ahead())
              + " updates, and its rows have no key, so those that come again could not be told"
              + " from new ones: to go on with some rows twice, run DELETE FROM "
              + ledger
              + " WHERE table_name = '"
              + table.name().replace("'", "''")
              + "'; to have each once, empty the table and start with a new checkpoint directory.");
    }
  }

  private record Written(long rows, long version) {}

  private Written write(
      OutputMode mode, Iterable<TableUpdate> updates, Ledger.Decision decision, boolean nothingNew)
      throws IOException, SQLException {
    long count = 0;
    long version = 0;
    long position = 0;
    TableUpdate latest = null;
    for (TableUpdate update : updates) {
      count += update.rows().size();
      // Of snapshots only the last one is in the batch, whatever is there of those before.
      boolean isThere = mode != OutputMode.COMPLETE && position++ < decision.skip();
      if (nothingNew || isThere) {
        continue;
      }
      version = Math.max(version, update.version());
      switch (mode) {
        case APPEND -> {
          for (Row row : update.rows()) {
            if (decision.repeats()) {
              rows.insertNew(row);
            } else {
              rows.insert(row);
            }
          }
        }
        case UPDATE -> {
          for (Row row : update.removed()) {
            rows.remove(row);
          }
          for (Row row : update.rows()) {
            rows.replace(row);
          }
        }
        case COMPLETE -> latest = later(latest, update);
      }
    }
    if (latest != null) {
      rows.removeAll();
      for (Row row : latest.rows()) {
        rows.insert(row);
      }
    }
    rows.flush();
    return new Written(count, version);
  }

  private static TableUpdate later(@Nullable TableUpdate one, TableUpdate other) {
    return one == null || other.version() >= one.version() ? other : one;
  }

  @Override
  public void close() {
    close(connection);
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("A connection did not close", e);
    }
  }
}
