package dev.cauce.io;

import static dev.cauce.io.WordCounts.CODER;
import static dev.cauce.io.WordCounts.append;
import static dev.cauce.io.WordCounts.complete;
import static dev.cauce.io.WordCounts.row;
import static dev.cauce.io.WordCounts.update;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import dev.cauce.io.BatchWriter.Batch;
import dev.cauce.io.BatchWriter.Place;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class DatabaseIOTest {
  @Parameters(name = "{0}")
  public static TestDatabase.Kind[] kinds() {
    return TestDatabase.Kind.values();
  }

  private static final String ALL = "SELECT word, count FROM words ORDER BY count, word";

  private final TestDatabase database;

  public DatabaseIOTest(TestDatabase.Kind kind) throws Exception {
    database = TestDatabase.create(kind);
  }

  @Test
  public void write_boundedTwice_appendsInsertUpdatesReplace() throws Exception {
    run(append(row("a", 1)), append(row("b", 2)));
    assertThat(database.rows(ALL), contains("a,1", "b,2"));
    run(update(1, row("b", 3)), update(2, row("c", 4)));
    assertThat(database.rows(ALL), contains("a,1", "b,3", "c,4"));
    run(complete(1, row("x", 1)), complete(2, row("y", 2)));
    assertThat(database.rows(ALL), contains("y,2"));
  }

  @Test
  public void write_unboundedTicks_areAllApplied() throws Exception {
    Pipeline p = Pipeline.create(TestPipeline.testingPipelineOptions());
    write(
        p.apply(
            TestStream.create(CODER)
                .addElements(update(1, row("a", 1)), update(1, row("b", 1)))
                .advanceProcessingTime(org.joda.time.Duration.standardSeconds(1))
                .addElements(update(2, row("a", 2)))
                .advanceWatermarkToInfinity()));
    p.run().waitUntilFinish();
    assertThat(database.rows(ALL), contains("b,1", "a,2"));
  }

  @Test
  public void write_noSuchTable_isRefusedBeforeAnythingRuns() {
    Pipeline p = Pipeline.create();
    PCollection<TableUpdate> updates = p.apply(Create.of(append(row("a", 1))).withCoder(CODER));
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                updates.apply(
                    DatabaseIO.write(database.url(), "words")
                        .withConfigFile(database.credentials())));
    assertThat(refused.getMessage(), containsString("There is no table words in the database"));
  }

  @Test
  public void write_password_isNotInThePipeline() throws Exception {
    Pipeline p = Pipeline.create();
    DatabaseIO.Write write = write(p.apply(Create.of(append(row("a", 1))).withCoder(CODER)));
    // Beam compresses what it serialises, so this is done without it.
    String bytes = serialized(write);
    assertThat(bytes, containsString(database.credentials()));
    DatabaseWriter writer =
        new DatabaseWriter(
            database.login(), TableName.parse("words"), true, WordCounts.SCHEMA, 1_000);
    Place place = new Place("", 1, 1, 1, 1);
    writer.commit(new Batch(0, OutputMode.APPEND, List.of(append(row("a", 1))), place));
    String connected = serialized(writer);
    assertThat(connected, containsString(database.credentials()));
    writer.close();
    for (String text :
        List.of(
            bytes,
            connected,
            write.toString(),
            DisplayData.from(write).toString(),
            database.login().toString(),
            p.getOptions().toString())) {
      assertThat(text, not(containsString(database.password())));
    }
  }

  private static String serialized(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toString(ISO_8859_1);
  }

  private void run(TableUpdate... updates) {
    Pipeline p = Pipeline.create(PipelineOptionsFactory.create());
    write(p.apply(Create.of(List.of(updates)).withCoder(CODER)));
    p.run().waitUntilFinish();
  }

  private DatabaseIO.Write write(PCollection<TableUpdate> updates) {
    DatabaseIO.Write write =
        DatabaseIO.write(database.url(), "words")
            .creatingTable()
            .withConfigFile(database.credentials());
    updates.apply("Write", write);
    return write;
  }
}
