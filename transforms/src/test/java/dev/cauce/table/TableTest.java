package dev.cauce.table;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import dev.cauce.text.Words;
import java.util.Collection;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowMappingFn;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.Rule;
import org.junit.Test;

public class TableTest {
  private static final Instant START = new Instant(0);
  private static final Duration SECOND = Duration.standardSeconds(1);

  @Rule public final TestPipeline p = TestPipeline.create();

  private final Updates updates = new Updates();

  private static Lines lines(String... lines) {
    return Lines.of("test", START, List.of(lines));
  }

  private static Table<Lines, String, Long> wordCount() {
    return Table.of(Words.spaces().grouping(), Count.combineFn()).columns("word", "count");
  }

  @Test
  public void bounded_everyMode_emitsFinalTableOnce() {
    Updates append = new Updates();
    Updates complete = new Updates();
    var input = p.apply(Create.of(lines("a b a"), lines("c", "b a")).withCoder(LinesCoder.of()));
    input.apply("A", wordCount().emitting(OutputMode.APPEND)).apply("SA", append);
    input.apply("U", wordCount().emitting(OutputMode.UPDATE)).apply("SU", updates);
    input.apply("C", wordCount().emitting(OutputMode.COMPLETE)).apply("SC", complete);
    p.run();

    for (Updates each : List.of(append, updates, complete)) {
      assertThat(Updates.table(each.all()), contains("[a, 3]", "[b, 2]", "[c, 1]"));
      assertThat(each.all().stream().mapToInt(u -> u.rows().size()).sum(), is(3));
    }
    assertThat(complete.all(), hasSize(1));
  }

  private TestStream<Lines> threeTicks() {
    return TestStream.create(LinesCoder.of())
        .addElements(lines("a b a"))
        .advanceProcessingTime(SECOND)
        .advanceProcessingTime(SECOND)
        .addElements(lines("b"), lines("c"))
        .advanceProcessingTime(SECOND)
        .advanceWatermarkToInfinity();
  }

  @Test
  public void unbounded_update_emitsTouchedRowsAtEachTick() {
    p.apply(threeTicks()).apply(wordCount()).apply(updates);
    p.run();

    assertThat(Updates.table(updates.all()), contains("[a, 2]", "[b, 2]", "[c, 1]"));
    assertThat(
        updates.all().stream()
            .flatMap(u -> u.rows().stream())
            .map(r -> r.getValues().toString())
            .sorted()
            .toList(),
        contains("[a, 2]", "[b, 1]", "[b, 2]", "[c, 1]"));
  }

  @Test
  public void unbounded_complete_emitsOneSnapshotPerTickThatChanged() {
    p.apply(threeTicks()).apply(wordCount().emitting(OutputMode.COMPLETE)).apply(updates);
    p.run();

    assertThat(updates.all(), hasSize(2));
    assertThat(Updates.table(updates.all().subList(0, 1)), contains("[a, 2]", "[b, 1]"));
    assertThat(Updates.table(updates.all().subList(1, 2)), contains("[a, 2]", "[b, 2]", "[c, 1]"));
    assertThat(updates.all().get(1).version(), greaterThan(updates.all().get(0).version()));
  }

  @Test
  public void everyZero_blocksThatAreFollowed_waitForTheLastOfThem() {
    p.getOptions().as(CheckpointOptions.class).setCheckpointed(true); // a snapshot a hand-on
    p.apply(
            TestStream.create(LinesCoder.of())
                .addElements( // one bundle
                    lines("a").withFollowed(true),
                    lines("b").withFollowed(true),
                    lines("a"),
                    lines("c"))
                .advanceWatermarkToInfinity())
        .apply(wordCount().emitting(OutputMode.COMPLETE).every(Duration.ZERO))
        .apply(updates);
    p.run();

    assertThat(updates.all(), hasSize(2));
    assertThat(Updates.table(updates.all().subList(0, 1)), contains("[a, 2]", "[b, 1]"));
    assertThat(Updates.table(updates.all().subList(1, 2)), contains("[a, 2]", "[b, 1]", "[c, 1]"));
  }

  @Test
  public void everySecond_blocksThatAreNotFollowed_waitForTheEndOfTheBundle() {
    p.getOptions().as(CheckpointOptions.class).setCheckpointed(true);
    p.apply(
            TestStream.create(LinesCoder.of())
                .addElements(lines("a"), lines("c"))
                .advanceWatermarkToInfinity())
        .apply(wordCount().emitting(OutputMode.COMPLETE).every(SECOND))
        .apply(updates);
    p.run();

    assertThat(updates.all(), hasSize(1));
  }

  /** A run whose sources set the pace, a tick a second. */
  private void setPace() {
    CheckpointOptions options = p.getOptions().as(CheckpointOptions.class);
    options.setCheckpointed(true);
    options.setPaceMillis(SECOND.getMillis());
  }

  private static List<String> tables(Updates updates) {
    return updates.all().stream().map(u -> Updates.table(List.of(u)).toString()).toList();
  }

  @Test
  public void paced_aBlockThatIsNotFollowed_isATick() {
    setPace();
    p.apply(
            TestStream.create(LinesCoder.of())
                .addElements( // one bundle
                    lines("a").withFollowed(true),
                    lines("b").withFollowed(true),
                    lines("a"),
                    lines("c"))
                .advanceWatermarkToInfinity())
        .apply(wordCount().emitting(OutputMode.COMPLETE).every(SECOND))
        .apply(updates);
    p.run();

    assertThat(tables(updates), contains("[[a, 2], [b, 1]]", "[[a, 2], [b, 1], [c, 1]]"));
  }

  @Test
  public void paced_sourceIsBehind_ticksByTheClock() {
    setPace();
    p.apply(
            TestStream.create(LinesCoder.of())
                .addElements(lines("a").withFollowed(true))
                .addElements(lines("b").withFollowed(true))
                .advanceProcessingTime(SECOND)
                .advanceProcessingTime(SECOND)
                .addElements(lines("a").withFollowed(true))
                .addElements(lines("c").withFollowed(true), lines("a"))
                .advanceWatermarkToInfinity())
        .apply(wordCount().emitting(OutputMode.COMPLETE).every(SECOND))
        .apply(updates);
    p.run();

    // Of the first second, and when the source has caught up: not one a bundle.
    assertThat(tables(updates), contains("[[a, 1], [b, 1]]", "[[a, 3], [b, 1], [c, 1]]"));
  }

  @Test
  public void paced_sessionsOfASourceThatIsBehind_tickByTheClock() {
    setPace();
    p.apply(
            TestStream.create(LinesCoder.of())
                .addElements(lines("a").withFollowed(true))
                .addElements(lines("b").withFollowed(true))
                .advanceProcessingTime(SECOND)
                .advanceProcessingTime(SECOND)
                .addElements(lines("a").withFollowed(true))
                .addElements(lines("a"))
                .advanceWatermarkToInfinity())
        .apply(
            wordCount()
                .over(Sessions.withGapDuration(SECOND))
                .emitting(OutputMode.COMPLETE)
                .every(SECOND))
        .apply(updates);
    p.run();

    String times = "1970-01-01T00:00:00Z, 1970-01-01T00:00:01Z";
    assertThat(
        tables(updates),
        contains(
            "[[%1$s, a, 1], [%1$s, b, 1]]".formatted(times),
            "[[%1$s, a, 3], [%1$s, b, 1]]".formatted(times)));
  }

  @Test
  public void paced_append_waitsForTheWatermarkAsEver() {
    setPace();
    p.apply(
            TestStream.create(LinesCoder.of())
                .addElements(lines("a").withFollowed(true), lines("a"))
                .advanceProcessingTime(SECOND)
                .advanceWatermarkToInfinity())
        .apply(wordCount().over(FixedWindows.of(SECOND)).emitting(OutputMode.APPEND).every(SECOND))
        .apply(updates);
    p.run();

    assertThat(updates.all(), hasSize(1));
  }

  @Test
  public void unbounded_endOfInput_isALastTick() {
    p.apply(TestStream.create(LinesCoder.of()).addElements(lines("a")).advanceWatermarkToInfinity())
        .apply(wordCount())
        .apply(updates);
    p.run();

    assertThat(Updates.table(updates.all()), contains("[a, 1]"));
  }

  @Test
  public void everyLongerThanInput_ticksNotBefore() {
    p.apply(
            TestStream.create(LinesCoder.of())
                .addElements(lines("a"))
                .advanceProcessingTime(SECOND)
                .addElements(lines("a"))
                .advanceProcessingTime(Duration.standardSeconds(9))
                .advanceWatermarkToInfinity())
        .apply(wordCount().every(Duration.standardSeconds(10)))
        .apply(updates);
    p.run();

    assertThat(updates.all(), hasSize(1));
    assertThat(Updates.table(updates.all()), contains("[a, 2]"));
  }

  @Test
  public void empty_boundedOrNot_emitsNothing() {
    p.apply(Create.empty(LinesCoder.of())).apply(wordCount()).apply(updates);
    p.run();

    assertThat(updates.all(), empty());
  }

  private static Lines at(long seconds, String line) {
    return Lines.of("test", new Instant(seconds * 1000), List.of(line));
  }

  private static TimestampedValue<Lines> stamped(Lines lines) {
    return TimestampedValue.of(lines, lines.least());
  }

  @Test
  public void windowed_append_emitsEachWindowOnceItHasExpired() {
    p.apply(
            TestStream.create(LinesCoder.of())
                .addElements(stamped(at(1, "a b")), stamped(at(9, "a")), stamped(at(11, "a")))
                .advanceProcessingTime(SECOND)
                .advanceWatermarkTo(new Instant(10_000))
                .addElements(stamped(at(8, "a"))) // late, but within the lateness
                .advanceWatermarkTo(new Instant(12_000))
                .addElements(stamped(at(7, "a"))) // too late
                .advanceWatermarkTo(new Instant(13_000))
                .advanceWatermarkToInfinity())
        .apply(
            wordCount()
                .over(FixedWindows.of(Duration.standardSeconds(10)))
                .withLateness(Duration.standardSeconds(2))
                .emitting(OutputMode.APPEND))
        .apply(updates);
    p.run();

    assertThat(
        Updates.table(updates.all()),
        contains(
            "[1970-01-01T00:00:00.000Z, 1970-01-01T00:00:10.000Z, a, 3]",
            "[1970-01-01T00:00:00.000Z, 1970-01-01T00:00:10.000Z, b, 1]",
            "[1970-01-01T00:00:10.000Z, 1970-01-01T00:00:20.000Z, a, 1]"));
  }

  @Test
  public void appendWithoutWindowOverUnbounded_isRefused() {
    p.enableAbandonedNodeEnforcement(false);
    var stream = p.apply(threeTicks());
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> stream.apply(wordCount().emitting(OutputMode.APPEND)))
            .getMessage(),
        is(
            "Append over an endless input never has a final row. Give the table a window with"
                + " over(...), or emit in update or complete mode."));
  }

  @Test
  public void mergingWindowsOfOwn_areRefused() {
    p.enableAbandonedNodeEnforcement(false);
    var stream = p.apply(threeTicks());
    assertThat(
        assertThrows(
                IllegalArgumentException.class, () -> stream.apply(wordCount().over(new Merging())))
            .getMessage(),
        is("Of the windows that merge a table takes Sessions and SessionGap, not Merging."));
  }

  private static final class Merging extends WindowFn<Object, IntervalWindow> {
    @Override
    public Collection<IntervalWindow> assignWindows(AssignContext context) {
      return List.of(new IntervalWindow(context.timestamp(), SECOND));
    }

    @Override
    public void mergeWindows(MergeContext context) {}

    @Override
    public boolean isCompatible(WindowFn<?, ?> other) {
      return other instanceof Merging;
    }

    @Override
    public Coder<IntervalWindow> windowCoder() {
      return IntervalWindow.getCoder();
    }

    @Override
    public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String toString() {
      return "Merging";
    }
  }

  @Test
  public void plainBeamWay_givesTheSameTable() {
    for (OutputMode mode : List.of(OutputMode.UPDATE, OutputMode.COMPLETE)) {
      Updates plain = new Updates();
      p.apply(
              mode.name(),
              TestStream.create(StringUtf8Coder.of())
                  .addElements("a", "b", "a")
                  .advanceProcessingTime(SECOND)
                  .addElements("b", "c")
                  .advanceProcessingTime(SECOND)
                  .advanceProcessingTime(SECOND)
                  .advanceWatermarkToInfinity())
          .apply(
              mode + "T",
              Table.of(Count.<String>perElement()).columns("word", "count").emitting(mode))
          .apply(mode + "S", plain);
      p.run();
      assertThat(Updates.table(plain.all()), contains("[a, 2]", "[b, 2]", "[c, 1]"));
    }
  }

  @Test
  public void keyFunction_andSeveralAggregates_giveAColumnEach() {
    p.apply(Create.of("ax", "b", "ay"))
        .apply(
            Table.of(
                    TypeDescriptors.strings(),
                    (String s) -> s.substring(0, 1),
                    Table.together(Count.combineFn(), Count.combineFn()))
                .columns("first", "n", "m"))
        .apply(updates);
    p.run();

    assertThat(Updates.table(updates.all()), contains("[a, 2, 2]", "[b, 1, 1]"));
  }
}
