package dev.cauce.io;

import static dev.cauce.io.TopicReaders.LIMIT;
import static dev.cauce.io.TopicReaders.OPTIONS;
import static dev.cauce.io.TopicReaders.copy;
import static dev.cauce.io.TopicReaders.read;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import dev.cauce.io.kafkatest.KafkaBroker;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.row.TimeFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.junit.ClassRule;
import org.junit.Test;

/** Event times and the watermark of readers driven by hand, as a runner would. */
public class TopicTimesTest {
  @ClassRule public static final KafkaBroker kafka = new KafkaBroker();

  private static final TopicReaders topics = new TopicReaders(kafka);

  @Test
  public void getWatermark_silentPartition_holdsUntilTheIdlenessLimitHasPassed() throws Exception {
    kafka.createTopic("idle", 2);
    topics.sendAt("idle", 0, 5_000, "a");
    AtomicLong now = new AtomicLong(1_000_000);
    try (UnboundedReader<Lines> reader = readerByTheClock("idle", now)) {
      assertThat(read(reader, 1), contains("a"));
      now.addAndGet(59_999);
      topics.sendAt("idle", 0, 6_000, "b");
      assertThat(read(reader, 1), contains("b"));
      assertThat(reader.getWatermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
      now.addAndGet(1);
      awaitWatermark(reader, 6_000);
      topics.sendAt("idle", 1, 5_500, "c"); // counts again, from where the watermark is
      assertThat(read(reader, 1), contains("c"));
      topics.sendAt("idle", 0, 9_000, "d");
      assertThat(read(reader, 1), contains("d"));
      assertThat(reader.getWatermark(), is(Instant.ofEpochMilli(6_000)));
      topics.sendAt("idle", 1, 7_000, "e");
      assertThat(read(reader, 1), contains("e"));
      assertThat(reader.getWatermark(), is(Instant.ofEpochMilli(7_000)));
    }
  }

  @Test
  public void getWatermark_allPartitionsSilent_staysAndNeverFollowsTheClock() throws Exception {
    kafka.createTopic("empty", 2);
    AtomicLong now = new AtomicLong(1_000_000);
    try (UnboundedReader<Lines> reader = readerByTheClock("empty", now)) {
      topics.sendAt("empty", 0, 5_000, "a");
      assertThat(read(reader, 1), contains("a"));
      assertThat(reader.getWatermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
      now.addAndGet(60_000);
      awaitWatermark(reader, 5_000); // both are silent: partition 0 was the last that was not
      now.addAndGet(600_000);
      topics.sendAt("empty", 1, 5_001, "b");
      assertThat(read(reader, 1), contains("b"));
      assertThat(reader.getWatermark(), is(Instant.ofEpochMilli(5_000))); // 0 counts again
      now.addAndGet(60_000);
      awaitWatermark(reader, 5_001);
    }
  }

  @Test
  public void getWatermark_timesOfArrival_followTheClock() throws Exception {
    kafka.createTopic("arrival", 1);
    topics.sendAt("arrival", 0, 5_000, "a");
    try (UnboundedReader<Lines> reader =
        topics.reader(topics.reading("arrival").withEventTime(EventTime.arrival()))) {
      long before = System.currentTimeMillis();
      assertThat(read(reader, 1), contains("a"));
      assertThat(reader.getCurrentTimestamp().getMillis(), greaterThanOrEqualTo(before));
      long after = System.currentTimeMillis() + 1;
      long end = System.nanoTime() + LIMIT.toNanos();
      while (reader.getWatermark().getMillis() < after && System.nanoTime() < end) {
        assertThat(reader.advance(), is(false));
      }
      assertThat(reader.getWatermark().getMillis(), greaterThanOrEqualTo(after));
    }
  }

  @Test
  public void advance_timesInTheValues_areThoseOfRowsAndWatermark() throws Exception {
    kafka.createTopic("inside", 1);
    topics.sendAt("inside", 0, 99_000, "7 a");
    topics.sendAt("inside", 0, 99_000, "5 b");
    topics.sendAt("inside", 0, 99_000, "x c");
    EventTime time = EventTime.csv(0, ' ').as(TimeFormat.EPOCH_SECONDS);
    try (UnboundedReader<Lines> reader =
        topics.reader(topics.reading("inside").withEventTime(time))) {
      List<Long> times = new ArrayList<>();
      long end = System.nanoTime() + LIMIT.toNanos();
      while (times.size() < 3 && System.nanoTime() < end) {
        if (reader.advance()) {
          Lines block = reader.getCurrent();
          for (int i = 0; i < block.size(); i++) {
            times.add(block.millis(i));
          }
        }
      }
      assertThat(times, contains(7_000L, 5_000L, EventTime.NONE));
      assertThat(reader.getWatermark(), is(Instant.ofEpochMilli(7_000)));
      TopicMark mark = copy((TopicMark) reader.getCheckpointMark());
      assertThat(mark.watermark(), is(7_000L));
      assertThat(mark.offsets(), is(Map.of(0, 3L)));
      assertThat(Objects.requireNonNull(mark.places().get(0)).largest(), is(7_000L));
    }
  }

  /** Until brokers have answered at the present time, which takes them up to half a second. */
  private static void awaitWatermark(UnboundedReader<Lines> reader, long millis)
      throws IOException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (reader.getWatermark().getMillis() != millis && System.nanoTime() < end) {
      assertThat(reader.advance(), is(false));
    }
    assertThat(reader.getWatermark(), is(Instant.ofEpochMilli(millis)));
  }

  @Test
  public void createReader_fromAMark_theWatermarkIsWhereItWas() throws Exception {
    kafka.createTopic("resumed", 1);
    topics.sendAt("resumed", 0, 7_000, "a");
    TopicMark mark;
    try (UnboundedReader<Lines> reader = topics.reader("resumed")) {
      assertThat(read(reader, 1), contains("a"));
      mark = copy((TopicMark) reader.getCheckpointMark());
    }
    // A source of another id: nothing is left of the reader but its mark.
    TopicSource<Lines> other = topics.source("resumed").split(1, OPTIONS).get(0);
    try (UnboundedReader<Lines> reader = other.createReader(OPTIONS, mark)) {
      assertThat(reader.getWatermark(), is(Instant.ofEpochMilli(7_000)));
      assertThat(reader.advance(), is(false));
    }
  }

  private static UnboundedReader<Lines> readerByTheClock(String topic, AtomicLong now)
      throws IOException {
    TopicConnection connection = topics.reading(topic).connection();
    TreeMap<Integer, Long> starts = new TreeMap<>(Map.of(0, 0L, 1, 0L));
    PartitionTimes<Integer> times =
        new PartitionTimes<>(
            new PartitionTimes.Peers(), topic, PartitionTimes.NEVER, 60_000, now::get);
    starts.keySet().forEach(p -> times.add(p, topic + "-" + p, PartitionTimes.NEVER));
    LinesPacker packer = new LinesPacker(topic, null, now::get);
    TopicSeat<Lines> seat =
        new TopicSeat<>(
            new TopicCursor<>(
                TopicClients.consumer(connection, packer),
                connection,
                packer,
                starts,
                Map.of(),
                true,
                now::get),
            times);
    return new TopicReader<>(
        topics.source(topic),
        seat,
        new RowAllowance(Long.MAX_VALUE, System::nanoTime),
        Portion.endless(),
        Pace.free(),
        false);
  }
}
