package dev.cauce.io;

import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Tables of databases: PostgreSQL ({@code jdbc:postgresql:}), MariaDB and MySQL ({@code
 * jdbc:mariadb:}, {@code jdbc:mysql:}) and H2 ({@code jdbc:h2:}).
 *
 * <pre>{@code
 * updates.apply(DatabaseIO.write("jdbc:postgresql://localhost/shop", "errors").creatingTable());
 * }</pre>
 */
public final class DatabaseIO {
  private static final long PATIENCE_MILLIS = 30_000;

  private DatabaseIO() {}

  /**
   * Writes into a table, which has to be there; it has at least the columns of the rows, of the
   * same names, and for the update mode a primary key or a unique constraint on exactly the key
   * columns. User and password are those in the environment, {@code CAUCE_DB_USER} and {@code
   * CAUCE_DB_PASSWORD}.
   *
   * @param jdbcUrl what the driver gets, as it is
   * @param table {@code TABLE} or {@code SCHEMA.TABLE}
   * @throws IllegalArgumentException if the URL is of another database, has a password or a setting
   *     by which a URL runs code or writes files, or the name is none
   */
  public static Write write(String jdbcUrl, String table) {
    return new Write(new DatabaseLogin(jdbcUrl), TableName.parse(table), false);
  }

  /**
   * Applies what leaves a table to a table of a database, each batch in one transaction.
   *
   * <table>
   * <caption>What is written</caption>
   * <tr><th>mode<th>in the database
   * <tr><td>append<td>the rows are inserted
   * <tr><td>update<td>each row replaces that of the same key columns, or is inserted; rows that
   *     left are deleted
   * <tr><td>complete<td>the newest snapshot replaces all rows: readers see the old ones or the new
   *     ones
   * </table>
   *
   * <p><b>Each update counts once.</b> How far the table was written, and by which run, is
   * remembered in the table {@code cauce_ledger} of the same schema (which is made if there is
   * none), in the same transaction as the rows. In a run with checkpoints a transaction has what
   * came between two of them, written when the second is complete; what comes again after a failure
   * is known and left out, and what an older run sends after a newer one wrote is refused. Should a
   * run begin at a checkpoint that is older than what the table has, since newer ones were damaged:
   * update and complete put the table right; append leaves out rows whose key is there, and without
   * key columns fails. Without checkpoints each batch of a run is a transaction, and counts once,
   * but a run that is started anew begins anew.
   *
   * <p><b>Failures.</b> A lost connection, a deadlock or a server that restarts: the transaction is
   * tried again for 30 s, unless the ledger says that it was committed; then the write fails with
   * one line. Bounded input is given but once: if the connection is lost in mid-transaction, it
   * fails at once, and nothing was written. A row that the database refuses (too long, out of
   * range, a null where none may be, NUL characters in PostgreSQL) fails the whole transaction,
   * with a line that names its key and the reason: it cannot become a dead letter, since it is
   * known only when the rows before it are already committed to a checkpoint.
   *
   * <p><b>Types:</b> integers, floating point, decimals, booleans, text, bytes; {@code DATETIME}
   * and {@code SqlTypes.TIMESTAMP} are timestamps with time zone, to the microsecond; {@code
   * SqlTypes.DATE}, {@code TIME} and {@code DATETIME} as in SQL (MariaDB and MySQL keep timestamps
   * without a zone, in UTC); rows, collections and maps are JSON text. A null in a key column is a
   * value like any other.
   *
   * <p><b>Bounded input</b> is one batch, one transaction, begun when the input ends; until then
   * rows of an append lie in a file without a name in the directory of {@code java.io.tmpdir}, if
   * the steps run in this process, and else with the runner. Update mode leaves rows of other keys
   * as they are. Complete without any input writes nothing.
   *
   * <p>Order: batches are written one after the other, on one worker, by one connection. State: the
   * rows of the present batch. Counts {@code cauce/batches} and {@code cauce/numOutputRows}.
   */
  public static final class Write extends PTransform<PCollection<TableUpdate>, PDone> {
    private static final long serialVersionUID = 1L;

    private final DatabaseLogin login;
    private final TableName table;
    private final boolean create;

    private Write(DatabaseLogin login, TableName table, boolean create) {
      this.login = login;
      this.table = table;
      this.create = create;
    }

    /**
     * Like this one, but the table is made if there is none, with columns of fitting types and the
     * key columns as primary key; if one of them may be null, they are a unique constraint instead.
     */
    public Write creatingTable() {
      return new Write(login, table, true);
    }

    /**
     * Like this one, but user and password are in other variables of the environment, that of the
     * workers.
     */
    public Write withCredentials(String userVariable, String passwordVariable) {
      return new Write(
          new DatabaseLogin(login.url(), userVariable, passwordVariable, login.file()),
          table,
          create);
    }

    /**
     * Like this one, but {@code user=} and {@code password=}, and more settings of the driver if
     * there are any, are in a properties file, which only its owner may read. It is read where rows
     * are written.
     */
    public Write withConfigFile(String file) {
      return new Write(
          new DatabaseLogin(login.url(), login.userVariable(), login.passwordVariable(), file),
          table,
          create);
    }

    /**
     * Applies the sink. Asks the database whether the table fits.
     *
     * @throws IllegalArgumentException if the database cannot be reached, or the table does not
     *     fit, one line for each thing that is wrong; or if the input is not a table's
     */
    @Override
    public PDone expand(PCollection<TableUpdate> input) {
      Schema schema = Batches.coder(input).schema();
      check(schema);
      return input.apply(
          "Batches", Batches.to(new DatabaseWriter(login, table, create, schema, PATIENCE_MILLIS)));
    }

    private void check(Schema schema) {
      try (Connection connection = login.connect()) {
        DatabaseTable.find(connection, login.dialect(), table, schema, create);
        connection.rollback();
      } catch (SQLException e) {
        throw new IllegalArgumentException(
            "Cannot use the database " + login + ": " + SqlMessages.reason(e) + login.remedy(e));
      } catch (IOException e) {
        throw new IllegalArgumentException(e.getMessage());
      }
    }
  }
}
