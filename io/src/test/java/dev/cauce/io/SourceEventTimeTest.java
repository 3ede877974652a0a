package dev.cauce.io;

import static dev.cauce.io.FileTests.DAY;
import static dev.cauce.io.FileTests.NOON;
import static dev.cauce.io.FileTests.SECOND;
import static dev.cauce.io.FileTests.append;
import static dev.cauce.io.FileTests.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import dev.cauce.io.FileTests.Watched;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.row.TimeFormat;
import dev.cauce.table.DeadLetters;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Event times that stand in the rows, source by source. Rows are {@code SECONDS TEXT}. */
public class SourceEventTimeTest {
  private static final EventTime SECONDS = EventTime.csv(0, ' ').as(TimeFormat.EPOCH_SECONDS);

  @Rule public final TestPipeline p = TestPipeline.create();
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Before
  @After
  public void openIntake() {
    Intake.open();
  }

  @Test
  public void standardInput_timesInTheRows_areTheTimesOfTheRows() {
    InputStream in = new ByteArrayInputStream("7 a\n5 b\n9 c\n".getBytes(UTF_8));
    check(p.apply("Read", StandardIO.read(in).withEventTime(SECONDS)), "7 a", "5 b", "9 c");
  }

  @Test
  public void socket_timesInTheRows_areTheTimesOfTheRows() throws Exception {
    try (ScriptedPeer peer = new ScriptedPeer()) {
      peer.accept().send("7 a\n5 b\n").hangUp();
      check(
          p.apply(
              "Read",
              SocketIO.read("localhost", peer.port()).endingOnClose().withEventTime(SECONDS)),
          "7 a",
          "5 b");
    }
  }

  @Test
  public void files_timesInTheRows_areTheTimesOfTheRows() throws IOException {
    write(folder.getRoot().toPath(), "a", "7 a\n5 \u00FC\n", NOON);
    Files.write(folder.getRoot().toPath().resolve("b"), new byte[] {'3', ' ', (byte) 0xFF, '\n'});
    check(
        p.apply("Read", DirectoryIO.read(folder.getRoot().toString()).withEventTime(SECONDS)),
        "7 a",
        "5 \u00FC",
        "3 \uFFFD");
  }

  private void check(PCollection<Lines> lines, String... rows) {
    List<TimestampedValue<String>> expected = new ArrayList<>();
    for (String row : rows) {
      long seconds = Long.parseLong(row.substring(0, 1));
      expected.add(TimestampedValue.of(row, Instant.ofEpochSecond(seconds)));
    }
    PAssert.that(lines.apply("Each", Lines.each()).apply("Times", Reify.timestamps()))
        .containsInAnyOrder(expected);
    p.run();
  }

  @Test
  public void deadLetters_rowsWithoutATime_goThereWithTheirReasonAndTheOthersGoOn() {
    String table = "dead-" + System.nanoTime();
    DeadLetters dead = DeadLetters.to(MemoryIO.write(table));
    InputStream in =
        new ByteArrayInputStream("7 a\n\nsoon b\n5 c\n1709287200000 d\n".getBytes(UTF_8));
    PCollection<Lines> lines =
        p.apply("Read", StandardIO.read(in).withEventTime(SECONDS).withDeadLetters(dead));
    dead.write();
    check(lines, "7 a", "5 c");

    List<String> letters = new ArrayList<>();
    for (Row row : MemoryIO.table(table).rows()) {
      assertThat(row.getString("origin"), is("stdin"));
      letters.add(row.getString("row") + " <- " + row.getString("reason"));
    }
    assertThat(
        letters,
        containsInAnyOrder(
            " <- event time: \"\" is no number of seconds since the epoch",
            "soon b <- event time: \"soon\" is no number of seconds since the epoch",
            "1709287200000 d <- event time: \"1709287200000\" is not in the years 1 to 9999"));
  }

  @Test
  public void deadLetters_filesWithNothingButSuchRows_giveNoBlock() throws IOException {
    String table = "dead-" + System.nanoTime();
    DeadLetters dead = DeadLetters.to(MemoryIO.write(table));
    write(folder.getRoot().toPath(), "a", "x\ny\n", NOON);
    PAssert.that(
            p.apply(
                "Read",
                DirectoryIO.read(folder.getRoot().toString())
                    .withEventTime(SECONDS)
                    .withDeadLetters(dead)))
        .empty();
    dead.write();
    p.run();
    assertThat(MemoryIO.table(table).rows().size(), is(2));
  }

  @Test
  public void noDeadLetters_aRowWithoutATime_failsWithOneLine() throws IOException {
    Path file = write(dir(), "a", "7 a\nsoon b\n", NOON);
    p.apply("Read", DirectoryIO.read(dir().toString()).withEventTime(SECONDS));
    Throwable root = assertThrows(Throwable.class, p::run);
    while (root.getCause() != null) {
      root = root.getCause();
    }
    assertThat(
        root.getMessage(),
        is(
            "A row of "
                + file
                + " has no event time (event time: \"soon\" is no number of seconds since"
                + " the epoch): soon b - to go on without such rows, give dead letters"
                + " (withDeadLetters, --dead-letters)"));
  }

  @Test
  public void standardInput_marks_keepTheWatermark() throws Exception {
    String id = StandardInput.register(new ByteArrayInputStream("7 a\n5 b\nx\n".getBytes(UTF_8)));
    LineFeedSource source =
        new LineFeedSource(id, new StandardInput.Settings(id, LineLimit.DEFAULT), SECONDS);
    LineFeedReader reader = (LineFeedReader) source.createReader(p.getOptions(), null);
    assertThat(reader.getWatermark().getMillis(), is(PartitionTimes.NEVER));
    Await.until("there are rows", () -> advance(reader));
    assertThat(reader.getWatermark(), is(Instant.ofEpochSecond(7)));
    var watermark =
        Objects.requireNonNull(new SourceTimes().watermark(System.nanoTime() - 1_000_000_000L));
    assertThat(watermark.heldBy(), is("stdin"));
    Await.until("it is over", () -> !advance(reader) && reader.getCheckpointMark().ended());
    FeedMark mark = CoderUtils.clone(FeedMark.MarkCoder.of(), reader.getCheckpointMark());
    assertThat(mark, is(new FeedMark(3, true, 7_000)));
  }

  private static boolean advance(LineFeedReader reader) {
    try {
      return reader.advance();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  public void buffer_timesInTheRows_theWatermarkIsTheLargestTakenAndNoClock() throws IOException {
    LineBuffer buffer =
        new LineBuffer("o", 100, SECONDS, new FeedMark(0, false, 6_000), () -> NOON);
    byte[] rows = "5 a\n9 b\n8 c\n".getBytes(UTF_8);
    buffer.put(rows, rows.length);
    assertThat(buffer.watermark(), is(Instant.ofEpochSecond(6)));
    Lines block = Objects.requireNonNull(buffer.take(0));
    assertThat(block.least(), is(Instant.ofEpochSecond(5)));
    assertThat(buffer.watermark(), is(Instant.ofEpochSecond(9)));
  }

  @Test
  public void watchedDirectory_timesInTheRows_theWatermarkStaysWhenNothingComes()
      throws IOException {
    write(dir(), "a", "7 a\n9 b\n", NOON - DAY);
    Watched watched = new Watched(read());
    assertThat(watched.feed.watermark(), is(PartitionTimes.NEVER));
    assertThat(watched.drain(), contains("7 a", "9 b"));
    assertThat(watched.feed.watermark(), is(9_000L));
    assertThat(watched.feed.heldBy(), is(dir().toString()));
    watched.now += DAY;
    assertThat(watched.look(), empty());
    assertThat(watched.feed.watermark(), is(9_000L));
    watched.restart();
    assertThat(watched.feed.watermark(), is(9_000L));
    write(dir(), "b", "8 c\n", NOON);
    assertThat(watched.look(), contains("8 c")); // it is older than a look
    assertThat(watched.feed.watermark(), is(9_000L));
  }

  @Test
  public void followedFiles_eachIsAPartition_theLeastOfThemAllIsTheWatermark() throws IOException {
    Path a = write(dir(), "a", "5 a\n", NOON - 2 * SECOND);
    Path b = write(dir(), "b", "3 b\n", NOON - SECOND);
    Watched watched = new Watched(read().following().withIdleness(Duration.standardSeconds(10)));
    assertThat(watched.feed.watermark(), is(PartitionTimes.NEVER));
    assertThat(watched.drain(), contains("5 a", "3 b"));
    assertThat(watched.feed.watermark(), is(3_000L));
    assertThat(watched.feed.heldBy(), is(b.toString()));
    append(a, "9 a\n", NOON);
    assertThat(watched.look(), contains("9 a"));
    assertThat(watched.feed.watermark(), is(3_000L));
    watched.restart();
    assertThat(watched.feed.watermark(), is(3_000L));
    assertThat(watched.look(), empty());
    append(b, "4 b\n", NOON);
    assertThat(watched.look(), contains("4 b"));
    assertThat(watched.feed.watermark(), is(4_000L));
    append(a, "11 a\n", NOON + SECOND);
    for (int i = 0; i < 10; i++) {
      watched.look();
    }
    append(a, "12 a\n", NOON + 2 * SECOND); // b has been silent for 10 s, a has not
    assertThat(watched.look(), contains("12 a"));
    assertThat(watched.feed.watermark(), is(12_000L));
    assertThat(watched.feed.heldBy(), is(a.toString()));
    append(b, "13 b\n", NOON + 3 * SECOND);
    assertThat(watched.look(), contains("13 b"));
    assertThat(watched.feed.watermark(), is(12_000L));
    append(a, "20 a\n", NOON + 4 * SECOND);
    watched.look();
    assertThat(watched.feed.watermark(), is(13_000L));
    assertThat(watched.feed.heldBy(), is(b.toString()));
    Files.delete(b); // what is gone holds nothing
    watched.look();
    watched.look();
    watched.look();
    assertThat(watched.feed.watermark(), is(20_000L));
  }

  @Test
  public void followedFiles_allSilent_theWatermarkStays() throws IOException {
    write(dir(), "a", "5 a\n", NOON - 2 * SECOND);
    write(dir(), "b", "3 b\n", NOON - SECOND);
    Watched watched = new Watched(read().following());
    watched.drain();
    for (int i = 0; i < 100; i++) {
      watched.look();
    }
    assertThat(watched.feed.heldBy(), nullValue());
    assertThat(watched.feed.watermark(), is(3_000L)); // b was read last
  }

  @Test
  public void watchedDirectory_arrival_goesOnWithTheClock() throws IOException {
    write(dir(), "a", "x\n", NOON - DAY);
    Watched watched =
        new Watched(DirectoryIO.read(dir().toString()).withEventTime(EventTime.arrival()));
    watched.drain();
    long before = watched.feed.watermark();
    watched.look();
    assertThat(watched.feed.watermark(), greaterThan(before));
  }

  @Test
  public void endpoints_options_reachTheSource() throws IOException {
    write(dir(), "a", "7 a\n", NOON);
    ReadOptions options = ReadOptions.DEFAULT.withEventTime(SECONDS);
    check(p.apply("Read", Endpoints.read(EndpointUri.parse(dir().toString()), options)), "7 a");
    for (String uri : List.of("socket://localhost:1", "console:", "kafka://h:1/t")) {
      Endpoints.read(EndpointUri.parse(uri), options); // understood
    }
    InvalidUriException refusal =
        assertThrows(
            InvalidUriException.class, () -> Endpoints.read(EndpointUri.parse("rate:"), options));
    assertThat(
        refusal.problems(),
        contains("its rows have event times of their own, \"timestamp\": name no other."));
    Pipeline other = Pipeline.create();
    assertThat(
        other.apply(Endpoints.read(EndpointUri.parse("rate:"))).isBounded(),
        is(PCollection.IsBounded.UNBOUNDED));
  }

  private DirectoryIO.Read read() {
    return DirectoryIO.read(dir().toString()).withEventTime(SECONDS);
  }

  private Path dir() {
    return folder.getRoot().toPath();
  }
}
