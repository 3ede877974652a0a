package dev.cauce.io;

import static dev.cauce.io.WordCounts.append;
import static dev.cauce.io.WordCounts.row;
import static dev.cauce.io.WordCounts.update;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import dev.cauce.io.BatchWriter.Batch;
import dev.cauce.io.BatchWriter.Place;
import dev.cauce.io.databasetest.TestPostgres;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Test;

/** A real server that goes away, says no, or does not answer, at the worst moments. */
public class DatabaseFailuresTest {
  private static final String ALL = "SELECT word, count FROM words ORDER BY count, word";

  /** Runs before each row is written; a sequence counts on, whatever is rolled back. */
  private static final String AT_EACH_ROW =
      """
      CREATE SEQUENCE tries;
      CREATE FUNCTION disturb() RETURNS trigger AS $$ BEGIN
        IF nextval('tries') <= 2 THEN
          %s
        END IF;
        RETURN NEW;
      END $$ LANGUAGE plpgsql;
      CREATE TRIGGER disturb BEFORE INSERT ON words FOR EACH ROW EXECUTE FUNCTION disturb();
      """;

  private final TestPostgres server;
  private final TestDatabase database;
  private final List<DatabaseWriter> open = new ArrayList<>();

  public DatabaseFailuresTest() throws Exception {
    server = TestPostgres.shared();
    database = TestDatabase.create(TestDatabase.Kind.POSTGRESQL);
  }

  @After
  public void close() {
    open.forEach(DatabaseWriter::close);
  }

  @Test
  public void commit_cutBeforeTheServerHeard_isWrittenOnce() throws Exception {
    cutAt(CommitProxy.Cut.BEFORE_COMMIT);
  }

  @Test
  public void commit_cutBeforeTheAnswer_isWrittenOnce() throws Exception {
    cutAt(CommitProxy.Cut.AFTER_COMMIT);
  }

  /** Rows without a key, which nothing but the ledger keeps from coming twice. */
  private void cutAt(CommitProxy.Cut cut) throws Exception {
    database.execute("CREATE TABLE words (word text, count bigint)");
    try (CommitProxy proxy = new CommitProxy(server.port())) {
      // Without named statements, so that the proxy can read each COMMIT.
      String url =
          database.url().replace(":" + server.port(), ":" + proxy.port()) + "?prepareThreshold=0";
      DatabaseWriter writer = writer(url, 30_000);
      commit(writer, 1, append(row("a", 1)));
      proxy.cut(cut, 2);
      commit(writer, 2, append(row("b", 2)), append(row("c", 3)));
      commit(writer, 4, append(row("d", 4)));
      // What was committed is not tried again, so its second cut hits the next commit.
      assertThat(proxy.cuts(), is(2));
      proxy.cut(cut, 1);
      Iterable<TableUpdate> once = List.of(append(row("e", 5)))::iterator;
      Batch only = new Batch(0, OutputMode.APPEND, once, new Place("w", 7, 7, 5, 5));
      if (cut == CommitProxy.Cut.AFTER_COMMIT) {
        assertThat(writer.writeOnly(only), is(1L));
      } else {
        IOException lost = assertThrows(IOException.class, () -> writer.writeOnly(only));
        assertThat(lost.getMessage(), containsString("nothing was written; run it again."));
        commit(writer, 5, append(row("e", 5)));
      }
    }
    assertThat(database.rows(ALL), contains("a,1", "b,2", "c,3", "d,4", "e,5"));
  }

  @Test
  public void commit_connectionKilledInMidTransaction_isTriedAgain() throws Exception {
    DatabaseWriter writer = writer(database.url(), 30_000);
    commit(writer, 1, append(row("a", 1)));
    database.execute(AT_EACH_ROW.formatted("PERFORM pg_terminate_backend(pg_backend_pid());"));
    commit(writer, 2, append(row("b", 2)), append(row("c", 3)));
    assertThat(database.rows(ALL), contains("a,1", "b,2", "c,3"));
  }

  @Test
  public void commit_serializationFailureAndDeadlock_isTriedAgain() throws Exception {
    for (String state : List.of("40001", "40P01")) {
      database.execute("DROP TABLE IF EXISTS words, cauce_ledger");
      database.execute("DROP SEQUENCE IF EXISTS tries", "DROP FUNCTION IF EXISTS disturb");
      DatabaseWriter writer = writer(database.url(), 30_000);
      commit(writer, 1, update(1, row("a", 1)));
      database.execute(
          AT_EACH_ROW.formatted("RAISE EXCEPTION 'again' USING ERRCODE = '" + state + "';"));
      commit(writer, 2, update(2, row("a", 2), row("b", 2)));
      assertThat(database.rows(ALL), contains("a,2", "b,2"));
    }
  }

  @Test
  public void commit_connectionCutBetweenCommits_goesOn() throws Exception {
    DatabaseWriter writer = writer(database.url(), 30_000);
    commit(writer, 1, append(row("a", 1)));
    server.execute(
        database.url(),
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    commit(writer, 2, append(row("b", 2)));
    assertThat(database.rows(ALL), contains("a,1", "b,2"));
  }

  @Test
  public void commit_serverStaysAway_failsWithOneLineAfterAWhile() throws Exception {
    DatabaseWriter writer = writer("jdbc:postgresql://127.0.0.1:1/none", 300);
    IOException failed =
        assertThrows(IOException.class, () -> commit(writer, 1, append(row("a", 1))));
    assertThat(
        failed.getMessage(),
        containsString("Cannot write to table words of jdbc:postgresql://127.0.0.1:1/none for 0"));
    assertThat(String.valueOf(failed.getMessage()).lines().count(), is(1L));
  }

  @Test
  public void commit_serverRestarts_isTriedAgainUntilItIsBack() throws Exception {
    try (TestPostgres own = TestPostgres.start()) {
      DatabaseWriter writer = writer(own.url(), 60_000);
      commit(writer, 1, append(row("a", 1)));
      own.kill();
      Thread writing = new Thread(() -> commitQuietly(writer));
      writing.start();
      own.restart();
      writing.join();
      assertThat(own.rows(own.url(), ALL), is(List.of(List.of("a", "1"), List.of("b", "2"))));
    }
  }

  private void commitQuietly(DatabaseWriter writer) {
    try {
      commit(writer, 2, append(row("b", 2)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  public void commit_wrongPassword_failsAtOnceAndDoesNotTellIt() throws Exception {
    Files.writeString(Path.of(database.credentials()), "user=cauce\npassword=Marker-99-wrong\n");
    IOException failed =
        assertThrows(
            IOException.class,
            () -> commit(writer(database.url(), 30_000), 1, append(row("a", 1))));
    assertThat(failed.getMessage(), containsString("password authentication failed for user"));
    assertThat(failed.toString(), not(containsString("Marker-99-wrong")));
  }

  @Test
  public void commit_byTwoWritersAtOnce_leavesOneOfThemInCharge() throws Exception {
    DatabaseWriter old = writer(database.url(), 30_000);
    DatabaseWriter young = writer(database.url(), 30_000);
    commit(old, 1, append(row("a", 1)));
    List<Thread> writing =
        IntStream.of(7, 8)
            .mapToObj(
                run ->
                    new Thread(
                        () -> {
                          try {
                            (run == 7 ? old : young)
                                .commit(
                                    new Batch(
                                        1,
                                        OutputMode.APPEND,
                                        List.of(append(row("b", 2))),
                                        new Place("w", 7, run, 2, 2)));
                          } catch (IOException refused) {
                            // The older one, if it came second.
                          }
                        }))
            .toList();
    writing.forEach(Thread::start);
    for (Thread each : writing) {
      each.join();
    }
    assertThat(database.rows(ALL), contains("a,1", "b,2"));
    assertThat(database.rows("SELECT run FROM cauce_ledger"), contains("8"));
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

  private DatabaseWriter writer(String url, long patience) {
    DatabaseWriter writer =
        new DatabaseWriter(
            database.login(url), TableName.parse("words"), true, WordCounts.SCHEMA, patience);
    open.add(writer);
    return writer;
  }
}
