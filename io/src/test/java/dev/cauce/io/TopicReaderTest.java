package dev.cauce.io;

import static dev.cauce.io.TopicReaders.LIMIT;
import static dev.cauce.io.TopicReaders.OPTIONS;
import static dev.cauce.io.TopicReaders.copy;
import static dev.cauce.io.TopicReaders.read;
import static dev.cauce.io.TopicReaders.rows;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.Assert.assertThrows;

import dev.cauce.io.kafkatest.KafkaBroker;
import dev.cauce.row.Lines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.joda.time.Instant;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

/** Readers driven by hand, as a runner would. */
public class TopicReaderTest {
  @ClassRule public static final KafkaBroker kafka = new KafkaBroker();

  private static final TopicReaders topics = new TopicReaders(kafka);

  @After
  public void letSourcesRead() {
    Intake.open();
  }

  @Test
  public void split_moreThanPartitions_givesOneForEachPartition() throws IOException {
    kafka.createTopic("split", 3);
    assertThat(topics.source("split").split(8, OPTIONS), hasSize(3));
    assertThat(topics.source("split").split(2, OPTIONS), hasSize(2));
  }

  @Test
  public void advance_readerRecreatedFromMarksAtRandom_givesEachRowOnceInOrder() throws Exception {
    long seed = System.nanoTime();
    System.out.println("TopicReaderTest seed " + seed);
    Random random = new Random(seed);
    kafka.createTopic("marks", 2);
    List<String> expected = new ArrayList<>();
    for (int p = 0; p < 2; p++) {
      List<String> rows = new ArrayList<>();
      for (int i = 0; i < 5000; i++) {
        rows.add(p + ":" + i + "x".repeat(random.nextInt(200)));
      }
      kafka.send("marks", p, rows);
      expected.addAll(rows);
    }
    TopicSource<Lines> source = topics.source("marks").split(1, OPTIONS).get(0);
    List<String> read = new ArrayList<>();
    TopicMark mark = null;
    TopicMark before = null;
    List<String> readBefore = List.of();
    int crashes = 0;
    long end = System.nanoTime() + LIMIT.toNanos();
    while (read.size() < expected.size() && System.nanoTime() < end) {
      try (UnboundedReader<Lines> reader = source.createReader(OPTIONS, mark)) {
        for (int i = random.nextInt(3); i >= 0; i--) {
          if (reader.advance()) {
            read.addAll(rows(reader.getCurrent()));
          }
        }
        mark = copy((TopicMark) reader.getCheckpointMark());
      }
      if (crashes < 5 && before != null && random.nextInt(4) == 0) {
        mark = before; // as after a failure: an older place, and what came after it is undone
        read = new ArrayList<>(readBefore);
        crashes++;
      } else if (random.nextInt(2) == 0) {
        before = mark;
        readBefore = new ArrayList<>(read);
      }
    }
    Collections.sort(read, Comparator.comparing(row -> row.charAt(0)));
    assertThat(read, is(expected));
  }

  @Test
  public void advance_rowsOfOneInstant_comeInFewBlocksOfAtMost256Kilobytes() throws Exception {
    kafka.createTopic("blocks", 1);
    kafka.send("blocks", 0, Collections.nCopies(10_000, "y".repeat(100)));
    List<Lines> blocks = new ArrayList<>();
    try (UnboundedReader<Lines> reader = topics.reader("blocks")) {
      int rows = 0;
      long end = System.nanoTime() + LIMIT.toNanos();
      while (rows < 10_000 && System.nanoTime() < end) {
        if (reader.advance()) {
          blocks.add(reader.getCurrent());
          rows += reader.getCurrent().size();
          assertThat(reader.getCurrent().length(), lessThanOrEqualTo(256 << 10));
          assertThat(reader.getCurrent().origin(), is("blocks-0"));
        }
      }
      assertThat(rows, is(10_000));
    }
    for (int i = 0; i < blocks.size(); i++) {
      assertThat(blocks.get(i).isFollowed(), is(i < blocks.size() - 1));
    }
    assertThat(blocks.size(), lessThanOrEqualTo(20)); // 1 MB makes 4 blocks, if polls are full
  }

  /** The end of a transaction has an offset, behind the last row: nobody is to wait for more. */
  @Test
  public void advance_rowsOfATransaction_theLastBlockIsNotFollowed() throws Exception {
    kafka.createTopic("transaction", 1);
    Map<String, Object> config =
        Map.of("bootstrap.servers", kafka.brokers(), "transactional.id", "reader");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      for (int i = 0; i < 3; i++) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("transaction", ("row " + i).getBytes(UTF_8)));
        producer.commitTransaction();
      }
    }
    List<String> read = new ArrayList<>();
    try (UnboundedReader<Lines> reader = topics.reader("transaction")) {
      long end = System.nanoTime() + LIMIT.toNanos();
      while (read.size() < 3 && System.nanoTime() < end) {
        if (reader.advance()) {
          read.addAll(rows(reader.getCurrent()));
          assertThat(reader.getCurrent().isFollowed(), is(read.size() < 3));
        }
      }
    }
    assertThat(read, contains("row 0", "row 1", "row 2"));
  }

  @Test
  public void advance_fromLatest_givesOnlyWhatComesLater() throws Exception {
    kafka.createTopic("latest", 1);
    kafka.send("latest", 0, List.of("old"));
    TopicReading reading = topics.reading("latest").with(StartingOffsets.latest());
    try (UnboundedReader<Lines> reader = topics.reader(reading)) {
      assertThat(reader.advance(), is(false));
      kafka.send("latest", 0, List.of("new"));
      assertThat(read(reader, 1), contains("new"));
    }
  }

  @Test
  public void advance_fromATime_givesWhatIsOfThatTimeOrLater() throws Exception {
    kafka.createTopic("time", 2);
    topics.sendAt("time", 0, 1000, "a");
    topics.sendAt("time", 0, 2000, "b");
    topics.sendAt("time", 0, 3000, "c");
    topics.sendAt("time", 1, 1000, "d"); // none is as late as that: from the end on
    TopicReading reading =
        topics.reading("time").with(StartingOffsets.at(Instant.ofEpochMilli(2000)));
    try (UnboundedReader<Lines> reader = topics.reader(reading)) {
      assertThat(read(reader, 2), contains("b", "c"));
      kafka.send("time", 1, List.of("e"));
      assertThat(read(reader, 1), contains("e"));
    }
  }

  @Test
  public void advance_maxRate_givesNoMoreRowsAtOnce() throws Exception {
    kafka.createTopic("rate", 1);
    kafka.send("rate", 0, Collections.nCopies(100, "z"));
    try (UnboundedReader<Lines> reader = topics.reader(topics.reading("rate").withMaxRate(50))) {
      int rows = 0;
      long end = System.nanoTime() + LIMIT.toNanos();
      while (rows < 20 && System.nanoTime() < end) {
        if (reader.advance()) {
          assertThat(reader.getCurrent().size(), lessThanOrEqualTo(5)); // a tenth of a second
          rows += reader.getCurrent().size();
        }
      }
    }
  }

  @Test
  public void advance_intakeClosed_handsOutWhatWasFetchedThenEnds() throws Exception {
    kafka.createTopic("closed", 1);
    kafka.send("closed", 0, Collections.nCopies(6000, "q".repeat(100)));
    try (UnboundedReader<Lines> reader = topics.reader("closed")) {
      List<String> read = new ArrayList<>(read(reader, 1));
      new Intake().stopReading();
      while (reader.advance()) {
        read.addAll(rows(reader.getCurrent()));
      }
      assertThat(reader.getWatermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
      TopicMark mark = (TopicMark) reader.getCheckpointMark();
      assertThat(mark.offsets(), is(Map.of(0, (long) read.size())));
    }
  }

  @Test
  public void advance_offsetNoLongerThere_failsAndSaysWhatIs() throws Exception {
    TopicMark mark = markBeforeDeletion("gone");
    TopicSource<Lines> source = topics.source("gone").split(1, OPTIONS).get(0);
    try (UnboundedReader<Lines> reader = source.createReader(OPTIONS, mark)) {
      IOException failure = assertThrows(IOException.class, () -> read(reader, 1));
      assertThat(
          failure.getMessage(),
          is(
              "Partition 0 of topic \"gone\" no longer has offset 2, only 5 to 10: rows were deleted"
                  + " before they were read; go on without them by fail-on-data-loss=false"));
    }
  }

  @Test
  public void advance_offsetNoLongerThereAndLossAllowed_goesOnWithTheEarliest() throws Exception {
    TopicMark mark = markBeforeDeletion("skipped");
    TopicReading reading = topics.reading("skipped").withFailOnDataLoss(false);
    TopicSource<Lines> source =
        new TopicSource<>(reading, TopicPacking.LINES, "skipped").split(1, OPTIONS).get(0);
    try (UnboundedReader<Lines> reader = source.createReader(OPTIONS, mark)) {
      assertThat(read(reader, 5), contains("5", "6", "7", "8", "9"));
    }
  }

  @Test
  public void advance_brokerAwayForAWhile_goesOnWithoutLossOrRepetition() throws Exception {
    KafkaBroker own = new KafkaBroker();
    Statement test =
        new Statement() {
          @Override
          public void evaluate() throws Throwable {
            own.createTopic("back", 1);
            own.send("back", 0, List.of("a"));
            TopicReading reading = new TopicReading(new TopicConnection(own.brokers(), "back"));
            try (UnboundedReader<Lines> reader = topics.reader(reading)) {
              assertThat(read(reader, 1), contains("a"));
              own.stop();
              assertThat(reader.advance(), is(false));
              own.start();
              own.send("back", 0, List.of("b"));
              assertThat(read(reader, 1), contains("b"));
            }
          }
        };
    try {
      own.apply(test, Description.EMPTY).evaluate();
    } catch (Error | Exception e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Test
  public void createReader_atOnceAfterAnother_takesItsSeat() throws Exception {
    kafka.createTopic("seats", 1);
    TopicSource<Lines> source = topics.source("seats").split(1, OPTIONS).get(0);
    UnboundedReader<Lines> reader = source.createReader(OPTIONS, null);
    TopicMark mark = (TopicMark) reader.getCheckpointMark();
    reader.close();
    TopicSeat<Lines> left = Objects.requireNonNull(TopicSeat.take(source.id()));
    left.leave(source.id());
    source.createReader(OPTIONS, mark).close();
    TopicSeat<Lines> leftAgain = Objects.requireNonNull(TopicSeat.take(source.id()));
    assertThat(leftAgain == left, is(true));
    leftAgain.cursor().close();
  }

  private static TopicMark markBeforeDeletion(String topic) throws Exception {
    kafka.createTopic(topic, 1);
    kafka.send(topic, 0, List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
    try (Admin admin = kafka.admin()) {
      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(5)))
          .all()
          .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    return new TopicMark(new TreeMap<>(Map.of(0, new TopicMark.Place(2, 0))), 0);
  }
}
