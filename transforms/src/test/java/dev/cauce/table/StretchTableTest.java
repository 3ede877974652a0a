package dev.cauce.table;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.junit.Assert.assertThrows;

import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import dev.cauce.text.Words;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.Rule;
import org.junit.Test;

/** Sessions, groups of a time, first rows: what ends by itself. */
public class StretchTableTest {
  private static final Duration SECOND = Duration.standardSeconds(1);

  @Rule public final TestPipeline p = TestPipeline.create();

  private final Updates updates = new Updates();

  private static TimestampedValue<String> at(long seconds, String key) {
    return TimestampedValue.of(key, new Instant(seconds * 1000));
  }

  private static Table<String, String, Long> clicks() {
    return Table.of(TypeDescriptors.strings(), (String key) -> key, Count.<String>combineFn())
        .columns("user", "clicks")
        .over(Sessions.withGapDuration(Duration.standardSeconds(10)));
  }

  private List<String> rows() {
    return updates.all().stream()
        .flatMap(u -> u.rows().stream())
        .map(row -> row.getValues().toString())
        .toList();
  }

  private List<String> removed() {
    return updates.all().stream()
        .flatMap(u -> u.removed().stream())
        .map(row -> row.getValues().subList(0, 3).toString())
        .toList();
  }

  @Test
  public void sessions_append_leaveWhenTheyEnd() {
    p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(at(0, "a"), at(5, "a"), at(3, "b"))
                .advanceProcessingTime(SECOND)
                .advanceWatermarkTo(new Instant(14_000))
                .addElements(at(24, "a"), at(25, "b")) // a's would have gone on to 15
                .advanceProcessingTime(SECOND)
                .advanceWatermarkTo(new Instant(15_000))
                .advanceProcessingTime(SECOND)
                .advanceWatermarkToInfinity())
        .apply(clicks().emitting(OutputMode.APPEND))
        .apply(updates);
    p.run();

    assertThat(
        rows(),
        containsInAnyOrder(
            "[1970-01-01T00:00:00Z, 1970-01-01T00:00:15Z, a, 2]",
            "[1970-01-01T00:00:03Z, 1970-01-01T00:00:13Z, b, 1]",
            "[1970-01-01T00:00:24Z, 1970-01-01T00:00:34Z, a, 1]",
            "[1970-01-01T00:00:25Z, 1970-01-01T00:00:35Z, b, 1]"));
  }

  @Test
  public void sessions_ofWords_takeThemWithoutAnInput() { // a word has nothing but its key
    p.apply(
            TestStream.create(LinesCoder.of())
                .addElements(Lines.of("here", new Instant(3000), List.of("ana leo", "ana")))
                .advanceWatermarkToInfinity())
        .apply(
            Table.of(Words.spaces().grouping(), Count.combineFn())
                .columns("word", "count")
                .over(Sessions.withGapDuration(Duration.standardSeconds(10)))
                .emitting(OutputMode.APPEND))
        .apply(updates);
    p.run();

    assertThat(
        rows(),
        containsInAnyOrder(
            "[1970-01-01T00:00:03Z, 1970-01-01T00:00:13Z, ana, 2]",
            "[1970-01-01T00:00:03Z, 1970-01-01T00:00:13Z, leo, 1]"));
  }

  @Test
  public void sessions_thatTouch_areOne() {
    p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(at(0, "a"), at(10, "a"), at(20, "a"))
                .advanceWatermarkToInfinity())
        .apply(clicks().emitting(OutputMode.APPEND))
        .apply(updates);
    p.run();

    assertThat(rows(), contains("[1970-01-01T00:00:00Z, 1970-01-01T00:00:30Z, a, 3]"));
  }

  @Test
  public void sessions_update_mergedOnesAreRemoved() {
    p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(at(0, "a"), at(15, "a"))
                .advanceProcessingTime(SECOND)
                .advanceProcessingTime(SECOND)
                .addElements(at(8, "a"))
                .advanceProcessingTime(SECOND)
                .advanceProcessingTime(SECOND)
                .addElements(at(9, "a"))
                .advanceProcessingTime(SECOND)
                .advanceWatermarkToInfinity())
        .apply(clicks().emitting(OutputMode.UPDATE))
        .apply(updates);
    p.run();

    assertThat(
        rows(),
        contains(
            "[1970-01-01T00:00:00Z, 1970-01-01T00:00:10Z, a, 1]",
            "[1970-01-01T00:00:15Z, 1970-01-01T00:00:25Z, a, 1]",
            "[1970-01-01T00:00:00Z, 1970-01-01T00:00:25Z, a, 3]",
            "[1970-01-01T00:00:00Z, 1970-01-01T00:00:25Z, a, 4]"));
    assertThat(
        removed(),
        contains(
            "[1970-01-01T00:00:00Z, 1970-01-01T00:00:10Z, a]",
            "[1970-01-01T00:00:15Z, 1970-01-01T00:00:25Z, a]"));
    assertThat(
        Updates.table(updates.all()),
        contains("[1970-01-01T00:00:00Z, 1970-01-01T00:00:25Z, a, 4]"));
  }

  @Test
  public void sessions_complete_showAll() {
    p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(at(0, "a"), at(3, "b"))
                .advanceProcessingTime(SECOND)
                .advanceWatermarkTo(new Instant(60_000))
                .advanceProcessingTime(SECOND)
                .addElements(at(60, "a"))
                .advanceProcessingTime(SECOND)
                .advanceWatermarkToInfinity())
        .apply(clicks().emitting(OutputMode.COMPLETE))
        .apply(updates);
    p.run();

    assertThat(
        Updates.table(updates.all()),
        contains(
            "[1970-01-01T00:00:00Z, 1970-01-01T00:00:10Z, a, 1]",
            "[1970-01-01T00:00:03Z, 1970-01-01T00:00:13Z, b, 1]",
            "[1970-01-01T00:01:00Z, 1970-01-01T00:01:10Z, a, 1]"));
  }

  @Test
  public void sessions_lateRow_neitherCountsNorHidesInAnotherSession() {
    Updates dead = new Updates();
    DeadLetters late = DeadLetters.to(dead);
    p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(at(100, "z"))
                .advanceWatermarkTo(new Instant(100_000))
                // Together they would be a session from 85 to 110; the first of them is late.
                .addElements(at(85, "a"), at(94, "a"), at(100, "a"))
                .advanceWatermarkToInfinity())
        .apply(clicks().emitting(OutputMode.APPEND).withLateRowsTo(late))
        .apply(updates);
    late.write();
    p.run();

    assertThat(
        rows(),
        containsInAnyOrder(
            "[1970-01-01T00:01:34Z, 1970-01-01T00:01:50Z, a, 2]",
            "[1970-01-01T00:01:40Z, 1970-01-01T00:01:50Z, z, 1]"));
    assertThat(
        dead.all().stream()
            .flatMap(u -> u.rows().stream())
            .map(row -> row.getValues().subList(1, 4).toString())
            .toList(),
        contains(
            "[table, late: the watermark was 1970-01-01T00:01:40.000Z when it came,"
                + " {\"window_start\":\"1970-01-01T00:01:25Z\",\"window_end\":"
                + "\"1970-01-01T00:01:35Z\",\"user\":\"a\",\"clicks\":1}]"));
  }

  @Test
  public void sessions_bounded_everyModeIsTheSame() {
    var input = p.apply(Create.timestamped(at(0, "a"), at(12, "a"), at(10, "a"), at(40, "b")));
    Updates append = new Updates();
    Updates complete = new Updates();
    input.apply("A", clicks().emitting(OutputMode.APPEND)).apply("SA", append);
    input.apply("U", clicks().emitting(OutputMode.UPDATE)).apply("SU", updates);
    input.apply("C", clicks().emitting(OutputMode.COMPLETE)).apply("SC", complete);
    p.run();

    for (Updates each : List.of(append, updates, complete)) {
      assertThat(
          Updates.table(each.all()),
          contains(
              "[1970-01-01T00:00:00Z, 1970-01-01T00:00:22Z, a, 3]",
              "[1970-01-01T00:00:40Z, 1970-01-01T00:00:50Z, b, 1]"));
    }
  }

  @Test
  public void sessionGap_ofTheRow_decides() {
    p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(at(0, "short"), at(8, "short"), at(0, "longer"), at(8, "longer"))
                .addElements(at(0, "")) // in no session: its gap is 0
                .advanceWatermarkToInfinity())
        .apply(
            clicks()
                .over(SessionGap.by((String key) -> Duration.standardSeconds(key.length())))
                .emitting(OutputMode.APPEND))
        .apply(updates);
    p.run();

    assertThat(
        rows(),
        containsInAnyOrder(
            "[1970-01-01T00:00:00Z, 1970-01-01T00:00:05Z, short, 1]",
            "[1970-01-01T00:00:08Z, 1970-01-01T00:00:13Z, short, 1]",
            "[1970-01-01T00:00:00Z, 1970-01-01T00:00:06Z, longer, 1]",
            "[1970-01-01T00:00:08Z, 1970-01-01T00:00:14Z, longer, 1]"));
  }

  @Test
  public void atEventTime_append_groupLeavesWhenTheWatermarkReachesItsTime() {
    p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(at(10, "10"), at(10, "10"), at(11, "11"))
                .advanceWatermarkTo(new Instant(10_000))
                .addElements(at(10, "10"), at(12, "12"))
                .advanceWatermarkTo(new Instant(12_000))
                .advanceWatermarkToInfinity())
        .apply(
            Table.of(TypeDescriptors.strings(), (String key) -> key, Count.<String>combineFn())
                .atEventTime()
                .emitting(OutputMode.APPEND))
        .apply(updates);
    p.run();

    assertThat(rows(), containsInAnyOrder("[10, 2]", "[11, 1]", "[12, 1]"));
  }

  private static final Schema EVENT =
      Schema.builder().addStringField("id").addInt64Field("n").build();

  private record ById() implements Grouping<Row, String, Row> {
    @Override
    public void group(Row row, long micros, Rows<Row> rows) {
      byte[] id =
          String.valueOf(row.getString("id")).getBytes(java.nio.charset.StandardCharsets.UTF_8);
      rows.add(id, 0, id.length, micros, row);
    }

    @Override
    public Coder<String> keyCoder(CoderRegistry registry) {
      return StringUtf8Coder.of();
    }

    @Override
    public Coder<Row> inputCoder(CoderRegistry registry, Coder<Row> elements) {
      return elements;
    }
  }

  private static TimestampedValue<Row> event(long seconds, String id, long n) {
    return TimestampedValue.of(
        Row.withSchema(EVENT).addValues(id, n).build(), new Instant(seconds * 1000));
  }

  private List<String> firsts(Remember remember) {
    p.apply(
            TestStream.create(RowCoder.of(EVENT))
                .addElements(event(10, "a", 1), event(9, "a", 2), event(10, "b", 3))
                .advanceProcessingTime(SECOND)
                .advanceWatermarkTo(new Instant(10_000))
                .advanceProcessingTime(SECOND)
                .addElements(event(10, "a", 4), event(11, "a", 5), event(9, "c", 6))
                .advanceProcessingTime(SECOND)
                .advanceWatermarkTo(new Instant(15_000))
                .advanceProcessingTime(SECOND)
                .addElements(event(16, "a", 7), event(16, "b", 8))
                .advanceProcessingTime(SECOND)
                .advanceWatermarkToInfinity())
        .setRowSchema(EVENT)
        .apply(Table.first(new ById(), EVENT, remember))
        .apply(updates);
    p.run();
    return rows();
  }

  @Test
  public void first_forEver_eachKeyOnce() {
    assertThat(firsts(Remember.forEver()), containsInAnyOrder("[a, 1]", "[b, 3]", "[c, 6]"));
  }

  @Test
  public void first_forEverUnlessLate_lateRowsAreDropped() {
    assertThat(firsts(Remember.forEverUnlessLate()), containsInAnyOrder("[a, 1]", "[b, 3]"));
  }

  @Test
  public void first_within_keyComesAgainLater() {
    assertThat(
        firsts(Remember.within(Duration.standardSeconds(5))),
        containsInAnyOrder("[a, 1]", "[b, 3]", "[a, 7]", "[b, 8]"));
  }

  @Test
  public void first_untilItsTime_keyIsForgottenWithItsTime() {
    assertThat(
        firsts(Remember.untilItsTime()),
        containsInAnyOrder("[a, 1]", "[b, 3]", "[a, 5]", "[a, 7]", "[b, 8]"));
  }

  @Test
  public void first_complete_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            p.apply(
                    Create.of(Row.withSchema(EVENT).addValues("a", 1L).build())
                        .withRowSchema(EVENT))
                .apply(
                    Table.first(new ById(), EVENT, Remember.forEver())
                        .emitting(OutputMode.COMPLETE)));
    p.enableAbandonedNodeEnforcement(false);
  }

  @Test
  public void first_bounded_eachKeyOnce() {
    p.apply(Create.timestamped(event(1, "a", 1), event(2, "b", 2)).withCoder(RowCoder.of(EVENT)))
        .setRowSchema(EVENT)
        .apply(Table.first(new ById(), EVENT, Remember.forEver()))
        .apply(updates);
    p.run();

    assertThat(rows(), containsInAnyOrder("[a, 1]", "[b, 2]"));
  }
}
