package dev.cauce.io;

import static dev.cauce.io.WordCounts.append;
import static dev.cauce.io.WordCounts.complete;
import static dev.cauce.io.WordCounts.removed;
import static dev.cauce.io.WordCounts.replaced;
import static dev.cauce.io.WordCounts.row;
import static dev.cauce.io.WordCounts.update;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import dev.cauce.io.BatchWriter.Batch;
import dev.cauce.io.BatchWriter.Place;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class DatabaseWriterTest {
  @Parameters(name = "{0}")
  public static TestDatabase.Kind[] kinds() {
    return TestDatabase.Kind.values();
  }

  private static final String ALL = "SELECT word, count FROM words ORDER BY count, word";
  private static final String CREATE =
      "CREATE TABLE words (word VARCHAR(20) PRIMARY KEY, count BIGINT NOT NULL)";

  private final TestDatabase.Kind kind;

  private final TestDatabase database;
  private final List<DatabaseWriter> open = new ArrayList<>();
  private long number;

  public DatabaseWriterTest(TestDatabase.Kind kind) throws Exception {
    this.kind = kind;
    database = TestDatabase.create(kind);
  }

  @After
  public void close() {
    open.forEach(DatabaseWriter::close);
  }

  @Test
  public void commit_update_replacesInsertsAndRemoves() throws Exception {
    DatabaseWriter writer = writer("words", true);
    assertThat(commit(writer, 1, update(1, row("a", 1), row("b", 1), row("c", 1))), is(3L));
    commit(
        writer,
        2,
        update(2, row("a", 2), row("d", 2)),
        replaced(3, List.of(row("b", 0), row("d", 0)), row("a", 3)),
        update(4, row("b", 4)));
    assertThat(database.rows(ALL), contains("c,1", "a,3", "b,4"));
    commit(writer, 5, removed(5, "a", "never there"));
    assertThat(database.rows(ALL), contains("c,1", "b,4"));
  }

  @Test
  public void commit_nullKeys_areOneRowEach() throws Exception {
    DatabaseWriter writer = writer("words", true);
    commit(writer, 1, update(1, row(null, 1), row("a", 1)));
    commit(writer, 2, update(2, row(null, 2)));
    assertThat(database.rows(ALL), contains("a,1", "null,2"));
    commit(writer, 3, removed(3, new @Nullable String[] {null}));
    assertThat(database.rows(ALL), contains("a,1"));
  }

  @Test
  public void commit_append_insertsAll() throws Exception {
    DatabaseWriter writer = writer("words", true);
    assertThat(commit(writer, 1, append(row("a", 1)), append(row("b", 2))), is(2L));
    commit(writer, 3, append(row("c", 3)));
    assertThat(database.rows(ALL), contains("a,1", "b,2", "c,3"));
  }

  @Test
  public void commit_complete_leavesTheNewestSnapshotOnly() throws Exception {
    DatabaseWriter writer = writer("words", true);
    commit(writer, 1, complete(1, row("a", 1)), complete(2, row("a", 2), row("b", 2)));
    assertThat(database.rows(ALL), contains("a,2", "b,2"));
    commit(writer, 3, complete(3, row("c", 3)));
    assertThat(database.rows(ALL), contains("c,3"));
    commit(writer, 4, complete(4));
    assertThat(database.rows(ALL), is(List.of()));
  }

  @Test
  public void commit_snapshotAfterSomeThatAreThere_isWritten() throws Exception {
    DatabaseWriter writer = writer("words", true);
    commit(writer, new Place("w", 7, 7, 1, 5), complete(5, row("a", 5)));
    commit(writer, new Place("w", 7, 7, 4, 9), complete(9, row("a", 9)));
    assertThat(database.rows(ALL), contains("a,9"));
  }

  @Test
  public void commit_repeated_countsOnce() throws Exception {
    DatabaseWriter writer = writer("words", true);
    Place place = new Place("w", 20, 20, 1, 2);
    TableUpdate[] updates = {append(row("a", 1)), append(row("b", 2))};
    assertThat(commit(writer, place, updates), is(2L));
    assertThat(commit(writer, place, updates), is(2L));
    assertThat(commit(writer, new Place("w", 20, 21, 1, 2), updates), is(2L));
    TableUpdate more = append(row("c", 3));
    commit(writer, new Place("w", 20, 21, 1, 3), updates[0], updates[1], more);
    assertThat(database.rows(ALL), contains("a,1", "b,2", "c,3"));
    assertThat(
        database.rows(
            "SELECT lower(table_name), writer, run, updates_run, last_update FROM cauce_ledger"),
        contains("words,w,21,20,3"));
  }

  @Test
  public void commit_newerRunWroteMeanwhile_isRefused() throws Exception {
    DatabaseWriter old = writer("words", true);
    DatabaseWriter young = writer("words", true);
    commit(old, new Place("w", 1_000, 1_000, 1, 1), update(1, row("a", 1)));
    commit(young, new Place("w", 2_000, 2_000, 2, 2), update(2, row("a", 2)));
    IOException refused =
        assertThrows(
            IOException.class,
            () -> commit(old, new Place("w", 1_000, 1_000, 2, 2), update(3, row("a", 3))));
    assertThat(
        String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT),
        is(
            "table words: a newer run (started 1970-01-01t00:00:02z) writes here: this one must"
                + " stop"));
    assertThat(database.rows(ALL), contains("a,2"));
  }

  @Test
  public void commit_otherWriter_takesOverAndCountsAnew() throws Exception {
    DatabaseWriter writer = writer("words", true);
    commit(writer, new Place("w", 20, 20, 1, 9), update(1, row("a", 1)));
    commit(writer, new Place("v", 30, 30, 1, 1), update(2, row("a", 2), row("b", 2)));
    assertThat(database.rows(ALL), contains("a,2", "b,2"));
  }

  @Test
  public void commit_appendFromOlderCheckpoint_leavesOutKeysThatAreThere() throws Exception {
    DatabaseWriter writer = writer("words", true);
    commit(writer, new Place("w", 20, 20, 1, 2), append(row("a", 1)), append(row(null, 2)));
    commit(writer, new Place("w", 20, 20, 3, 3), append(row("c", 3)));
    // Only the first was in the checkpoint; b comes before what comes again.
    commit(writer, new Place("w", 30, 30, 2, 2), append(row("b", 9), row(null, 2)));
    commit(writer, new Place("w", 30, 30, 3, 4), append(row("c", 3)), append(row("d", 10)));
    assertThat(database.rows(ALL), contains("a,1", "null,2", "c,3", "b,9", "d,10"));
  }

  @Test
  public void commit_appendWithoutKeyFromOlderCheckpoint_fails() throws Exception {
    Schema schema = Schema.builder().addStringField("line").build();
    DatabaseWriter writer = writer(database.login(), "texts", true, schema);
    TableUpdate line = append(Row.withSchema(schema).addValue("x").build());
    commit(writer, new Place("w", 20, 20, 1, 3), line, line, line);
    IOException refused =
        assertThrows(IOException.class, () -> commit(writer, new Place("w", 30, 30, 2, 2), line));
    assertThat(
        refused.getMessage(), containsString(" is ahead of the checkpoint by 2 updates, and "));
    assertThat(database.rows("SELECT line FROM texts"), contains("x", "x", "x"));
  }

  @Test
  public void commit_rowIsRefused_namesItAndWritesNothing() throws Exception {
    database.execute(CREATE);
    DatabaseWriter writer = writer("words", false);
    commit(writer, 1, update(1, row("a", 1)));
    IOException refused =
        assertThrows(
            IOException.class,
            () ->
                commit(
                    writer,
                    2,
                    update(2, row("a", 2), row("123456789012345678901", 2), row("b", 2))));
    assertThat(
        refused.getMessage(),
        containsString(" does not take the row word=123456789012345678901: "));
    assertThat(
        refused.getMessage(),
        containsString(
            switch (kind) {
              case POSTGRESQL -> "ERROR: value too long for type character varying(20).";
              case MARIADB -> "Data too long for column 'word' at row ";
              case H2 -> "Value too long for column \"WORD CHARACTER VARYING(20)";
            }));
    assertThat(String.valueOf(refused.getMessage()).lines().count(), is(1L));
    assertThat(database.rows(ALL), contains("a,1"));
    commit(writer, 2, update(2, row("b", 2)));
    assertThat(database.rows(ALL), contains("a,1", "b,2"));
  }

  @Test
  public void commit_nullWhereNoneMayBe_namesTheColumn() throws Exception {
    database.execute(CREATE);
    IOException refused =
        assertThrows(
            IOException.class, () -> commit(writer("words", false), 1, update(1, row(null, 1))));
    assertThat(refused.getMessage(), containsString(" does not take the row word=NULL: "));
    assertThat(
        String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT),
        containsString(kind == TestDatabase.Kind.MARIADB ? "column 'word'" : "column \"word\""));
  }

  @Test
  public void commit_appendOfAKeyThatIsThere_namesIt() throws Exception {
    DatabaseWriter writer = writer("words", true);
    commit(writer, 1, append(row("a", 1)));
    IOException refused =
        assertThrows(IOException.class, () -> commit(writer, 2, append(row("b", 1), row("a", 2))));
    assertThat(refused.getMessage(), containsString(" does not take the row word=a: "));
    assertThat(database.rows(ALL), contains("a,1"));
  }

  @Test
  public void commit_tableDoesNotFit_saysAllThatIsWrong() throws Exception {
    database.execute(
        "CREATE TABLE words (count DATE, mood VARCHAR(9) NOT NULL, more INT DEFAULT 1 NOT NULL)");
    IOException refused =
        assertThrows(
            IOException.class, () -> commit(writer("words", true), 1, update(1, row("a", 1))));
    String date =
        switch (kind) {
          case POSTGRESQL -> "count of table words is date";
          case MARIADB -> "count of table words is DATE";
          case H2 -> "COUNT of table words is DATE";
        };
    assertThat(
        List.of(String.valueOf(refused.getMessage()).split("\n")),
        contains(
            is("Table words has no column \"word\": add it, or rename the column of the rows."),
            containsString("Column " + date + ", which does not hold INT64 values: make it "),
            containsString(" must have a value, and the rows have none: give it a default.")));
  }

  @Test
  public void commit_noTable_saysWhatToDo() {
    IOException refused =
        assertThrows(
            IOException.class, () -> commit(writer("words", false), 1, update(1, row("a", 1))));
    assertThat(
        refused.getMessage(),
        is(
            "There is no table words in the database: create it, or have it made (creatingTable,"
                + " or create=true)."));
  }

  @Test
  public void commit_updateWithoutUniqueKey_isRefused() throws Exception {
    database.execute("CREATE TABLE words (word VARCHAR(9), count BIGINT, UNIQUE (word, count))");
    DatabaseWriter writer = writer("words", false);
    IOException refused =
        assertThrows(IOException.class, () -> commit(writer, 1, update(1, row("a", 1))));
    assertThat(refused.getMessage(), containsString(" may have two rows of one key, so update"));
    assertThat(database.rows(ALL), is(List.of()));
    commit(writer, 1, append(row("a", 1)));
    assertThat(database.rows(ALL), contains("a,1"));
  }

  @Test
  public void commit_hundredThousandRowsInOne_areAllThere() throws Exception {
    DatabaseWriter writer = writer("words", true);
    TableUpdate[] updates =
        IntStream.range(0, 100)
            .mapToObj(
                u ->
                    update(
                        u + 1,
                        IntStream.range(u * 1000, (u + 1) * 1000)
                            .mapToObj(i -> row("word" + i, i))
                            .toArray(Row[]::new)))
            .toArray(TableUpdate[]::new);
    assertThat(commit(writer, 1, updates), is(100_000L));
    commit(writer, 101, update(200, row("word99999", 0)));
    assertThat(
        database.rows("SELECT count(*), sum(count) FROM words"), contains("100000,4999850001"));
  }

  @Test
  public void writeOnly_givenOnceOnly_isWrittenWhole() throws Exception {
    DatabaseWriter writer = writer("words", true);
    List<TableUpdate> updates = List.of(append(row("a", 1)), append(row("b", 2)));
    Iterable<TableUpdate> once = updates::iterator;
    long written =
        writer.writeOnly(new Batch(0, updates.get(0).mode(), once, new Place("", 0, 0, 1, 1)));
    assertThat(written, is(2L));
    assertThat(database.rows(ALL), contains("a,1", "b,2"));
  }

  private long commit(DatabaseWriter writer, long first, TableUpdate... updates)
      throws IOException {
    return commit(writer, new Place("w", 7, 7, first, first + updates.length - 1), updates);
  }

  private long commit(DatabaseWriter writer, Place place, TableUpdate... updates)
      throws IOException {
    return writer.commit(new Batch(number++, updates[0].mode(), List.of(updates), place));
  }

  private DatabaseWriter writer(String table, boolean create) {
    return writer(database.login(), table, create, WordCounts.SCHEMA);
  }

  private DatabaseWriter writer(DatabaseLogin login, String table, boolean create, Schema schema) {
    DatabaseWriter writer =
        new DatabaseWriter(login, TableName.parse(table), create, schema, 10_000);
    open.add(writer);
    return writer;
  }
}
