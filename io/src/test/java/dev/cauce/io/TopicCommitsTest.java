package dev.cauce.io;

import static dev.cauce.io.WordCounts.CODER;
import static dev.cauce.io.WordCounts.append;
import static dev.cauce.io.WordCounts.complete;
import static dev.cauce.io.WordCounts.removed;
import static dev.cauce.io.WordCounts.row;
import static dev.cauce.io.WordCounts.update;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import dev.cauce.io.BatchWriter.Batch;
import dev.cauce.io.BatchWriter.Place;
import dev.cauce.io.kafkatest.KafkaBroker;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.runners.core.InMemoryStateInternals;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.joda.time.Instant;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestName;

/** Commits to a real broker, as consumers that read committed records see them. */
public class TopicCommitsTest {
  @ClassRule public static final KafkaBroker kafka = new KafkaBroker();

  @Rule public final transient TestPipeline p = TestPipeline.create();
  @Rule public final transient TestName test = new TestName();

  private final transient MapState<String, byte[]> kept =
      new InMemoryStateInternals.InMemoryMap<>(StringUtf8Coder.of(), ByteArrayCoder.of());
  private final transient List<TopicCommits> opened = new ArrayList<>();

  @After
  public void close() {
    opened.forEach(TopicCommits::close);
  }

  @Test
  public void commit_comesAgain_skipped() throws IOException {
    TopicCommits first = sink();
    assertThat(commit(first, 1, 1, 1, append(row("a", 1)), append(row("b", 2))), is(2L));
    assertRecords("a 1 a=1", "b 1 b=2");

    TopicCommits resumed = sink();
    assertThat(commit(resumed, 1, 2, 1, append(row("a", 1)), append(row("b", 2))), is(-1L));
    assertThat(commit(resumed, 1, 2, 2, append(row("b", 2)), append(row("c", 3))), is(1L));
    assertThat(commit(resumed, 2, 2, 4, append(row("d", 4))), is(1L));

    assertRecords("a 1 a=1", "b 1 b=2", "c 1 c=3", "d 1 d=4");
  }

  @Test
  public void commit_killedInATransaction_nothingOfItIsSeen() throws IOException {
    kafka.createTopic(topic(), 1);
    Place place = new Place(topic(), 1, 1, 1, 2);
    TopicTransactions killed = TopicTransactions.open(connection(), place);
    assertThrows(
        Killed.class,
        () ->
            killed.commit(
                LastWritten.after(place),
                records -> {
                  records.take(
                      new ProducerRecord<>(topic(), "a".getBytes(UTF_8), "torn".getBytes(UTF_8)));
                  throw new Killed();
                }));
    assertThat(records(), empty());

    assertThat(commit(open(), 1, 2, 1, append(row("a", 1)), append(row("b", 2))), is(2L));

    assertRecords("a 1 a=1", "b 1 b=2");
    killed.close(true);
  }

  @Test
  public void commit_zombie_fencedInOneLine() throws IOException {
    TopicCommits zombie = sink();
    long unused = commit(zombie, 1000, 1000, 1, append(row("a", 1)));
    TopicCommits newer = sink();
    unused = commit(newer, 1000, 2000, 1, append(row("a", 1)));

    IOException fenced =
        assertThrows(IOException.class, () -> commit(zombie, 1000, 1000, 2, append(row("b", 2))));
    assertThat(
        fenced.getMessage(),
        is(
            "Topic \""
                + topic()
                + "\" on "
                + kafka.brokers()
                + ": a newer run writes here: this one must stop"));
    IOException again =
        assertThrows(IOException.class, () -> commit(zombie, 1000, 1000, 2, append(row("b", 2))));
    assertThat(
        again.getMessage(),
        is(
            "Topic \""
                + topic()
                + "\": a newer run (started 1970-01-01T00:00:02Z) writes here: this one must stop"));
    assertThat(commit(newer, 2000, 2000, 2, append(row("c", 3))), is(1L));

    assertRecords("a 1 a=1", "c 1 c=3");
  }

  @Test
  public void commit_appendAfterAnOlderCheckpoint_refused() throws IOException {
    long unused = commit(sink(), 1, 1, 1, append(row("a", 1)), append(row("b", 2)));

    IOException e =
        assertThrows(IOException.class, () -> commit(sink(), 2, 2, 2, append(row("B", 2))));

    assertThat(
        e.getMessage(),
        is(
            "Topic \""
                + topic()
                + "\" cannot go back to the checkpoint with which the run began: updates 2 to 2 are"
                + " there and come again. Delete the consumer group \"cauce-"
                + topic()
                + "\" to have them twice, or write to another topic, with another checkpoint."));
    assertRecords("a 1 a=1", "b 1 b=2");
  }

  @Test
  public void commit_update_inOrderWithTombstones() throws IOException {
    TopicCommits sink = sink();
    assertThat(
        commit(sink, 1, 1, 1, update(1, row("a", 1)), removed(2, "b"), update(3, row("a", 2))),
        is(2L));
    assertThat(commit(sink(), 2, 2, 2, update(4, row("a", 5))), is(1L)); // from an older checkpoint

    assertRecords("a 1 a=1", "b 2 nothing", "a 3 a=2", "a 4 a=5");
  }

  @Test
  public void commit_complete_tombstonesOfWhatIsGone() throws IOException {
    TopicCommits sink = sink();
    assertThat(commit(sink, 1, 1, 1, complete(1, row("a", 1), row("b", 1))), is(2L));
    // Its state is that of the checkpoint before the commit that was the last.
    assertThat(commit(sink, 1, 1, 2, complete(2, row("b", 2))), is(1L));
    TopicCommits resumed = sink();
    assertThat(commit(resumed, 2, 2, 3, complete(3, row("c", 3))), is(1L));

    assertRecords("a 1 a=1", "b 1 b=1", "a 2 nothing", "b 2 b=2", "b 3 nothing", "c 3 c=3");
  }

  @Test
  public void commit_timeoutThatTheBrokerDoesNotAllow_saysWhatToSet() {
    kafka.createTopic(topic(), 1);
    TopicCommits sink =
        new TopicCommits(connection().withConfig(Map.of("transaction.timeout.ms", "1000000")));

    IOException e =
        assertThrows(IOException.class, () -> commit(sink, 1, 1, 1, append(row("a", 1))));

    assertThat(
        e.getMessage(),
        is(
            "Topic \""
                + topic()
                + "\" on "
                + kafka.brokers()
                + ": the broker does not allow transactions that take so long: set"
                + " transaction.timeout.ms, with config=FILE, to its transaction.max.timeout.ms or"
                + " less (without it, it is 300000)"));
  }

  @Test
  public void exactlyOnce_withoutCheckpoints_refused() {
    p.enableAbandonedNodeEnforcement(false);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                p.apply(TestStream.create(CODER).advanceWatermarkToInfinity())
                    .apply(TopicIO.write(kafka.brokers(), "any").exactlyOnce()));
    assertThat(
        e.getMessage(),
        containsString("exactly-once needs checkpoints: add --checkpoint DIR and --runner flink."));
  }

  @Test
  public void write_complete_tombstonesOfWhatIsGone() {
    kafka.createTopic(topic(), 1);
    p.apply(
            TestStream.create(CODER)
                .addElements(complete(1, row("a", 1), row("b", 1)))
                .advanceWatermarkTo(Instant.EPOCH)
                .addElements(complete(2, row("b", 2)))
                .advanceWatermarkToInfinity())
        .apply(TopicIO.write(kafka.brokers(), topic()));
    p.run().waitUntilFinish();

    assertRecords("a 1 a=1", "b 1 b=1", "a 2 nothing", "b 2 b=2");
  }

  @Test
  public void write_boundedComplete_theSnapshot() {
    kafka.createTopic(topic(), 1);
    p.apply(Create.of(complete(1, row("a", 1), row("b", 1))).withCoder(CODER))
        .apply(TopicIO.write(kafka.brokers(), topic()));
    p.run().waitUntilFinish();

    assertRecords("a 1 a=1", "b 1 b=1");
  }

  /** The process is dead. */
  private static final class Killed extends Error {}

  private String topic() {
    return test.getMethodName();
  }

  private TopicConnection connection() {
    return new TopicConnection(kafka.brokers(), topic());
  }

  /** A sink of a topic that is made if it is not there. */
  private TopicCommits sink() {
    if (opened.isEmpty()) {
      kafka.createTopic(topic(), 1);
    }
    return open();
  }

  private TopicCommits open() {
    TopicCommits sink = new TopicCommits(connection());
    opened.add(sink);
    return sink;
  }

  /** Commits what a writer of the topic's name sends. */
  private long commit(TopicCommits sink, long run, long present, long first, TableUpdate... updates)
      throws IOException {
    for (TableUpdate update : updates) {
      sink.prepare(update, kept);
    }
    Place place = new Place(topic(), run, present, first, first + updates.length - 1);
    return sink.commit(new Batch(0, updates[0].mode(), List.of(updates), place));
  }

  /** What a transaction writes is seen a moment after it has ended. */
  private void assertRecords(String... expected) {
    Await.until(expected.length + " records", () -> records().size() >= expected.length);
    assertThat(records(), contains(expected));
  }

  private List<String> records() {
    return kafka.readAll(topic()).stream()
        .flatMap(
            record -> {
              String value =
                  record.value() == null
                      ? "nothing"
                      : new String(record.value(), UTF_8)
                          .replaceAll("\\{\"word\":\"(.*)\",\"count\":(.*)}", "$1=$2");
              String version =
                  new String(record.headers().lastHeader("cauce-version").value(), UTF_8);
              return Stream.of(new String(record.key(), UTF_8) + " " + version + " " + value);
            })
        .toList();
  }
}
