package dev.cauce.modes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import dev.cauce.io.EndpointUri;
import dev.cauce.io.Endpoints;
import dev.cauce.io.MemoryIO;
import dev.cauce.io.kafkatest.KafkaBroker;
import dev.cauce.query.Query;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.joda.time.Duration;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Every kind of query in every mode: what is refused is refused, and what is allowed runs into all
 * sinks at once, over endless and over bounded input, and leaves the same table in each.
 */
public class ModesTest {
  private static final Path PAGE = Path.of("../docs/modes.md");
  private static final Duration SECOND = Duration.standardSeconds(1);

  @ClassRule public static final KafkaBroker KAFKA = new KafkaBroker();

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private int runs;

  @Test
  public void page_isWhatTheProductAnswers() throws IOException {
    if ("write".equals(System.getProperty("cauce.docs"))) {
      Files.writeString(PAGE, ModesPage.text());
    }
    assertThat(
        "docs/modes.md is old: write it anew with -Dcauce.docs=write",
        Files.readString(PAGE),
        is(ModesPage.text()));
  }

  @Test
  public void everyCell_isRefusedOrRuns() throws IOException {
    for (Map.Entry<String, Query> kind : kinds().entrySet()) {
      for (OutputMode mode : OutputMode.values()) {
        for (boolean bounded : new boolean[] {false, true}) {
          String cell = kind.getKey() + " in " + mode + (bounded ? " bounded" : "");
          List<String> refused = kind.getValue().check(mode, bounded);
          if (refused.isEmpty()) {
            run(cell, kind.getKey(), kind.getValue(), mode, bounded);
          } else {
            refuse(cell, kind.getValue(), mode, bounded, refused);
          }
        }
      }
    }
  }

  /** All, or with -Dcauce.kind one. */
  private static Map<String, Query> kinds() {
    Map<String, Query> kinds = Kinds.all();
    String only = System.getProperty("cauce.kind");
    return only == null ? kinds : Map.of(only, Objects.requireNonNull(kinds.get(only)));
  }

  private static void refuse(
      String cell, Query query, OutputMode mode, boolean bounded, List<String> refused) {
    Pipeline p = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    Exception thrown =
        assertThrows(
            cell,
            IllegalArgumentException.class,
            () -> clicks(p, bounded).apply(query.ofRows(Query.Settings.of(mode, SECOND))));
    for (String reason : refused) {
      assertThat(cell, String.valueOf(thrown.getMessage()), containsString(reason));
    }
  }

  private void run(String cell, String kind, Query query, OutputMode mode, boolean bounded)
      throws IOException {
    String name = "modes-" + runs++;
    KAFKA.createTopic(name, 1);
    Path csv = folder.newFolder().toPath();
    Path json = folder.newFolder().toPath();
    String database = "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1";
    Pipeline p = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    PCollection<TableUpdate> table =
        clicks(p, bounded).apply(query.ofRows(Query.Settings.of(mode, SECOND)));
    List<String> sinks =
        new ArrayList<>(
            List.of(
                "console:?format=json",
                "file://" + csv + "?format=csv",
                "file://" + json + "?format=json",
                "kafka://" + KAFKA.brokers() + "/" + name,
                "memory:" + name));
    boolean intoDatabase = !ModesPage.lacksKey(kind, query, mode, "jdbc");
    if (intoDatabase) {
      sinks.add(database + "#" + name.replace('-', '_') + "?create=true");
    }
    for (String uri : sinks) {
      table.apply(uri, Endpoints.write(EndpointUri.parse(uri)));
    }
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      p.run().waitUntilFinish();
    } finally {
      System.setOut(before);
    }
    List<Row> rows = MemoryIO.table(name).rows();
    // A subtotal and a group of null are the same key to a sink: see differences-from-spark.md.
    boolean ambiguous = query.columns().hasField("city") && mode == OutputMode.UPDATE;
    assertThat(cell, rows, is(not(empty())));
    assertThat(cell + ": csv", lines(csv, true), is(rows.size()));
    assertThat(cell + ": json", lines(json, false), is(rows.size()));
    assertThat(cell + ": console", printed.toString(UTF_8), containsString("{"));
    if (intoDatabase) {
      assertThat(cell + ": database", inserted(database, name.replace('-', '_')), is(rows.size()));
    }
    boolean keyed = ModesPage.reaching(kind, query, mode) != OutputMode.APPEND && !ambiguous;
    assertThat(cell + ": topic", records(name, keyed), is(rows.size()));
    MemoryIO.drop(name);
  }

  private static int lines(Path directory, boolean header) throws IOException {
    int lines = 0;
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        lines += Files.readAllLines(file, UTF_8).size() - (header ? 1 : 0);
      }
    }
    return lines;
  }

  private static int inserted(String database, String table) {
    try (Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a topic tells: all records, or the newest value of each key that has one. */
  private static int records(String topic, boolean keyed) {
    List<ConsumerRecord<byte[], byte[]>> all = KAFKA.readAll(topic);
    if (!keyed) {
      return all.size();
    }
    Set<ByteBuffer> keys = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> each : all) {
      ByteBuffer key = each.key() == null ? ByteBuffer.allocate(0) : ByteBuffer.wrap(each.key());
      if (each.value() == null) {
        keys.remove(key);
      } else {
        keys.add(key);
      }
    }
    return keys.size();
  }

  private static TimestampedValue<Row> click(long second, String user, String city, long n) {
    Instant at = Instant.parse("2024-03-01T10:00:00Z").plusSeconds(second);
    return TimestampedValue.of(
        Row.withSchema(Kinds.CLICKS).addValues(at, user, city, n).build(),
        new org.joda.time.Instant(at.toEpochMilli()));
  }

  private static PCollection<Row> clicks(Pipeline p, boolean bounded) {
    List<TimestampedValue<Row>> first =
        List.of(
            click(1, "ana", "Lima", 1), click(30, "ana", "Lima", 2), click(5, "leo", "Lugo", 3));
    List<TimestampedValue<Row>> then =
        List.of(click(15, "ana", "Lugo", 4), click(100, "leo", "Lima", 5));
    PCollection<Row> rows;
    if (bounded) {
      List<TimestampedValue<Row>> all = new ArrayList<>(first);
      all.addAll(then);
      rows = p.apply(Create.timestamped(all).withCoder(RowCoder.of(Kinds.CLICKS)));
    } else {
      rows =
          p.apply(
              TestStream.create(RowCoder.of(Kinds.CLICKS))
                  .addElements(first.get(0), first.get(1), first.get(2))
                  .advanceProcessingTime(SECOND)
                  .advanceWatermarkTo(first.get(1).getTimestamp())
                  .addElements(then.get(0), then.get(1))
                  .advanceProcessingTime(SECOND)
                  .advanceWatermarkTo(then.get(1).getTimestamp())
                  .advanceProcessingTime(SECOND)
                  .advanceWatermarkToInfinity());
    }
    return rows.setRowSchema(Kinds.CLICKS);
  }
}
