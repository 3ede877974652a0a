package dev.cauce.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.cauce.io.MemoryIO;
import dev.cauce.query.Query;
import dev.cauce.query.Windowing;
import dev.cauce.runners.Launcher;
import dev.cauce.runners.Runners;
import dev.cauce.table.CheckpointOptions;
import dev.cauce.table.OutputMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.junit.After;
import org.junit.Test;

/**
 * Event times out of order, the same row twice, late rows, windows of all kinds: the rows of append
 * are the final table of update, the last snapshot of complete without what was late, and the table
 * of a bounded run over the rows that were not late.
 */
public class EveryModeTest {
  private static final Schema EVENTS =
      Schema.builder()
          .addInt64Field("play")
          .addNullableField("at", Schema.FieldType.logicalType(SqlTypes.TIMESTAMP))
          .addNullableStringField("user")
          .addInt64Field("n")
          .build();
  private static final Duration EVERY = Duration.standardSeconds(1);

  // Over all seeds: so that a test that would leave everything apart fails.
  private int groups;
  private int apart;
  private int late;

  private final long start = Long.getLong("cauce.seed", System.nanoTime());

  /** Rows in steps, of one query. */
  private record Play(long seed, Query query, Windowing windowing, List<List<Row>> steps) {
    LateTruth truth(List<Long> watermarks) {
      return LateTruth.of(windowing, query.lateness(), steps, watermarks);
    }

    String name(String way) {
      return "seed " + seed + " " + way;
    }
  }

  /**
   * Some plays over one stream: they share its steps and its watermark, and nothing else.
   *
   * @param watermarks after each step: the largest time so far, in seconds
   */
  private record Plays(long seed, List<Play> plays, List<Long> watermarks) {}

  @Test
  public void direct_twoHundredSeeds_giveTheSameRowsInEveryMode() {
    for (long seed = start; seed < start + Integer.getInteger("cauce.seeds", 200); seed += 20) {
      Plays plays = plays(seed, 20);
      Pipeline bounded = direct();
      bounded(bounded, plays);
      bounded.run();
      Pipeline unbounded = direct();
      // Every other time as in a run with checkpoints, in which there are no ticks.
      unbounded
          .getOptions()
          .as(CheckpointOptions.class)
          .setCheckpointed((seed - start) / 20 % 2 == 1);
      unbounded(unbounded, plays, true);
      unbounded.run();
      plays.plays().forEach(play -> check(plays, play));
    }
    // Of ten stretches of time; a single one may have no late row.
    assertThat("groups that are compared", groups - apart, is(greaterThan(groups / 2)));
    assertThat("late rows", late, is(greaterThan(0)));
  }

  @Test
  public void embeddedFlink_tenSeeds_giveTheSameRowsInEveryMode() {
    Plays plays = plays(start, 10);
    Pipeline bounded = direct();
    bounded(bounded, plays);
    bounded.run();
    FlinkPipelineOptions options =
        Runners.on("flink")
            .withTrigger(Duration.millis(100))
            .toOptions()
            .as(FlinkPipelineOptions.class);
    options.setParallelism(1);
    options.setMaxBundleSize(1L); // the watermark waits for the end of a bundle
    Pipeline unbounded = Pipeline.create(options);
    unbounded(unbounded, plays, false);
    assertThat(Launcher.run(unbounded), is(Launcher.DONE));
    plays.plays().forEach(play -> check(plays, play));
  }

  @After
  public void printWhatWasCompared() {
    System.out.printf(
        Locale.ROOT,
        "from seed %d: %d groups, %d of them apart in complete mode, %d late%n",
        start,
        groups,
        apart,
        late);
  }

  /** Without the checks of Beam that make it slow; other tests have them. */
  private static Pipeline direct() {
    DirectOptions options = PipelineOptionsFactory.create().as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setEnforceImmutability(false);
    options.setEnforceEncodability(false);
    return Pipeline.create(options);
  }

  private static Plays plays(long seed, int count) {
    Random random = new Random(seed);
    List<Long> nows = new ArrayList<>();
    long now = 1_700_000_000L + random.nextInt(1000);
    for (int step = 1 + random.nextInt(6); step >= 0; step--) {
      nows.add(now);
      now += random.nextInt(80);
    }
    List<Play> plays = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      plays.add(play(seed + i, nows));
    }
    List<Long> watermarks = new ArrayList<>();
    long watermark = Long.MIN_VALUE;
    for (int step = 0; step < nows.size(); step++) {
      for (Play play : plays) {
        for (Row row : play.steps().get(step)) {
          watermark = Math.max(watermark, seconds(row));
        }
      }
      watermarks.add(watermark);
    }
    return new Plays(seed, plays, watermarks);
  }

  private static Play play(long seed, List<Long> nows) {
    Random random = new Random(seed);
    Duration lateness = Duration.standardSeconds(random.nextInt(3) * random.nextInt(40));
    Duration size = Duration.standardSeconds(1 + random.nextInt(60));
    Windowing windowing =
        switch (random.nextInt(4)) {
          case 0 -> Windowing.tumbling(size);
          case 1 ->
              Windowing.tumbling(size)
                  .startingAt(
                      Duration.millis(
                          (long) ((2 * random.nextDouble() - 1) * size.getMillis()) / 1000 * 1000));
          case 2 -> {
            long slide = size.getStandardSeconds() / (1 + random.nextInt(4));
            slide = Math.max(1, slide - random.nextInt(2));
            yield Windowing.sliding(size, Duration.standardSeconds(slide));
          }
          default -> Windowing.session(size);
        };
    Query query =
        Query.of(EVENTS)
            .eventTime("at", lateness)
            .groupBy(windowing, List.of("user"), "count, sum(n) as total, min(at) as first");
    int users = 1 + random.nextInt(4);
    int spread = 1 + random.nextInt(120);
    List<List<Row>> steps = new ArrayList<>();
    for (long now : nows) {
      List<Row> rows = new ArrayList<>();
      for (int i = random.nextInt(30); i >= 0; i--) {
        if (!rows.isEmpty() && random.nextInt(10) == 0) {
          rows.add(rows.get(random.nextInt(rows.size())));
          continue;
        }
        int user = random.nextInt(users + 1);
        rows.add(
            Row.withSchema(EVENTS)
                .addValue(seed)
                .addValue(Instant.ofEpochSecond(now - random.nextInt(spread)))
                .addValue(user == 0 ? null : "u" + user)
                .addValue((long) random.nextInt(100))
                .build());
      }
      steps.add(rows);
    }
    return new Play(seed, query, windowing, steps);
  }

  private static TimestampedValue<Row> timed(Row row) {
    return TimestampedValue.of(row, new org.joda.time.Instant(seconds(row) * 1000));
  }

  static long seconds(Row row) {
    Instant at = row.getLogicalTypeValue("at", Instant.class);
    return at == null ? 0 : at.getEpochSecond();
  }

  private static void unbounded(Pipeline p, Plays plays, boolean clock) {
    TestStream.Builder<Row> stream = TestStream.create(RowCoder.of(EVENTS));
    for (int step = 0; step < plays.watermarks().size(); step++) {
      List<TimestampedValue<Row>> timed = new ArrayList<>();
      for (Play play : plays.plays()) {
        play.steps().get(step).forEach(row -> timed.add(timed(row)));
      }
      @SuppressWarnings({"unchecked", "rawtypes"})
      TimestampedValue<Row>[] rest =
          timed.subList(1, timed.size()).toArray(new TimestampedValue[0]);
      stream = stream.addElements(timed.get(0), rest);
      stream = clock ? stream.advanceProcessingTime(EVERY) : stream;
      long watermark = plays.watermarks().get(step);
      stream = stream.advanceWatermarkTo(new org.joda.time.Instant(watermark * 1000));
    }
    PCollection<Row> all = p.apply("Rows", stream.advanceWatermarkToInfinity());
    all.setRowSchema(EVENTS);
    for (Play play : plays.plays()) {
      long seed = play.seed();
      PCollection<Row> rows =
          all.apply(
              "Rows of " + seed,
              Filter.by((Row row) -> Objects.equals(row.getInt64("play"), seed)));
      rows.setRowSchema(EVENTS);
      for (OutputMode mode : OutputMode.values()) {
        write(rows, play, mode, play.name("unbounded " + mode));
      }
    }
  }

  /** Only what was not late. */
  private static void bounded(Pipeline p, Plays plays) {
    for (Play play : plays.plays()) {
      List<TimestampedValue<Row>> left = new ArrayList<>();
      for (Row row : play.truth(plays.watermarks()).inTime()) {
        left.add(timed(row));
      }
      Collections.shuffle(left, new Random(play.seed()));
      PCollection<Row> rows =
          p.apply("Rows " + play.seed(), Create.timestamped(left).withCoder(RowCoder.of(EVENTS)));
      rows.setRowSchema(EVENTS);
      for (OutputMode mode : OutputMode.values()) {
        write(rows, play, mode, play.name("bounded " + mode));
      }
    }
  }

  private static void write(PCollection<Row> rows, Play play, OutputMode mode, String name) {
    rows.apply(name, play.query().ofRows(Query.Settings.of(mode, EVERY)))
        .apply("To " + name, MemoryIO.write(name));
  }

  private void check(Plays plays, Play play) {
    LateTruth truth = play.truth(plays.watermarks());
    String what =
        "-Dcauce.seed="
            + plays.seed()
            + ", play "
            + play.seed()
            + ", "
            + play.windowing()
            + " late after "
            + play.query().lateness()
            + ": ";
    List<String> append = take(play.name("unbounded APPEND"), Set.of());
    assertThat(what + "update", take(play.name("unbounded UPDATE"), Set.of()), is(append));
    assertThat(
        what + "complete without late ones",
        take(play.name("unbounded COMPLETE"), truth.lateGroups()),
        is(without(append, truth.lateGroups())));
    List<String> bounded = take(play.name("bounded APPEND"), Set.of());
    assertThat(
        what + "bounded",
        without(bounded, truth.splitGroups()),
        is(without(append, truth.splitGroups())));
    assertThat(what + "bounded update", take(play.name("bounded UPDATE"), Set.of()), is(bounded));
    assertThat(
        what + "bounded complete", take(play.name("bounded COMPLETE"), Set.of()), is(bounded));
    groups += append.size();
    apart += append.size() - without(append, truth.lateGroups()).size();
    late += truth.late();
  }

  /** The rows of a memory table as text, sorted, but for those that begin with one of a group. */
  private static List<String> take(String name, Set<String> groups) {
    List<String> rows = new ArrayList<>();
    for (Row row : MemoryIO.table(name).rows()) {
      rows.add(
          String.format(
              Locale.ROOT,
              "%d..%d %s: %s",
              epochSecond(row, 0),
              epochSecond(row, 1),
              row.getString("user"),
              row.getValues().subList(3, row.getFieldCount())));
    }
    MemoryIO.drop(name);
    Collections.sort(rows);
    return without(rows, groups);
  }

  private static long epochSecond(Row row, int column) {
    return Instant.parse(String.valueOf(row.<Object>getValue(column))).getEpochSecond();
  }

  private static List<String> without(List<String> rows, Set<String> groups) {
    return rows.stream()
        .filter(
            row -> {
              String group = row.substring(0, row.indexOf(':'));
              return !groups.contains(group)
                  && !groups.contains(group.substring(group.indexOf(' ') + 1));
            })
        .toList();
  }
}
