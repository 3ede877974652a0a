package dev.cauce.io;

import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.state.MapState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches into a table of a database, by one connection. When it is lost, the ledger tells
 * whether the transaction was committed; what was not is tried again for a while.
 */
final class DatabaseWriter implements CommitWriter {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseWriter.class);
  private static final long MOST_DELAY_MILLIS = 3_000;

  private final DatabaseLogin login;
  private final TableName table;
  private final boolean create;
  private final Schema schema;
  private final long patienceMillis;
  private final long started = System.currentTimeMillis();
  private transient @Nullable DatabaseSession session;

  /**
   * @param patienceMillis how long a batch is tried again after the connection was lost
   */
  DatabaseWriter(
      DatabaseLogin login, TableName table, boolean create, Schema schema, long patienceMillis) {
    this.login = login;
    this.table = table;
    this.create = create;
    this.schema = schema;
    this.patienceMillis = patienceMillis;
  }

  @Override
  public long write(Batch batch, MapState<String, byte[]> kept) throws IOException {
    return commit(batch);
  }

  @Override
  public long writeOnly(Batch batch) throws IOException {
    return commit(batch);
  }

  @Override
  public long commit(Batch given) throws IOException {
    Batch batch = new Batch(given.number(), given.mode(), given.updates(), known(given.place()));
    Once updates = new Once(batch.updates());
    ReconnectDelays delays = new ReconnectDelays(RandomGenerator.getDefault());
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    while (true) {
      try {
        return attempt(batch, updates);
      } catch (SQLException e) {
        close();
        if (!Dialect.isPassing(e)) {
          throw failed("", e);
        }
        long delay = Math.min(MOST_DELAY_MILLIS, delays.next());
        if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay) > end) {
          throw failed(" for " + patienceMillis / 1000 + " s", e);
        }
        LOG.warn("Table {}: {} Trying again.", table, SqlMessages.reason(e));
        pause(delay);
      } catch (IOException | RuntimeException e) {
        close();
        throw e;
      }
    }
  }

  private long attempt(Batch batch, Once updates) throws IOException, SQLException {
    DatabaseSession open = session;
    if (open == null) {
      open = DatabaseSession.open(login, table, schema, create);
      session = open;
    }
    if (!updates.isGone()) {
      return open.apply(batch, updates);
    }
    if (open.has(batch)) {
      return updates.rows();
    }
    throw new IOException(
        "The connection to the database was lost while rows were written into table "
            + table
            + ", which the runner gives but once: nothing was written; run it again.");
  }

  /** Without a number of the run, as with a runner's own options: the time of the start is one. */
  private Place known(Place place) {
    return place.present() == 0
        ? new Place(place.writer(), started, started, place.first(), place.last())
        : place;
  }

  private IOException failed(String how, SQLException e) {
    IOException failure =
        new IOException(
            "Cannot write to table " + table + " of " + login + how + ": " + SqlMessages.reason(e));
    failure.addSuppressed(e);
    return failure;
  }

  private static void pause(long millis) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for the database");
    }
  }

  @Override
  public void close() {
    DatabaseSession open = session;
    session = null;
    if (open != null) {
      open.close();
    }
  }

  /** Updates that may be given but once, as a runner does whose rows come out of a shuffle. */
  private static final class Once implements Iterable<TableUpdate> {
    private final Iterable<TableUpdate> all;
    private boolean begun;
    private long rows;

    Once(Iterable<TableUpdate> all) {
      this.all = all;
    }

    boolean isGone() {
      return begun && !(all instanceof Collection);
    }

    /** How many rows were given. */
    long rows() {
      return rows;
    }

    @Override
    public Iterator<TableUpdate> iterator() {
      begun = true;
      rows = 0;
      Iterator<TableUpdate> each = all.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return each.hasNext();
        }

        @Override
        public TableUpdate next() {
          TableUpdate update = each.next();
          rows += update.rows().size();
          return update;
        }
      };
    }
  }
}
