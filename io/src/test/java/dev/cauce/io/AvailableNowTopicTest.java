package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.cauce.io.kafkatest.KafkaBroker;
import dev.cauce.row.Lines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Test;

/** A topic in runs that take what is there; readers are made as a runner restores them. */
public class AvailableNowTopicTest {
  @ClassRule public static final KafkaBroker kafka = new KafkaBroker();

  @After
  public void letSourcesRead() {
    Intake.open();
  }

  @Test
  public void rows_thatComeDuringARun_areForTheNext() throws Exception {
    Splits topic = new Splits("growing", 2, 2);
    topic.send(0, "a1", "a2");
    topic.send(1, "b1");
    NowRun run = topic.start(NowRun.start());
    topic.send(0, "a3"); // fetched together with the others
    assertThat(topic.rows(run), contains("a1", "a2", "b1"));
    assertThat(topic.offsets(), is(Map.of(0, 2L, 1, 1L)));
    topic.stop();
    topic.send(1, "b2");
    assertThat(topic.read(NowRun.start()), contains("a3", "b2"));
    assertThat(topic.read(NowRun.start()), empty());
    topic.close();
  }

  @Test
  public void rows_growthInTheMidstOfABlock_markStandsAtTheEnd() throws Exception {
    Splits topic = new Splits("block", 1, 1);
    List<String> first = new ArrayList<>();
    List<String> more = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      first.add(String.format("%05d", i));
      more.add(String.format("%05d", 500 + i));
    }
    kafka.send("block", 0, first);
    NowRun run = topic.start(NowRun.start());
    kafka.send("block", 0, more);
    assertThat(topic.rows(run), is(first));
    assertThat(topic.offsets(), is(Map.of(0, 500L)));
    topic.stop();
    assertThat(topic.read(NowRun.start()), is(more));
    topic.close();
  }

  @Test
  public void maxRows_overSplits_dealtEvenlyAndExactly() throws Exception {
    Splits topic = new Splits("dealt", 3, 3);
    for (int p = 0; p < 3; p++) {
      kafka.send("dealt", p, Collections.nCopies(10, "row"));
    }
    assertThat(topic.read(NowRun.start(7)).size(), is(7));
    assertThat(topic.offsets(), is(Map.of(0, 3L, 1, 2L, 2, 2L)));
    assertThat(topic.read(NowRun.start(9)).size(), is(9));
    assertThat(topic.offsets(), is(Map.of(0, 6L, 1, 5L, 2, 5L)));
    assertThat(topic.read(NowRun.start()).size(), is(14));
    topic.close();
  }

  @Test
  public void maxRows_runAfterRun_eachRowOnce() throws Exception {
    long seed = Long.getLong("cauce.seed", System.nanoTime());
    System.out.println("AvailableNowTopicTest seed " + seed);
    Random random = new Random(seed);
    Splits topic = new Splits("random", 3, 2);
    List<String> expected = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    for (int run = 0; run < 10; run++) {
      for (int p = 0; p < 3; p++) {
        List<String> some = new ArrayList<>();
        for (int i = random.nextInt(800); i >= 0; i--) {
          some.add(run + " " + p + " " + i + " " + "x".repeat(random.nextInt(300)));
        }
        kafka.send("random", p, some);
        expected.addAll(some);
      }
      int most = random.nextInt(1500);
      List<String> read = topic.read(NowRun.start(most));
      if (most > 0) {
        assertThat("seed " + seed, read.size() <= most, is(true));
      }
      rows.addAll(read);
    }
    rows.addAll(topic.read(NowRun.start()));
    Collections.sort(rows);
    Collections.sort(expected);
    assertThat("seed " + seed, rows.equals(expected), is(true));
    topic.close();
  }

  @Test
  public void tombstones_doNotCountAsRows() throws Exception {
    Splits topic = new Splits("tombstones", 1, 1);
    kafka.send(
        List.of(
            new ProducerRecord<>("tombstones", 0, new byte[] {1}, null),
            new ProducerRecord<>("tombstones", 0, new byte[] {1}, "a".getBytes(UTF_8)),
            new ProducerRecord<>("tombstones", 0, new byte[] {1}, null),
            new ProducerRecord<>("tombstones", 0, new byte[] {1}, "b".getBytes(UTF_8))));
    assertThat(topic.read(NowRun.start(1)), contains("a"));
    assertThat(topic.offsets(), is(Map.of(0, 2L)));
    assertThat(topic.read(NowRun.start(1)), contains("b"));
    topic.close();
  }

  @Test
  public void watermark_partitionWithoutNewsForLong_doesNotHoldTheOthers() throws Exception {
    Splits topic = new Splits("idle", 3, 1);
    topic.sendAt(0, 1000, "a");
    topic.sendAt(1, 2000, "b");
    NowRun run = topic.start(NowRun.start());
    topic.rows(run);
    // Partition 2 never had anything: that may still come.
    assertThat(topic.watermark(), is(PartitionTimes.NEVER));
    topic.stop();
    topic.age(ReadOptions.IDLENESS.getMillis() + 1);
    topic.sendAt(0, 9000, "c");
    topic.sendAt(0, 8000, "d");
    run = topic.start(NowRun.start());
    topic.sendAt(1, 7000, "for the next run");
    assertThat(topic.rows(run), contains("c", "d"));
    assertThat(topic.watermark(), is(9000L)); // as far as the rows say, no further
    topic.stop();
    assertThat(topic.read(NowRun.start()), contains("for the next run"));
    topic.close();
  }

  @Test
  public void watermark_partitionWithNewsInTheRun_holdsTheOthers() throws Exception {
    Splits topic = new Splits("slow", 2, 2);
    topic.sendAt(0, 9000, "a");
    topic.sendAt(1, 2000, "b");
    NowRun run = topic.start(NowRun.start());
    topic.rows(run);
    assertThat(topic.watermark(), is(2000L));
    topic.stop();
    // A moment later, with nothing from the slow one: what it brings next is not late.
    topic.sendAt(0, 9500, "c");
    run = topic.start(NowRun.start());
    assertThat(topic.rows(run), contains("c"));
    assertThat(topic.watermark(), is(2000L));
    topic.stop();
    // Nothing from anybody for long: where the last one to bring anything has brought it.
    topic.age(ReadOptions.IDLENESS.getMillis() + 1);
    run = topic.start(NowRun.start());
    assertThat(topic.rows(run), empty());
    assertThat(topic.watermark(), is(9500L));
    topic.close();
  }

  @Test
  public void watermark_atTheEnd_isNotTheEndOfTime() throws Exception {
    Splits topic = new Splits("time", 1, 1);
    topic.sendAt(0, 5000, "a");
    NowRun run = topic.start(NowRun.start());
    topic.rows(run);
    for (int i = 0; i < 3; i++) {
      assertThat(run.advance(topic.readers.get(0)), is(false));
      assertThat(topic.watermark(), is(5000L));
    }
    topic.close();
  }

  @Test
  public void alternating_withAnAlwaysOnRun_eachRowOnce() throws Exception {
    Splits topic = new Splits("alternating", 2, 2);
    topic.send(0, "1");
    topic.send(1, "2");
    assertThat(topic.read(NowRun.start()), contains("1", "2"));
    topic.send(0, "3");
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      UnboundedReader<Lines> reader =
          topic.splits.get(i).createReader(PipelineOptionsFactory.create(), topic.marks.get(i));
      if (i == 0) {
        Instant unused = reader.getWatermark(); // as runners do: one that resumes waits for it
        Await.until("a row has come", () -> advances(reader));
        rows.add(reader.getCurrent().line(0));
      }
      topic.marks.set(i, copy((TopicMark) reader.getCheckpointMark()));
      reader.close();
    }
    assertThat(rows, contains("3"));
    topic.send(1, "4");
    assertThat(topic.read(NowRun.start()), contains("4"));
    topic.close();
  }

  private static boolean advances(UnboundedReader<?> reader) {
    try {
      return reader.advance();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static TopicMark copy(TopicMark mark) throws IOException {
    return CoderUtils.clone(TopicMark.Format.INSTANCE, mark);
  }

  /** The splits of a source, the mark of each, and the readers of the present run. */
  private static final class Splits {
    private final String name;
    private final List<TopicSource<Lines>> splits = new ArrayList<>();
    private final List<@Nullable TopicMark> marks = new ArrayList<>();
    private final List<UnboundedReader<Lines>> readers = new ArrayList<>();

    Splits(String name, int partitions, int parts) throws Exception {
      this.name = name;
      kafka.createTopic(name, partitions);
      TopicReading reading = new TopicReading(new TopicConnection(kafka.brokers(), name));
      TopicSource<Lines> source =
          new TopicSource<>(reading, TopicPacking.LINES, name + System.nanoTime());
      for (TopicSource<Lines> split : source.split(parts, PipelineOptionsFactory.create())) {
        splits.add(SerializableUtils.clone(split)); // as it lies in a checkpoint
        marks.add(null);
      }
    }

    void send(int partition, String... rows) {
      kafka.send(name, partition, List.of(rows));
    }

    void sendAt(int partition, long millis, String row) {
      kafka.send(List.of(new ProducerRecord<>(name, partition, millis, null, row.getBytes(UTF_8))));
    }

    List<String> read(NowRun run) throws IOException {
      List<String> rows = rows(start(run));
      stop();
      return rows;
    }

    NowRun start(NowRun run) throws IOException {
      for (int i = 0; i < splits.size(); i++) {
        readers.add(splits.get(i).createReader(run.options(), marks.get(i)));
      }
      return run;
    }

    List<String> rows(NowRun run) throws IOException {
      List<String> rows = run.rows(readers);
      Collections.sort(rows);
      return rows;
    }

    long watermark() {
      long least = Long.MAX_VALUE;
      for (UnboundedReader<Lines> reader : readers) {
        least = Math.min(least, reader.getWatermark().getMillis());
      }
      assertThat(least, lessThan(Instant.now().getMillis()));
      return least;
    }

    void stop() throws IOException {
      for (int i = 0; i < readers.size(); i++) {
        marks.set(i, copy((TopicMark) readers.get(i).getCheckpointMark()));
        readers.get(i).close();
      }
      readers.clear();
    }

    /** Puts the marks so many milliseconds into the past. */
    void age(long millis) {
      marks.replaceAll(
          mark -> {
            TreeMap<Integer, TopicMark.Place> places = new TreeMap<>();
            if (mark != null) {
              mark.places()
                  .forEach(
                      (partition, at) ->
                          places.put(
                              partition,
                              new TopicMark.Place(
                                  at.offset(), at.largest(), at.lastNews() - millis)));
            }
            return new TopicMark(places, mark == null ? PartitionTimes.NEVER : mark.watermark());
          });
    }

    TreeMap<Integer, Long> offsets() throws IOException {
      TreeMap<Integer, Long> offsets = new TreeMap<>();
      for (int i = 0; i < splits.size(); i++) {
        TopicMark mark =
            readers.isEmpty() ? marks.get(i) : (TopicMark) readers.get(i).getCheckpointMark();
        if (mark != null) {
          offsets.putAll(mark.offsets());
        }
      }
      return offsets;
    }

    void close() throws IOException {
      stop();
      for (TopicSource<Lines> split : splits) {
        TopicSeat<Lines> seat = TopicSeat.take(split.id());
        if (seat != null) {
          seat.cursor().close();
        }
      }
    }
  }
}
