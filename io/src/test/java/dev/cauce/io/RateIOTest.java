package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertThrows;

import dev.cauce.row.Lines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Instant;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

public class RateIOTest {
  private static final long START = Instant.parse("2026-01-01T00:00:00.000Z").getMillis();

  @Rule public final TestPipeline p = TestPipeline.create().enableAbandonedNodeEnforcement(false);

  private final AtomicLong clock = new AtomicLong(START);

  @Before
  @After
  public void openIntake() {
    Intake.open();
  }

  private RateReader reader(long rate, long total, RateMark mark) {
    return new RateReader(
        RateSource.of(new RateTimetable(rate, total)),
        mark,
        clock::get,
        Portion.endless(),
        Pace.free());
  }

  private static List<String> rows(Lines lines) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      rows.add(lines.line(i));
    }
    return rows;
  }

  @Test
  public void advance_rowsAreDue_thoseAndNoOthers() {
    RateReader reader = reader(3, 100, new RateMark(START, 0));
    assertThat(reader.start(), is(true));
    assertThat(
        rows(reader.getCurrent()),
        contains("{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"value\":0}"));
    assertThat(reader.advance(), is(false));
    clock.set(START + 1000);
    assertThat(reader.advance(), is(true));
    assertThat(
        rows(reader.getCurrent()),
        contains(
            "{\"timestamp\":\"2026-01-01T00:00:00.333Z\",\"value\":1}",
            "{\"timestamp\":\"2026-01-01T00:00:00.666Z\",\"value\":2}",
            "{\"timestamp\":\"2026-01-01T00:00:01.000Z\",\"value\":3}"));
    assertThat(reader.getCurrentTimestamp(), is(Instant.ofEpochMilli(START + 333)));
    assertThat(reader.getCurrent().millis(2), is(START + 1000));
    assertThat(reader.advance(), is(false));
  }

  @Test
  public void getWatermark_betweenRows_presentUpToTheNextRow() {
    RateReader reader = reader(1, 2, new RateMark(START, 0));
    assertThat(reader.start(), is(true));
    clock.set(START + 400);
    assertThat(reader.getWatermark(), is(Instant.ofEpochMilli(START + 400)));
    clock.set(START + 300); // the clock is set back
    assertThat(reader.getWatermark(), is(Instant.ofEpochMilli(START + 400)));
    clock.set(START + 5000);
    assertThat(reader.getWatermark(), is(Instant.ofEpochMilli(START + 1000))); // row 1 is overdue
    assertThat(reader.advance(), is(true));
    assertThat(reader.advance(), is(false));
    assertThat(reader.getWatermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
  }

  @Test
  public void createReader_fromAMark_nextValueOfTheSameTimetable() {
    RateReader reader = reader(10, 100, new RateMark(START, 0));
    clock.set(START + 250);
    assertThat(reader.start(), is(true));
    assertThat(reader.getCheckpointMark(), is(new RateMark(START, 3)));
    clock.set(START + 60_000);
    RateReader next = reader(10, 5, reader.getCheckpointMark());
    assertThat(next.start(), is(true));
    assertThat(
        rows(next.getCurrent()),
        contains(
            "{\"timestamp\":\"2026-01-01T00:00:00.300Z\",\"value\":3}",
            "{\"timestamp\":\"2026-01-01T00:00:00.400Z\",\"value\":4}"));
  }

  @Test
  public void advance_muchIsOverdue_blocksOfLimitedSize() {
    clock.set(START + 100_000);
    RateReader reader = reader(1000, 100_000, new RateMark(START, 0));
    long expected = 0;
    int blocks = 0;
    for (boolean more = reader.start(); more; more = reader.advance()) {
      assertThat(reader.getCurrent().length(), lessThan((256 << 10) + 100));
      for (String row : rows(reader.getCurrent())) {
        assertThat(row.endsWith("\"value\":" + expected++ + "}"), is(true));
      }
      blocks++;
    }
    assertThat(expected, is(100_000L));
    assertThat(blocks, greaterThan(15));
  }

  @Test
  public void split_slowRate_one() throws Exception {
    assertThat(
        RateSource.of(new RateTimetable(1999, 10)).split(8, PipelineOptionsFactory.create()),
        hasSize(1));
  }

  @Test
  public void split_fastRate_partsGiveEachValueOnce() throws Exception {
    List<RateSource> parts =
        RateSource.of(new RateTimetable(3500, 10)).split(8, PipelineOptionsFactory.create());
    assertThat(parts, hasSize(3));
    long start =
        ((RateReader) parts.get(0).createReader(p.getOptions(), null)).getCheckpointMark().start();
    List<List<Long>> values = new ArrayList<>();
    for (RateSource part : parts) {
      RateMark mark = ((RateReader) part.createReader(p.getOptions(), null)).getCheckpointMark();
      assertThat(mark.start(), is(start)); // one timetable
      RateReader reader =
          new RateReader(part, mark, () -> start + 1000, Portion.endless(), Pace.free());
      List<Long> of = new ArrayList<>();
      for (boolean more = reader.start(); more; more = reader.advance()) {
        for (String row : rows(reader.getCurrent())) {
          of.add(Long.valueOf(row.replaceAll(".*:(\\d+)}", "$1")));
        }
      }
      values.add(of);
    }
    assertThat(values, contains(List.of(0L, 3L, 6L, 9L), List.of(1L, 4L, 7L), List.of(2L, 5L, 8L)));
  }

  @Test
  public void advance_intakeIsClosed_ends() {
    RateReader reader = reader(10, 100, new RateMark(START, 0));
    assertThat(reader.start(), is(true));
    new Intake().stopReading();
    clock.set(START + 1000);
    assertThat(reader.advance(), is(false));
    assertThat(reader.getWatermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
    assertThat(reader.getCheckpointMark(), is(new RateMark(START, 1)));
  }

  @Test
  public void millisAfterStart_hugeValues_doesNotOverflow() {
    assertThat(
        new RateTimetable(1, 0).millisAfterStart(9_000_000_000_000_000L),
        is(9_000_000_000_000_000_000L));
    assertThat(
        new RateTimetable(1_000_000_000, 0).millisAfterStart(Long.MAX_VALUE),
        is(9_223_372_036_854L));
  }

  @Test
  public void read_pipelineWithATotal_eachValueOnce() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      expected.add("\"value\":" + i + "}");
    }
    PAssert.that(
            p.apply("Read", RateIO.read().withRowsPerSecond(10_000).withTotal(5000))
                .apply("Each", Lines.each())
                .apply(
                    "Value",
                    org.apache.beam.sdk.transforms.MapElements.into(
                            org.apache.beam.sdk.values.TypeDescriptors.strings())
                        .via((String row) -> row.substring(row.indexOf("\"value\"")))))
        .containsInAnyOrder(expected);
    p.run();
  }

  @Test
  public void decode_encodedMark_isTheSame() throws Exception {
    RateMark mark = new RateMark(START, 42);
    byte[] bytes = CoderUtils.encodeToByteArray(RateMark.MarkCoder.of(), mark);
    assertThat(bytes[0], is((byte) 1)); // the format
    assertThat(CoderUtils.decodeFromByteArray(RateMark.MarkCoder.of(), bytes), is(mark));
  }

  @Test
  public void withRowsPerSecond_none_refused() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> RateIO.read().withRowsPerSecond(0))
            .getMessage(),
        is("A rate of 0 rows a second: give one from 1 to 1000000000"));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> RateIO.read().withTotal(-1))
            .getMessage(),
        is("A total of -1 rows: give a number that is not negative"));
  }
}
