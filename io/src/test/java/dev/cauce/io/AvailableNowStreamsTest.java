package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.cauce.row.EventTime;
import dev.cauce.row.TimeFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Standard input and made-up rows in runs that take what is there. */
public class AvailableNowStreamsTest {
  private static final long START = Instant.parse("2026-01-01T00:00:00.000Z").getMillis();

  private final List<String> feeds = new ArrayList<>();

  @Before
  public void openIntake() {
    Intake.open();
  }

  @After
  public void letGoOfTheFeeds() {
    for (String key : feeds) {
      LineFeed feed = LineFeeds.find(key);
      if (feed != null) {
        feed.release();
      }
    }
    Await.until("nothing is read any more", LineFeeds::isIdle);
    Intake.open();
  }

  @Test
  public void standardInput_atItsEnd_theNextRunReadsItsOwnFromTheStart() throws IOException {
    LineFeedSource source = input("one\ntwo\nlast", null);
    NowRun run = NowRun.start();
    LineFeedReader reader = reader(source, run, null);
    assertThat(run.rows(reader), contains("one", "two", "last"));
    assertThat(reader.getWatermark().isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE), is(true));
    FeedMark mark = copy(reader.getCheckpointMark());
    assertThat(mark.ended(), is(false));
    assertThat(mark.taken(), is(3L));

    NowRun next = NowRun.start();
    StandardInput.replace(source.id(), new ByteArrayInputStream("three\n".getBytes(UTF_8)));
    reader = reader(source, next, mark);
    assertThat(next.rows(reader), contains("three"));
    assertThat(reader.getCheckpointMark().taken(), is(4L));
  }

  @Test
  public void standardInput_endedInAnAlwaysOnRun_isBegunAnew() throws IOException {
    LineFeedSource source = input("three\n", null);
    NowRun run = NowRun.start();
    LineFeedReader reader = reader(source, run, new FeedMark(2, true));
    assertThat(run.rows(reader), contains("three"));
    assertThat(reader.getCheckpointMark(), is(new FeedMark(3, false)));
  }

  @Test
  public void standardInput_readerMadeAnewInTheRun_beginsNoOtherStream() throws IOException {
    LineFeedSource source = input("one\n", null);
    NowRun run = NowRun.start();
    LineFeedReader reader = reader(source, run, null);
    assertThat(run.rows(reader), contains("one"));
    FeedMark mark = copy(reader.getCheckpointMark());
    reader.close();
    StandardInput.replace(source.id(), new ByteArrayInputStream("other\n".getBytes(UTF_8)));
    assertThat(run.rows(reader(source, run, mark)), empty());
  }

  @Test
  public void standardInput_open_isNotAtItsEnd() throws IOException {
    PipedOutputStream typed = new PipedOutputStream();
    String id = StandardInput.register(new PipedInputStream(typed));
    LineFeedSource source =
        new LineFeedSource(id, new StandardInput.Settings(id, LineLimit.DEFAULT));
    NowRun run = NowRun.start();
    LineFeedReader reader = reader(source, run, null);
    assertThat(run.advance(reader), is(false));
    assertThat(run.isAtEnd(1), is(false));
    typed.write("one\n".getBytes(UTF_8));
    typed.close();
    assertThat(run.rows(reader), contains("one"));
  }

  @Test
  public void standardInput_maxRows_exactlySoMany() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      text.append(i).append('\n');
    }
    NowRun run = NowRun.start(123);
    LineFeedReader reader = reader(input(text.toString(), null), run, null);
    List<String> rows = run.rows(reader);
    assertThat(rows.size(), is(123));
    assertThat(rows.get(122), is("122"));
    assertThat(reader.getCheckpointMark().taken(), is(123L));
  }

  @Test
  public void standardInput_timesInTheRows_watermarkIsTheirLargest() throws IOException {
    EventTime seconds =
        EventTime.regex(Pattern.compile("(\\d+)")).as(TimeFormat.parse("epoch-seconds"));
    NowRun run = NowRun.start();
    LineFeedReader reader = reader(input("7\n5\n", seconds), run, null);
    assertThat(run.rows(reader), contains("7", "5"));
    assertThat(reader.getWatermark(), is(Instant.ofEpochMilli(7000)));
    assertThat(reader.getCheckpointMark(), is(new FeedMark(2, false, 7000)));
  }

  @Test
  public void rate_rowsDueByNow_andTheNextRunTheRest() throws IOException {
    AtomicLong clock = new AtomicLong(START + 250);
    NowRun run = NowRun.start();
    RateReader reader = rate(run, clock, 10, Long.MAX_VALUE, new RateMark(START, 0));
    clock.set(START + 350); // one more is due by now, but was not when the reader was made
    assertThat(values(run.rows(reader)), contains(0, 1, 2));
    assertThat(reader.getWatermark(), is(Instant.ofEpochMilli(START + 300)));
    assertThat(reader.getCheckpointMark(), is(new RateMark(START, 3)));
    clock.set(START + 500);
    NowRun next = NowRun.start(2);
    reader = rate(next, clock, 10, Long.MAX_VALUE, reader.getCheckpointMark());
    assertThat(values(next.rows(reader)), contains(3, 4));
    assertThat(reader.getCheckpointMark(), is(new RateMark(START, 5)));
  }

  @Test
  public void rate_totalReached_staysWithoutEndingTime() throws IOException {
    AtomicLong clock = new AtomicLong(START + 5000);
    NowRun run = NowRun.start();
    RateReader reader = rate(run, clock, 1, 2, new RateMark(START, 0));
    assertThat(values(run.rows(reader)), contains(0, 1));
    assertThat(reader.getWatermark().isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE), is(true));
  }

  @Test
  public void rate_severalSplits_shareWhatMayBeTaken() throws Exception {
    RateSource source = RateSource.of(new RateTimetable(3500, Long.MAX_VALUE));
    List<RateSource> splits = source.split(3, PipelineOptionsFactory.create());
    NowRun run = NowRun.start(7);
    List<RateReader> readers = new ArrayList<>();
    for (RateSource split : splits) {
      long first =
          ((RateReader) split.createReader(run.options(), null)).getCheckpointMark().next();
      readers.add((RateReader) split.createReader(run.options(), new RateMark(START, first)));
    }
    assertThat(values(run.rows(readers)).stream().sorted().toList(), contains(0, 1, 2, 3, 4, 5, 6));
  }

  private static RateReader rate(
      NowRun run, AtomicLong clock, long perSecond, long total, RateMark mark) {
    RateSource source = RateSource.of(new RateTimetable(perSecond, total));
    return new RateReader(source, mark, clock::get, run.portion(), Pace.free());
  }

  private static List<Integer> values(List<String> rows) {
    return rows.stream().map(row -> Integer.valueOf(row.replaceAll(".*:(\\d+)}", "$1"))).toList();
  }

  private static LineFeedSource input(String text, @Nullable EventTime time) {
    String id = StandardInput.register(new ByteArrayInputStream(text.getBytes(UTF_8)));
    return new LineFeedSource(id, new StandardInput.Settings(id, LineLimit.DEFAULT), time);
  }

  private LineFeedReader reader(LineFeedSource source, NowRun run, @Nullable FeedMark mark) {
    feeds.add(run.portion().key(source.id()));
    return (LineFeedReader) Objects.requireNonNull(source.createReader(run.options(), mark));
  }

  private static FeedMark copy(FeedMark mark) throws IOException {
    return CoderUtils.clone(FeedMark.MarkCoder.of(), mark);
  }
}
