package dev.cauce.modes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.cauce.io.MemoryIO;
import dev.cauce.query.Query;
import dev.cauce.table.OutputMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.junit.Test;

/**
 * What ends by the event time leaves nothing in the state: the groups that were put into the
 * buckets, and those that were taken out again, as many.
 */
public class StateGoneTest {
  private static final Duration SECOND = Duration.standardSeconds(1);
  private static final List<String> ENDING =
      List.of(
          "tumbling windows",
          "sliding windows",
          "sessions",
          "aggregation by key and time",
          "first row of each key within a time",
          "first row of each key and time",
          "rollup in windows");

  @Test
  public void windowsThatClosed_leaveNoGroups() {
    for (String kind : ENDING) {
      Query query = Objects.requireNonNull(Kinds.all().get(kind));
      for (OutputMode mode : List.of(OutputMode.APPEND, OutputMode.UPDATE)) {
        assertThat(kind + " in " + mode, groupsLeft(query, mode), is(0L));
      }
    }
  }

  @Test
  public void completeMode_keepsThemAll() {
    Query query = Objects.requireNonNull(Kinds.all().get("tumbling windows"));
    assertThat(groupsLeft(query, OutputMode.COMPLETE), is(greaterThan(50L)));
  }

  private static long groupsLeft(Query query, OutputMode mode) {
    TestStream.Builder<Row> stream = TestStream.create(RowCoder.of(Kinds.CLICKS));
    Instant start = Instant.parse("2024-03-01T10:00:00Z");
    for (int minute = 0; minute < 30; minute++) {
      List<TimestampedValue<Row>> rows = new ArrayList<>();
      for (String user : List.of("ana", "leo")) {
        Instant at = start.plusSeconds(60L * minute);
        rows.add(
            TimestampedValue.of(
                Row.withSchema(Kinds.CLICKS).addValues(at, user, "Lima", 1L).build(),
                new org.joda.time.Instant(at.toEpochMilli())));
      }
      stream =
          stream
              .addElements(rows.get(0), rows.get(1))
              .advanceProcessingTime(SECOND)
              .advanceWatermarkTo(rows.get(0).getTimestamp());
    }
    Pipeline p = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    p.apply(stream.advanceWatermarkToInfinity())
        .setRowSchema(Kinds.CLICKS)
        .apply(query.ofRows(Query.Settings.of(mode, SECOND)))
        .apply(MemoryIO.write("state"));
    PipelineResult result = p.run();
    result.waitUntilFinish();
    MemoryIO.drop("state");
    long groups = 0;
    for (MetricResult<Long> each :
        result
            .metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.named("cauce", "numRowsTotal"))
                    .build())
            .getCounters()) {
      groups += each.getAttempted();
    }
    return groups;
  }
}
