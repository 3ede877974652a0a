package dev.cauce.query;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import dev.cauce.row.RowFormat;
import dev.cauce.row.Schemas;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.Rule;
import org.junit.Test;

public class QueryTest {
  private static final Schema EVENTS =
      Schemas.parse("ts timestamp, service string, status int, ms bigint");
  private static final Duration SECOND = Duration.standardSeconds(1);

  @Rule public final TestPipeline p = TestPipeline.create().enableAbandonedNodeEnforcement(false);

  private static Query events() {
    return Query.of(EVENTS).eventTime("ts", Duration.standardSeconds(30));
  }

  private static Lines lines(String... rows) {
    return Lines.of("test", new Instant(0), List.of(rows));
  }

  private static PCollection<String> texts(PCollection<TableUpdate> updates) {
    return updates.apply(
        "Texts",
        FlatMapElements.into(TypeDescriptors.strings())
            .via(update -> update.rows().stream().map(row -> row.getValues().toString()).toList()));
  }

  @Test
  public void bounded_linesToTable_filteredGroupedAndFilteredAgain() {
    Query query =
        events()
            .where("status >= 500")
            .groupBy(
                Windowing.tumbling(Duration.standardMinutes(1)),
                List.of("upper(service) as service"),
                "count, avg(ms) as latency")
            .where("count > 1");
    PCollection<TableUpdate> table =
        p.apply(
                Create.of(
                        lines(
                            "2024-03-01T10:00:01Z,shop,500,10",
                            "2024-03-01T10:00:59Z,shop,503,20",
                            "2024-03-01T10:01:00Z,shop,500,30",
                            "2024-03-01T10:00:30Z,shop,200,1000",
                            "2024-03-01T10:00:30Z,cart,500,7"))
                    .withCoder(LinesCoder.of()))
            .apply(
                query.ofLines(RowFormat.csv(EVENTS), Query.Settings.of(OutputMode.APPEND, SECOND)));

    PAssert.that(texts(table))
        .containsInAnyOrder("[2024-03-01T10:00:00.000Z, 2024-03-01T10:01:00.000Z, SHOP, 2, 15.0]");
    p.run();
  }

  @Test
  public void chained_update_emitsDifferencesAndWhatIsGone() {
    Query query =
        Query.of(Schemas.parse("word string"))
            .groupBy(null, List.of("word"), "count as n")
            .groupBy(null, List.of("n"), "count as words");
    TestStream<Lines> stream =
        TestStream.create(LinesCoder.of())
            .addElements(lines("a", "b"))
            .advanceProcessingTime(SECOND)
            .advanceProcessingTime(SECOND)
            .addElements(lines("a"))
            .advanceProcessingTime(SECOND)
            .advanceProcessingTime(SECOND)
            .addElements(lines("b"))
            .advanceProcessingTime(SECOND)
            .advanceWatermarkToInfinity();
    PCollection<TableUpdate> table =
        p.apply(stream)
            .apply(
                query.ofLines(
                    RowFormat.csv(Schemas.parse("word string")),
                    Query.Settings.of(OutputMode.UPDATE, SECOND)));
    PCollection<String> rows =
        table.apply(
            "All",
            FlatMapElements.into(TypeDescriptors.strings())
                .via(
                    update ->
                        List.of(
                            update.rows().stream()
                                    .map(row -> row.getValues().toString())
                                    .sorted()
                                    .toList()
                                + " without "
                                + update.removed().stream()
                                    .map(row -> row.getValues().toString())
                                    .toList())));

    PAssert.that(rows)
        .containsInAnyOrder(
            "[[1, 2]] without []", "[[1, 1], [2, 1]] without []", "[[2, 2]] without [[1, 1]]");
    p.run();
  }

  @Test
  public void window_startingBeforeTheEpoch_isTheSameAsAfterIt() {
    Query query =
        events()
            .groupBy(
                Windowing.tumbling(Duration.standardMinutes(10))
                    .startingAt(Duration.standardMinutes(-3)),
                List.of(),
                "count");
    PCollection<TableUpdate> table =
        p.apply(Create.of(lines("2024-03-01T10:08:00Z,shop,200,1")).withCoder(LinesCoder.of()))
            .apply(
                query.ofLines(RowFormat.csv(EVENTS), Query.Settings.of(OutputMode.APPEND, SECOND)));

    PAssert.that(texts(table))
        .containsInAnyOrder("[2024-03-01T10:07:00.000Z, 2024-03-01T10:17:00.000Z, 1]");
    p.run();
  }

  @Test
  public void distinctAfterWindows_append_works() {
    Query query =
        events()
            .groupBy(
                Windowing.session(Duration.standardMinutes(1)), List.of("service"), "count as n")
            .select(List.of("session_window.start as began", "n"))
            .distinct(List.of("n"));
    assertThat(query.check(OutputMode.APPEND, false), is(empty()));
    PCollection<TableUpdate> table =
        p.apply(
                Create.of(
                        lines("2024-03-01T10:00:00Z,shop,200,1", "2024-03-01T11:00:00Z,cart,200,1"))
                    .withCoder(LinesCoder.of()))
            .apply(
                query.ofLines(RowFormat.csv(EVENTS), Query.Settings.of(OutputMode.APPEND, SECOND)));

    PAssert.thatSingleton(table.apply(org.apache.beam.sdk.transforms.Count.globally()))
        .isEqualTo(1L);
    p.run();
  }

  @Test
  public void rowOfManyRows_oneOfThemCannotBeUsed_noneCounts() {
    Schema schema = Schemas.parse("numbers string");
    Query query =
        Query.of(schema)
            .select(List.of("explode(split(numbers, ' ')) as number"))
            .where("cast(number as int) > 0")
            .groupBy(null, List.of(), "count");
    DEAD.clear();
    DeadLetters letters =
        DeadLetters.to(
            new PTransform<PCollection<TableUpdate>, PCollection<String>>() {
              @Override
              public PCollection<String> expand(PCollection<TableUpdate> updates) {
                return updates.apply(
                    FlatMapElements.into(TypeDescriptors.strings())
                        .via(
                            update -> {
                              update.rows().forEach(row -> DEAD.add(row.getString("row")));
                              return List.of();
                            }));
              }
            });
    PCollection<TableUpdate> table =
        p.apply(Create.of(lines("1 2 x", "3 4")).withCoder(LinesCoder.of()))
            .apply(
                query.ofLines(
                    RowFormat.csv(schema),
                    new Query.Settings(OutputMode.APPEND, SECOND, letters, null)));
    letters.write();

    PAssert.that(texts(table)).containsInAnyOrder("[2]");
    p.run();
    assertThat(DEAD, contains("1 2 x"));
  }

  /** Where the sink of a test puts dead letters: it travels, and finds its way back here. */
  private static final List<String> DEAD = new CopyOnWriteArrayList<>();

  @Test
  public void rowsToRows_filtersAndSelects_andRefusesTheRest() {
    Schema schema = Schemas.parse("n bigint");
    PCollection<Row> rows =
        p.apply(
                Create.of(
                        Row.withSchema(schema).addValue(1L).build(),
                        Row.withSchema(schema).addValue(2L).build())
                    .withRowSchema(schema))
            .apply(Query.of(schema).where("n > 1").select(List.of("n * 10 as m")).rowsToRows());

    PAssert.that(
            rows.apply(
                FlatMapElements.into(TypeDescriptors.strings())
                    .via(row -> List.of(row.getValues().toString()))))
        .containsInAnyOrder("[20]");
    p.run();
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> Query.of(schema).limit(1).rowsToRows())
            .getMessage(),
        is(
            "Only a query that filters and selects gives rows; one that aggregates, tells rows apart"
                + " or counts them off gives a table."));
  }

  @Test
  public void mistakes_areSaidInOneLine() {
    assertThat(
        problem(() -> events().eventTime("ts", Duration.ZERO)),
        is("The event time is \"ts\" already: give it once."));
    assertThat(
        problem(() -> Query.of(EVENTS).eventTime("ts", Duration.standardMinutes(-1))),
        is("A lateness of -1m is less than nothing: use 0s or more."));
    assertThat(
        problem(() -> Query.of(EVENTS).eventTime("service", Duration.ZERO)),
        is("\"service\" is no event time: it is string, and must be a timestamp."));
    assertThat(
        problem(() -> Query.of(EVENTS).eventTime("time", Duration.ZERO)),
        is("There is no column \"time\": there are [ts, service, status, ms]."));
    assertThat(
        problem(() -> Query.of(EVENTS).distinctWithin(List.of("ms"), SECOND)),
        is("Distinct rows within a time need an event time: say which column it is."));
    assertThat(
        problem(() -> Windowing.sliding(SECOND, Duration.standardSeconds(2))),
        is(
            "Windows of 1000 ms every 2000 ms would leave rows out: the slide may not be longer than"
                + " the window."));
    assertThat(
        problem(() -> events().where("ms + 1")),
        is("\"ms + 1\" is no condition: it is not true or false."));
  }

  private static String problem(org.junit.function.ThrowingRunnable mistake) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, mistake).getMessage());
  }

  @Test
  public void check_ofWhatCannotWork_saysWhatToDo() {
    Query perService = events().groupBy(null, List.of("service"), "count");
    assertThat(
        perService.check(OutputMode.APPEND, false),
        contains(
            "Append of an aggregation over an endless input needs a window or the event time among"
                + " its keys, for without one no row is ever final: give it a window, or use update"
                + " or complete mode."));
    assertThat(perService.check(OutputMode.APPEND, true), is(empty()));
    assertThat(
        perService.orderBy(List.of("count desc")).check(OutputMode.UPDATE, false),
        contains("Only a whole table can be ordered: use complete mode."));
    assertThat(
        perService.limit(3).check(OutputMode.UPDATE, false),
        contains(
            "A limit in update mode cannot take back the rows that fall out of it: use complete"
                + " mode."));
    assertThat(
        events().distinct(List.of("service")).check(OutputMode.COMPLETE, false),
        contains(
            "Complete mode without an aggregation would keep all input for ever: use append, or"
                + " aggregate the rows."));
  }

  @Test
  public void explain_windowInAppend_saysWhenRowsComeAndWhatIsKept() {
    Query query =
        events()
            .groupBy(Windowing.tumbling(Duration.standardMinutes(1)), List.of("service"), "count");
    assertThat(
        query.explain(OutputMode.APPEND, false),
        contains(
            "rows: each once, when the watermark passes its window's end + 30s",
            "state: one row for each window and service, until the watermark passes its window's end"
                + " + 30s: bounded"));
    assertThat(
        query.explain(OutputMode.COMPLETE, false),
        containsInAnyOrder(
            "rows: at each tick that changed anything, the whole table",
            "state: one row for each window and service, for ever: NOT bounded, complete mode keeps"
                + " the whole table"));
  }
}
