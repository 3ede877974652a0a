package dev.cauce.io;

import dev.cauce.io.BatchWriter.Place;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers in the database itself, in the same transaction as the rows, how far a table was
 * written and by whom: one row of {@code cauce_ledger} for each table, in the same schema. Whoever
 * writes locks it first, so that there is one writer at a time.
 */
final class Ledger {
  /**
   * What is remembered of a table.
   *
   * @param writer null if nothing was ever written
   * @param run the run that wrote last
   * @param updatesRun the run in which the last updates were made
   * @param last the number of the last update
   * @param repeats whether rows that are there may come again, because a run began at a checkpoint
   *     that was older than what is here; stays so until another writer comes
   */
  record Entry(@Nullable String writer, long run, long updatesRun, long last, boolean repeats) {
    static final Entry NOTHING = new Entry(null, 0, 0, 0, false);

    /** What is to be done with what stands at {@code place}. */
    Decision decide(Place place) {
      if (place.present() < run) {
        return new Decision(0, false, 0, 0, run);
      }
      LastWritten known = new LastWritten(writer == null ? "" : writer, updatesRun, run, last);
      if (!known.isOf(place)) {
        return new Decision(0, false, 0, 0, 0);
      } else if (known.isBeyond(place)) {
        return new Decision(0, true, last - place.first() + 1, 0, 0);
      }
      boolean later = place.run() > updatesRun;
      return new Decision(
          known.repeated(place), repeats, 0, later ? place.first() - last - 1 : 0, 0);
    }

    /** What is remembered once all updates at {@code place} are there. */
    Entry after(Place place, Decision decision) {
      if (decision.covers(place)) {
        return new Entry(place.writer(), place.present(), updatesRun, last, decision.repeats());
      }
      return new Entry(
          place.writer(), place.present(), place.run(), place.last(), decision.repeats());
    }
  }

  /**
   * What to do with updates.
   *
   * @param skip so many of the first ones are there already
   * @param repeats whether rows of the others may be there already
   * @param ahead so many updates are there that the run does not know of; 0 if it knows
   * @param missing so many updates before these never came here
   * @param newer the newer run that writes here, so that these are refused; 0 if there is none
   */
  record Decision(long skip, boolean repeats, long ahead, long missing, long newer) {
    /** Whether nothing at {@code place} is new. */
    boolean covers(Place place) {
      return skip > place.last() - place.first();
    }
  }

  private final String quoted;
  private final String table;
  private final Dialect dialect;

  private Ledger(String quoted, String table, Dialect dialect) {
    this.quoted = quoted;
    this.table = table;
    this.dialect = dialect;
  }

  /** The ledger for {@code table}; made if there is none, in a transaction of its own. */
  static Ledger open(Connection connection, Dialect dialect, DatabaseTable table)
      throws IOException, SQLException {
    DatabaseCatalog catalog = new DatabaseCatalog(connection, dialect);
    TableName name = new TableName(table.schema(), TableName.LEDGER);
    DatabaseCatalog.Found found = catalog.find(name);
    if (found == null) {
      DatabaseCatalog.Found made =
          new DatabaseCatalog.Found(table.schema(), catalog.spelling(TableName.LEDGER));
      create(connection, catalog.quote(made), dialect);
      found = made;
    }
    Ledger ledger = new Ledger(catalog.quote(found), table.name(), dialect);
    ledger.begin(connection);
    return ledger;
  }

  private static void create(Connection connection, String quoted, Dialect dialect)
      throws IOException, SQLException {
    String name = dialect.keyType(DatabaseKind.TEXT, List.of(DatabaseKind.TEXT));
    String text = dialect.type(DatabaseKind.TEXT);
    String sql =
        "CREATE TABLE IF NOT EXISTS "
            + quoted
            + (" (table_name " + name + " PRIMARY KEY, writer " + text + ", run bigint NOT NULL,")
            + " updates_run bigint NOT NULL, last_update bigint NOT NULL,"
            + " repeats boolean NOT NULL, version bigint NOT NULL, written_at "
            + dialect.type(DatabaseKind.INSTANT)
            + " NOT NULL)"
            + dialect.tableOptions(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      String state = e.getSQLState();
      if (state == null || !state.startsWith("23")) { // 23: another one made it just now
        if (Dialect.isPassing(e)) {
          throw e;
        }
        throw new IOException(
            "Cannot create the table of what was written: "
                + SqlMessages.reason(e)
                + " Let someone who may do so: "
                + sql);
      }
    }
  }

  /** Sees to it that there is a row to lock. */
  private void begin(Connection connection) throws SQLException {
    boolean known;
    try (PreparedStatement select =
        connection.prepareStatement("SELECT 1 FROM " + quoted + " WHERE table_name = ?")) {
      select.setString(1, table);
      try (ResultSet found = select.executeQuery()) {
        known = found.next();
      }
    }
    if (!known) {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO " + quoted + " VALUES (?, NULL, 0, 0, 0, FALSE, 0, ?)")) {
        insert.setString(1, table);
        insert.setObject(2, dialect.instant(now()));
        insert.executeUpdate();
      } catch (SQLException e) {
        String state = e.getSQLState();
        if (state == null || !state.startsWith("23")) {
          throw e;
        }
        connection.rollback(); // another one was quicker
      }
    }
    connection.commit();
  }

  /** Reads what is remembered, and keeps other writers out until the transaction ends. */
  Entry lock(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT writer, run, updates_run, last_update, repeats FROM "
                + quoted
                + " WHERE table_name = ? FOR UPDATE")) {
      select.setString(1, table);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Entry(
                row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getBoolean(5))
            : Entry.NOTHING;
      }
    }
  }

  /** Remembers {@code entry} when the transaction ends. */
  void write(Connection connection, Entry entry, long version) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE "
                + quoted
                + " SET writer = ?, run = ?, updates_run = ?, last_update = ?, repeats = ?,"
                + " version = ?, written_at = ? WHERE table_name = ?")) {
      update.setString(1, entry.writer());
      update.setLong(2, entry.run());
      update.setLong(3, entry.updatesRun());
      update.setLong(4, entry.last());
      update.setBoolean(5, entry.repeats());
      update.setLong(6, version);
      update.setObject(7, dialect.instant(now()));
      update.setString(8, table);
      if (update.executeUpdate() != 1) {
        throw new SQLException("the row of table " + table + " in " + quoted + " is gone");
      }
    }
  }

  /** As SQL has it. */
  @Override
  public String toString() {
    return quoted;
  }

  private static OffsetDateTime now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
