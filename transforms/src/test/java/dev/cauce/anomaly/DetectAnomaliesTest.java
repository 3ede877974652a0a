package dev.cauce.anomaly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.JUnit4;

@RunWith(JUnit4.class)
public class DetectAnomaliesTest {
  @Rule public final TestPipeline p = TestPipeline.create();

  private static Measurement reading(String series, long second, double value) {
    return new Measurement(series, new Instant(1000 * second), value);
  }

  private static TimestampedValue<Measurement> timed(String series, long second, double value) {
    return TimestampedValue.of(reading(series, second, value), new Instant(1000 * second));
  }

  private static TestStream.Builder<Measurement> stream() {
    return TestStream.create(coder());
  }

  private static org.apache.beam.sdk.coders.Coder<Measurement> coder() {
    try {
      return TestPipeline.create().getCoderRegistry().getCoder(Measurement.class);
    } catch (org.apache.beam.sdk.coders.CannotProvideCoderException e) {
      try {
        return TestPipeline.create().getSchemaRegistry().getSchemaCoder(Measurement.class);
      } catch (org.apache.beam.sdk.schemas.NoSuchSchemaException none) {
        throw new IllegalStateException(none);
      }
    }
  }

  private static PCollection<String> texts(PCollection<Anomaly> anomalies) {
    return anomalies.apply(
        "Texts",
        MapElements.into(TypeDescriptors.strings())
            .via(
                a ->
                    a.series()
                        + " "
                        + a.time().getEpochSecond()
                        + " "
                        + a.value()
                        + " "
                        + a.score()
                        + (a.alert() ? " " + a.severity() : "")));
  }

  @Test
  public void expand_boundedInAnyOrder_isJudgedInTheOrderOfTime() {
    PCollection<Anomaly> found =
        p.apply(
                Create.of(
                    reading("a", 3, 31), // after 1: a jump of 30
                    reading("b", 1, 5),
                    reading("a", 1, 0),
                    reading("a", 2, 1),
                    reading("b", 2, 6),
                    reading("a", 4, 32)))
            .apply(DetectAnomalies.using(new Jumps()));
    PAssert.that(texts(found)).containsInAnyOrder("a 3 31.0 0.75 MAJOR");
    p.run();
  }

  @Test
  public void anomaly_hasAllThatIsKnownOfIt() {
    PCollection<Anomaly> found =
        p.apply(Create.of(reading("a", 1, 0), reading("a", 2, -40)))
            .apply(DetectAnomalies.using(new Jumps()));
    PAssert.that(found)
        .containsInAnyOrder(
            new Anomaly(
                "a",
                java.time.Instant.ofEpochSecond(2),
                -40,
                0.8,
                0.0,
                -10.0,
                10.0,
                "DOWN",
                "CRITICAL",
                true,
                false,
                false,
                "jump over 1 reading 40",
                "jumps v7"));
    p.run();
  }

  @Test
  public void above_higherScore_leavesOutWhatIsBelow() {
    PCollection<Anomaly> found =
        p.apply(Create.of(reading("a", 1, 0), reading("a", 2, 20), reading("a", 3, 60)))
            .apply(DetectAnomalies.using(new Jumps()).above(0.8));
    PAssert.that(texts(found)).containsInAnyOrder("a 3 60.0 0.8 CRITICAL");
    p.run();
  }

  @Test
  public void withAllScores_givesEveryReading() {
    PCollection<Anomaly> found =
        p.apply(Create.of(reading("a", 1, 0), reading("a", 2, 10), reading("a", 3, 10)))
            .apply(DetectAnomalies.using(new Jumps()).withAllScores());
    PAssert.that(texts(found))
        .containsInAnyOrder("a 1 0.0 0.0", "a 2 10.0 0.5 MINOR", "a 3 10.0 0.0");
    p.run();
  }

  @Test
  public void expand_unboundedInOtherOrder_waitsForTheWatermark() {
    PCollection<Anomaly> found =
        p.apply(
                stream()
                    .addElements(timed("a", 1, 0), timed("a", 3, 31), timed("a", 2, 1))
                    .advanceWatermarkTo(new Instant(3000))
                    .addElements(timed("a", 5, 0), timed("a", 4, 30))
                    .advanceWatermarkToInfinity())
            .apply(DetectAnomalies.using(new Jumps()));
    PAssert.that(texts(found)).containsInAnyOrder("a 3 31.0 0.75 MAJOR", "a 5 0.0 0.75 MAJOR");
    p.run();
  }

  @Test
  public void expand_readingAtTheWatermark_isJudgedAtOnce() {
    PCollection<Anomaly> found =
        p.apply(
                stream()
                    .addElements(timed("a", 1, 0), timed("a", 2, 90))
                    .advanceWatermarkTo(new Instant(2000))
                    .addElements(timed("a", 1, 50)) // late: 2 s was judged
                    .advanceWatermarkToInfinity())
            .apply(DetectAnomalies.using(new Jumps()));
    PAssert.that(texts(found)).containsInAnyOrder("a 2 90.0 0.9 CRITICAL");
    assertThat(counter(p.run(), "numRowsDroppedByWatermark"), equalTo(1L));
  }

  @Test
  public void withLateness_waitsLonger() {
    PCollection<Anomaly> found =
        p.apply(
                stream()
                    .addElements(timed("a", 1, 0), timed("a", 3, 60))
                    .advanceWatermarkTo(new Instant(3000))
                    .addElements(timed("a", 2, 50))
                    .advanceWatermarkToInfinity())
            .apply(DetectAnomalies.using(new Jumps()).withLateness(Duration.standardSeconds(2)));
    PAssert.that(texts(found))
        .containsInAnyOrder("a 2 50.0 0.8333333333333334 CRITICAL", "a 3 60.0 0.5 MINOR");
    p.run();
  }

  @Test
  public void withLateReadingsTo_lateReading_isADeadLetterAndNotLearned() {
    List<String> none = new ArrayList<>();
    Keep kept = new Keep();
    DeadLetters letters = DeadLetters.to(kept);
    PCollection<Anomaly> found =
        p.apply(
                stream()
                    .addElements(timed("a", 1, 0), timed("a", 3, 1))
                    .advanceWatermarkTo(new Instant(3000))
                    .addElements(timed("a", 2, 100))
                    .addElements(timed("a", 4, 2))
                    .advanceWatermarkToInfinity())
            .apply(DetectAnomalies.using(new Jumps()).withLateReadingsTo(letters));
    letters.write();
    PAssert.that(texts(found)).containsInAnyOrder(none);
    PAssert.that(kept.rows())
        .containsInAnyOrder(
            "readings of a | late: a reading of 1970-01-01T00:00:03Z of its series was judged"
                + " before it | a,1970-01-01T00:00:02Z,100.0");
    p.run();
  }

  @Test
  public void withDeadLetters_valueThatIsNoNumber_isADeadLetter() {
    Keep kept = new Keep();
    DeadLetters letters = DeadLetters.to(kept);
    p.apply(Create.of(reading("a", 1, 0), reading("a", 2, Double.NaN), reading("a", 3, 0)))
        .apply(DetectAnomalies.using(new Jumps()).withDeadLetters(letters));
    letters.write();
    PAssert.that(kept.rows())
        .containsInAnyOrder(
            "readings | no reading: the value is NaN | Measurement[series=a,"
                + " time=1970-01-01T00:00:02.000Z, values=[NaN]]");
    p.run();
  }

  @Test
  public void expand_moreReadingsThanMayWait_earlierHalfIsJudged() {
    int many = 100_002;
    PCollection<Anomaly> found =
        p.apply(
                TestStream.create(org.apache.beam.sdk.coders.VarIntCoder.of())
                    .addElements(TimestampedValue.of(many, new Instant(0)))
                    .addElements(TimestampedValue.of(-1, new Instant(0))) // by then late
                    .advanceWatermarkToInfinity())
            .apply(
                DetectAnomalies.in(
                    (Integer count, long micros, Readings.Taker taker) -> {
                      byte[] name = "a".getBytes(UTF_8);
                      for (int i = 0; i < count; i++) {
                        taker.reading(name, 0, 1, 1000L * i, new double[] {0});
                      }
                      if (count < 0) {
                        taker.reading(name, 0, 1, 1000, new double[] {100});
                      }
                    },
                    new Jumps()));
    PAssert.that(texts(found)).empty();
    assertThat(counter(p.run(), "numRowsDroppedByWatermark"), equalTo(1L));
  }

  @Test
  public void rememberingFor_silentSeries_isForgotten() {
    PCollection<Anomaly> found =
        p.apply(
                stream()
                    .addElements(timed("a", 1, 0), timed("b", 1, 0))
                    .advanceWatermarkTo(new Instant(1000))
                    .addElements(timed("b", 90, 0))
                    .advanceWatermarkTo(new Instant(90_000))
                    .addElements(timed("b", 150, 0))
                    .advanceWatermarkTo(new Instant(150_000))
                    .addElements(timed("a", 151, 100), timed("b", 151, 100))
                    .advanceWatermarkToInfinity())
            .apply(DetectAnomalies.using(new Jumps()).rememberingFor(Duration.standardSeconds(80)));
    PAssert.that(texts(found)).containsInAnyOrder("b 151 100.0 0.9090909090909091 CRITICAL");
    p.run();
  }

  @Test
  public void table_update_hasTheOpenIncident_andLosesItAfterThirtyUsualReadings() {
    TestStream.Builder<Measurement> stream =
        stream()
            .addElements(timed("a", 1, 0), timed("a", 2, 20), timed("a", 3, 50))
            .advanceWatermarkTo(new Instant(3000))
            .advanceProcessingTime(Duration.standardSeconds(2));
    for (int i = 4; i < 34; i++) {
      stream = stream.addElements(timed("a", i, 50));
    }
    PCollection<TableUpdate> table =
        p.apply(
                stream
                    .advanceWatermarkTo(new Instant(34_000))
                    .advanceProcessingTime(Duration.standardSeconds(2))
                    .advanceWatermarkToInfinity())
            .apply(AnomalyTable.of(DetectAnomalies.using(new Jumps())).emitting(OutputMode.UPDATE));
    PAssert.that(updates(table))
        .containsInAnyOrder("+[a, 2, 3, 2, 2, 3, 50.0, 0.75, 20.0, UP, MAJOR] -[]", "+[] -[a]");
    p.run();
  }

  @Test
  public void table_complete_hasAllOpenIncidents() {
    PCollection<TableUpdate> table =
        p.apply(
                stream()
                    .addElements(timed("a", 1, 0), timed("a", 2, 20), timed("b", 1, 0))
                    .advanceWatermarkTo(new Instant(3000))
                    .advanceProcessingTime(Duration.standardSeconds(2))
                    .addElements(timed("b", 4, -10))
                    .advanceWatermarkTo(new Instant(5000))
                    .advanceProcessingTime(Duration.standardSeconds(2))
                    .advanceWatermarkToInfinity())
            .apply(
                AnomalyTable.of(DetectAnomalies.using(new Jumps())).emitting(OutputMode.COMPLETE));
    String a = "[a, 2, 2, 1, 1, 2, 20.0, 0.6666666666666666, 0.0, UP, MAJOR]";
    String b = "[b, 4, 4, 1, 1, 4, -10.0, 0.5, 0.0, DOWN, MINOR]";
    PAssert.that(updates(table)).containsInAnyOrder("+" + a + " -[]", "+" + a + b + " -[]");
    p.run();
  }

  @Test
  public void table_boundedUpdate_hasWhatIsOpenAtTheEnd() {
    PCollection<TableUpdate> table =
        p.apply(Create.of(reading("a", 1, 0), reading("a", 2, 20), reading("b", 1, 0)))
            .apply(AnomalyTable.of(DetectAnomalies.using(new Jumps())).emitting(OutputMode.UPDATE));
    PAssert.that(updates(table))
        .containsInAnyOrder("+[a, 2, 2, 1, 1, 2, 20.0, 0.6666666666666666, 0.0, UP, MAJOR] -[]");
    p.run();
  }

  private static PCollection<String> updates(PCollection<TableUpdate> table) {
    return table.apply(
        "Updates",
        MapElements.into(TypeDescriptors.strings())
            .via(
                update -> {
                  List<String> rows = new ArrayList<>();
                  update
                      .rows()
                      .forEach(
                          row ->
                              rows.add(
                                  List.of(
                                          row.getString("series"),
                                          second(row, "opened"),
                                          second(row, "last"),
                                          row.getInt64("alerts"),
                                          row.getInt64("unusual"),
                                          second(row, "peak_time"),
                                          row.getDouble("peak_value"),
                                          row.getDouble("peak_score"),
                                          row.getDouble("expected"),
                                          row.getString("direction"),
                                          row.getString("severity"))
                                      .toString()));
                  rows.sort(null);
                  return "+"
                      + (rows.isEmpty() ? "[]" : String.join("", rows))
                      + " -"
                      + update.removed().stream().map(row -> row.getString("series")).toList();
                }));
  }

  private static long second(org.apache.beam.sdk.values.Row row, String column) {
    return row.getLogicalTypeValue(column, java.time.Instant.class).getEpochSecond();
  }

  private static long counter(PipelineResult result, String name) {
    long sum = 0;
    for (var counter :
        result
            .metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.named("cauce", name))
                    .build())
            .getCounters()) {
      sum += counter.getAttempted();
    }
    return sum;
  }

  /** A sink that keeps what it is given, as texts without the time. */
  private static final class Keep extends PTransform<PCollection<TableUpdate>, PDone> {
    private @Nullable PCollection<String> rows;

    PCollection<String> rows() {
      return java.util.Objects.requireNonNull(rows);
    }

    @Override
    public PDone expand(PCollection<TableUpdate> input) {
      rows =
          input.apply(
              org.apache.beam.sdk.transforms.FlatMapElements.into(TypeDescriptors.strings())
                  .via(
                      update ->
                          update.rows().stream()
                              .map(
                                  row ->
                                      row.getString("origin")
                                          + " | "
                                          + row.getString("reason")
                                          + " | "
                                          + row.getString("row"))
                              .toList()));
      return PDone.in(input.getPipeline());
    }
  }
}
