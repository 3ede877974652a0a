package dev.cauce.io;

import static dev.cauce.io.WordCounts.append;
import static dev.cauce.io.WordCounts.row;
import static dev.cauce.io.WordCounts.update;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import dev.cauce.io.BatchWriter.Batch;
import dev.cauce.io.BatchWriter.Place;
import dev.cauce.io.databasetest.TestMariaDb;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.junit.After;
import org.junit.Test;

/** What MariaDB does otherwise, on a real server. */
public class MariaDbTest {
  private static final String ALL = "SELECT word, count FROM words ORDER BY count, word";

  private final TestMariaDb server;
  private final TestDatabase database;
  private final List<DatabaseWriter> open = new ArrayList<>();

  public MariaDbTest() throws Exception {
    server = TestMariaDb.shared();
    database = TestDatabase.create(TestDatabase.Kind.MARIADB);
  }

  @After
  public void close() {
    open.forEach(DatabaseWriter::close);
  }

  @Test
  public void commit_keysThatDifferInCapitalsAccentsOrSpaces_areRowsOfTheirOwn() throws Exception {
    DatabaseWriter writer = writer(database.url());
    commit(writer, 1, update(1, row("a", 1), row("A", 2), row("á", 3), row("a ", 4)));
    commit(writer, 2, update(2, row("a", 5)));
    assertThat(database.rows(ALL), contains("A,2", "á,3", "a ,4", "a,5"));
  }

  @Test
  public void commit_keyOfAsManyCharactersAsAnIndexTakes_isWrittenAndALongerOneRefused()
      throws Exception {
    DatabaseWriter writer = writer(database.url());
    commit(writer, 1, update(1, row("\uD83D\uDE00".repeat(768), 1)));
    assertThat(database.rows("SELECT char_length(word), count FROM words"), contains("768,1"));
    IOException refused =
        assertThrows(
            IOException.class, () -> commit(writer, 2, update(2, row("x".repeat(769), 2))));
    assertThat(refused.getMessage(), containsString("Data too long for column 'word' at row 1."));
  }

  @Test
  public void commit_tableThatTakesKeysForTheSame_isRefused() throws Exception {
    database.execute(
        "CREATE TABLE words (word VARCHAR(9) COLLATE utf8mb4_general_ci PRIMARY KEY, count INT)"
            + " ENGINE=Aria");
    assertThat(
        refusal(),
        is(
            "Table words is kept by Aria, which has no transactions: ALTER TABLE it to"
                + " ENGINE=InnoDB.\n"
                + "Column word of table words takes different texts for the same, such as a and A,"
                + " and is of the key: give it a collation that ends in _bin."));
  }

  @Test
  public void commit_uniqueIndexBesideTheKeyOrOfAPartOfIt_isRefused() throws Exception {
    database.execute(
        "CREATE TABLE words (id INT AUTO_INCREMENT PRIMARY KEY, word VARCHAR(9) UNIQUE, count INT,"
            + " UNIQUE one_each (count), UNIQUE start (word(2)))");
    String tail =
        ", which is not of exactly the key: a row could be written in place of one of another key."
            + " Drop it.";
    assertThat(
        refusal(),
        is(
            "Table words has the unique index one_each"
                + tail
                + "\nTable words has the unique index start"
                + tail));
    database.execute("ALTER TABLE words DROP INDEX one_each, DROP INDEX start");
    DatabaseWriter writer = writer(database.url());
    commit(writer, 1, update(1, row("a", 1), row("b", 1)));
    commit(writer, 2, update(2, row("a", 2)));
    assertThat(database.rows(ALL), contains("b,1", "a,2"));
  }

  private String refusal() {
    IOException refused =
        assertThrows(
            IOException.class, () -> commit(writer(database.url()), 1, update(1, row("a", 1))));
    return String.valueOf(refused.getMessage());
  }

  @Test
  public void commit_instants_areInUtcInBothTypes() throws Exception {
    database.execute("CREATE TABLE times (one TIMESTAMP(6) NULL, other DATETIME(6))");
    Schema schema = Schema.builder().addDateTimeField("one").addDateTimeField("other").build();
    org.joda.time.Instant at = org.joda.time.Instant.parse("2024-07-01T12:00:00.123Z");
    DatabaseWriter writer = writer(database.url(), "times", schema);
    commit(writer, 1, append(Row.withSchema(schema).addValues(at, at).build()));
    assertThat(
        database.rows("SELECT unix_timestamp(one), other FROM times"),
        contains("1719835200.123000,2024-07-01 12:00:00.123000"));
  }

  @Test
  public void commit_keysOfSeveralTexts_goIntoOneIndex() throws Exception {
    Schema schema =
        Schema.of(
            TableUpdate.keyColumn(Schema.Field.of("a", Schema.FieldType.STRING)),
            TableUpdate.keyColumn(Schema.Field.nullable("b", Schema.FieldType.STRING)),
            TableUpdate.keyColumn(Schema.Field.of("c", Schema.FieldType.DECIMAL)),
            TableUpdate.keyColumn(Schema.Field.of("d", Schema.FieldType.BYTES)));
    Row row =
        Row.withSchema(schema)
            .addValues("a", "b", new java.math.BigDecimal("1.5"), new byte[] {1})
            .build();
    DatabaseWriter writer = writer(database.url(), "texts", schema);
    commit(writer, 1, update(1, row));
    commit(writer, 2, update(2, row)); // all columns are of the key
    assertThat(database.rows("SELECT a, b FROM texts"), contains("a,b"));
  }

  @Test
  public void commit_urlOfMySql_isTheSame() throws Exception {
    commit(writer(database.url().replace("jdbc:mariadb:", "jdbc:mysql:")), 1, append(row("a", 1)));
    assertThat(database.rows(ALL), contains("a,1"));
  }

  @Test
  public void commit_connectionKilledBetweenCommits_goesOn() throws Exception {
    DatabaseWriter writer = writer(database.url());
    commit(writer, 1, append(row("a", 1)));
    killConnections();
    commit(writer, 2, append(row("b", 2)));
    assertThat(database.rows(ALL), contains("a,1", "b,2"));
  }

  @Test
  public void commit_connectionKilledWhileItWaitsForALock_isTriedAgain() throws Exception {
    DatabaseWriter writer = writer(database.url());
    commit(writer, 1, append(row("a", 1)));
    try (Connection other = database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT * FROM cauce_ledger FOR UPDATE");
      Thread writing = new Thread(() -> commitQuietly(writer));
      writing.start();
      Await.until("waiting for the ledger's row", () -> waiting().size() == 1);
      server.execute("KILL " + waiting().get(0));
      other.rollback();
      writing.join();
    }
    assertThat(database.rows(ALL), contains("a,1", "b,2"));
  }

  @Test
  public void commit_cutBeforeTheAnswer_isWrittenOnce() throws Exception {
    try (CommitProxy proxy = new CommitProxy(server.port())) {
      DatabaseWriter writer =
          writer(database.url().replace(":" + server.port(), ":" + proxy.port()));
      commit(writer, 1, append(row("a", 1)));
      for (CommitProxy.Cut cut :
          List.of(CommitProxy.Cut.AFTER_COMMIT, CommitProxy.Cut.BEFORE_COMMIT)) {
        proxy.cut(cut, 1);
        long next = database.rows(ALL).size() + 1L;
        commit(writer, next, append(row("x" + next, next)));
      }
      assertThat(proxy.cuts(), is(2));
    }
    assertThat(database.rows(ALL), contains("a,1", "x2,2", "x3,3"));
  }

  @Test
  public void commit_serverIsKilledAndRestarts_isTriedAgainUntilItIsBack() throws Exception {
    try (TestMariaDb own = TestMariaDb.start()) {
      String url = own.newDatabase();
      DatabaseWriter writer = writer(url);
      commit(writer, 1, append(row("a", 1)));
      own.kill();
      Thread writing = new Thread(() -> commitQuietly(writer));
      writing.start();
      own.restart();
      writing.join();
      commit(writer, 3, append(row("c", 3)));
      own.kill();
      own.restart();
      commit(writer(url), 3, append(row("c", 3))); // comes again
      assertThat(database.rows(url, ALL), contains("a,1", "b,2", "c,3"));
    }
  }

  private void commitQuietly(DatabaseWriter writer) {
    try {
      commit(writer, 2, append(row("b", 2)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The numbers of connections of this test's database that wait for a lock. */
  private List<String> waiting() {
    try {
      return database.rows(
          "SELECT trx_mysql_thread_id FROM information_schema.innodb_trx t"
              + " JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id"
              + " WHERE trx_state = 'LOCK WAIT' AND p.db = database()");
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void killConnections() throws Exception {
    for (String id :
        database.rows(
            "SELECT id FROM information_schema.processlist"
                + " WHERE db = database() AND id <> connection_id()")) {
      server.execute("KILL " + id);
    }
  }

  private void commit(DatabaseWriter writer, long first, TableUpdate... updates)
      throws IOException {
    writer.commit(
        new Batch(
            first,
            updates[0].mode(),
            List.of(updates),
            new Place("w", 7, 7, first, first + updates.length - 1)));
  }

  private DatabaseWriter writer(String url) {
    return writer(url, "words", WordCounts.SCHEMA);
  }

  private DatabaseWriter writer(String url, String table, Schema schema) {
    DatabaseWriter writer =
        new DatabaseWriter(database.login(url), TableName.parse(table), true, schema, 60_000);
    open.add(writer);
    return writer;
  }
}
