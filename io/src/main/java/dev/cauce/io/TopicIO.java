package dev.cauce.io;

import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes Kafka topics.
 *
 * <pre>{@code
 * p.apply(TopicIO.read("localhost:9092", "log"))
 *     .apply(...)
 *     .apply(TopicIO.write("localhost:9092", "counts"));
 * }</pre>
 */
public final class TopicIO {
  /** Why a sink cannot write exactly once. */
  static final String NEEDS_CHECKPOINTS =
      "exactly-once needs checkpoints: add --checkpoint DIR and --runner flink.";

  private TopicIO() {}

  /**
   * Reads a topic.
   *
   * @param brokers some of the brokers, as {@code host:port,host:port}
   * @param topic the name of the topic
   */
  public static Read read(String brokers, String topic) {
    return new Read(new TopicReading(new TopicConnection(brokers, topic)), null);
  }

  /**
   * Writes to a topic.
   *
   * @param brokers some of the brokers, as {@code host:port,host:port}
   * @param topic the name of the topic
   */
  public static Write write(String brokers, String topic) {
    return new Write(new TopicConnection(brokers, topic), false);
  }

  /**
   * The values of a topic's records as rows of text; a record without a value (a tombstone) gives
   * no row and is counted as {@code numTombstones}. {@link Lines#origin} is {@code
   * topic-partition}; a row's event time is the timestamp of its record, or the time of arrival if
   * it has none, unless it stands in the value ({@link #withEventTime}).
   *
   * <p><b>Order and parallelism.</b> At most one reader for each partition; the rows of a partition
   * come in its order, those of different partitions in any. A block has rows of one partition, up
   * to 256 KB, and waits for none. The partitions are those there are when the pipeline starts;
   * partitions added later are not read until a pipeline starts anew.
   *
   * <p><b>End.</b> Unbounded, or with {@link #untilLatest} bounded by the offsets there are at the
   * start.
   *
   * <p><b>In a run that takes what is there</b> ({@link
   * dev.cauce.runners.RunOptions#isAvailableNow}) each partition is read up to the offset that was
   * its last one when its reader was made; the next run goes on there. A bounded number of rows is
   * dealt evenly to the readers. A partition without news for the idleness limit before the run, by
   * the clock and over runs, does not hold the watermark.
   *
   * <p><b>Event time.</b> The watermark is the largest event time of each partition, the least of
   * them all, and never goes back. A partition read to its end that brings nothing for the {@link
   * #withIdleness idleness limit} no longer holds the others up; what it brings later than they are
   * is late. When all of them are like that, the watermark stays where the one that was the last to
   * bring anything has brought it, and never follows the clock: rows that come after a pause, or
   * are replayed from an old topic, are not late for that, and with the first of them all
   * partitions count again. Only times of {@linkplain EventTime#arrival arrival} go on with the
   * clock.
   *
   * <p>Readers of one JVM look at each other, so all this holds on the embedded runners at any
   * parallelism. On a cluster, a worker process all of whose partitions are idle cannot know how
   * far the others are, and holds the watermark of the whole pipeline: there, give the source no
   * more processes than have busy partitions, or let the producer write to all of them.
   *
   * <p><b>Failure and restart.</b> The position (an offset and a time for each partition) is kept
   * in the runner's checkpoint and nowhere else: no offsets are committed to Kafka, and where to
   * start {@link #from} matters only without a checkpoint. With one, each record is read exactly
   * once; a runner without checkpoints starts anew. A broker that goes away is waited for (a
   * bounded read gives up after 60 s). Offsets that are no longer there fail the pipeline, unless
   * {@link #withFailOnDataLoss} says otherwise. Records of open or aborted transactions are read,
   * too, unless the client property {@code isolation.level} is {@code read_committed}.
   *
   * <p>Applied, it asks the brokers for the topic, and throws {@link UncheckedIOException} with one
   * line within 15 s if there is no broker or no such topic.
   */
  public static final class Read extends PTransform<PBegin, PCollection<Lines>> {
    private final TopicReading reading;

    private final transient @Nullable DeadLetters deadLetters; // until it is applied

    private Read(TopicReading reading, @Nullable DeadLetters deadLetters) {
      this.reading = reading;
      this.deadLetters = deadLetters;
    }

    /**
     * Like this one, but starts there; by default at the {@linkplain StartingOffsets#earliest
     * earliest}.
     */
    public Read from(StartingOffsets offsets) {
      return new Read(reading.with(offsets), deadLetters);
    }

    /** Like this one, but bounded: ends at the offsets that are the last ones when it starts. */
    public Read untilLatest() {
      return new Read(reading.bounded(), deadLetters);
    }

    /**
     * Like this one, but with these properties for Kafka's client, untouched. They travel with the
     * pipeline, so secrets are refused: they belong in a {@link #withConfigFile file}.
     *
     * @throws IllegalArgumentException if there is a secret among them, or one that is not for the
     *     user to set
     */
    public Read withConfig(Map<String, String> properties) {
      return new Read(reading.with(reading.connection().withConfig(properties)), deadLetters);
    }

    /**
     * Like this one, but with the client properties in a file (as {@code java.util.Properties}),
     * which must be there on each machine that reads. If a secret is in it, only its owner may be
     * able to read it.
     */
    public Read withConfigFile(String file) {
      return new Read(reading.with(reading.connection().withConfigFile(file)), deadLetters);
    }

    /**
     * Like this one, but each reader gives at most so many rows per second; no limit by default.
     */
    public Read withMaxRate(long rowsPerSecond) {
      return new Read(reading.withMaxRate(rowsPerSecond), deadLetters);
    }

    /**
     * Like this one, but a silent partition holds the watermark for that long; 10 s by default.
     *
     * @throws IllegalArgumentException if it is not longer than nothing
     */
    public Read withIdleness(Duration limit) {
      return with(options().withIdleness(limit));
    }

    /**
     * Like this one, but with the event time that stands in each value, or that of arrival; the
     * timestamp of the record without this. A row whose event time cannot be read is a dead letter.
     */
    public Read withEventTime(EventTime time) {
      return with(options().withEventTime(time));
    }

    /**
     * Like this one, but rows whose event time cannot be read go there, each with its reason;
     * without this, the first of them fails the pipeline.
     */
    public Read withDeadLetters(DeadLetters letters) {
      return with(options().withDeadLetters(letters));
    }

    /** Like this one, but it sees time like that. */
    Read with(ReadOptions how) {
      return new Read(
          reading.withIdleness(how.idleness()).withEventTime(how.eventTime()), how.deadLetters());
    }

    private ReadOptions options() {
      return new ReadOptions(reading.eventTime(), reading.idleness(), deadLetters, false, false);
    }

    /**
     * Like this one; if {@code false}, rows that Kafka deleted before they were read are skipped
     * and counted as {@code numRowsLost}, and reading goes on with the earliest there is. By
     * default that is a failure.
     */
    public Read withFailOnDataLoss(boolean fail) {
      return new Read(reading.withFailOnDataLoss(fail), deadLetters);
    }

    /**
     * The same read, but of whole records instead of rows.
     *
     * @throws IllegalArgumentException if it has an {@linkplain #withEventTime event time} of its
     *     own
     */
    public ReadRecords records() {
      if (reading.eventTime() != null) {
        throw new IllegalArgumentException(
            "Records have the timestamps that Kafka gives them: leave the event time away");
      }
      return new ReadRecords(reading);
    }

    @Override
    public PCollection<Lines> expand(PBegin input) {
      return TimedRows.of(blocks(input, reading, TopicPacking.LINES), options());
    }
  }

  /**
   * A topic's records with key, value, headers, partition, offset and timestamp; those without a
   * value, too. Each has its own timestamp as its event time. All else as {@link Read} says.
   */
  public static final class ReadRecords extends PTransform<PBegin, PCollection<TopicRecord>> {
    private final TopicReading reading;

    private ReadRecords(TopicReading reading) {
      this.reading = reading;
    }

    @Override
    public PCollection<TopicRecord> expand(PBegin input) {
      return blocks(input, reading, TopicPacking.RECORDS)
          .apply("Each record", ParDo.of(new EachFn()))
          .setCoder(TopicRecordCoder.of());
    }
  }

  private static <T> PCollection<T> blocks(
      PBegin input, TopicReading reading, TopicPacking<T> packing) {
    try {
      List<Integer> unused = TopicCheck.partitions(reading.connection());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return reading.untilLatest()
        ? input.apply(
            "Blocks", org.apache.beam.sdk.io.Read.from(new TopicRangeSource<>(reading, packing)))
        : input.apply(
            "Blocks",
            org.apache.beam.sdk.io.Read.from(
                new TopicSource<>(reading, packing, UUID.randomUUID().toString())));
  }

  private static final class EachFn extends DoFn<List<TopicRecord>, TopicRecord> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element List<TopicRecord> block, OutputReceiver<TopicRecord> out) {
      for (TopicRecord record : block) {
        out.outputWithTimestamp(record, record.timestamp());
      }
    }
  }

  /**
   * Writes each row of each update as a record. Its key are the key columns: a single text as it
   * is, anything else as a JSON array; none, if the table has no key. Its value is a JSON object of
   * all columns in their order. Its header {@code cauce-version} is the version of the update, in
   * decimal digits.
   *
   * <table>
   * <caption>What is written</caption>
   * <tr><th>append</th><td>each row, once it is final</td></tr>
   * <tr><th>update</th><td>each row that changed: the last record of a key is its present value;
   * a record without a value (a tombstone, which a compacting topic obeys) says that the row left
   * the table</td></tr>
   * <tr><th>complete</th><td>all rows of each snapshot; before them a tombstone for each key that was
   * in the snapshot before and is not in this one</td></tr>
   * </table>
   *
   * <p><b>Guarantee.</b> At least once: a bundle is done when Kafka has acknowledged all of it, and
   * a bundle that fails, or is repeated after a restart, writes its rows again, under the same or a
   * higher version. In order per key: a lower version is never written after a higher one by the
   * same process (it is left out and counted as {@code numRowsSuperseded}); for this, hashes of the
   * keys written within the last minute are kept. Rows without a key have no order.
   *
   * <p><b>{@linkplain #exactlyOnce Exactly once}</b>, in a run with checkpoints: what came between
   * two of them is one transaction of Kafka, in the order in which it left the table, by one
   * writer; of snapshots the last one. Consumers that read committed records see all of it once or
   * nothing. How far the sink is stands in the same transaction: as the offset, and its metadata,
   * of the consumer group {@code cauce-WRITER} at partition 0 of the topic, by which nobody
   * consumes. What comes again after a restart is left out. A process that another has followed is
   * refused: by Kafka, whose epochs end its transactions, or by the number of its run. If the run
   * begins at a checkpoint that is older than what is there, rows to append would come twice, and
   * it fails; in the other modes the present values come again. Kafka forgets the group when
   * nothing has been written for {@code offsets.retention.minutes} (7 days by default): a last
   * commit that the process did not survive would then come a second time.
   *
   * <p><b>State.</b> In the complete mode the keys of the last snapshot.
   *
   * <p><b>Failure.</b> What Kafka does not take within its {@code delivery.timeout.ms} (2 minutes
   * by default) fails the bundle. A transaction that a process did not end is undone when it comes
   * back, or by the broker after {@code transaction.timeout.ms} (5 minutes unless set). Applied, it
   * asks the brokers for the topic, and throws {@link UncheckedIOException} with one line within 15
   * s if there is no broker, or no such topic and the broker does not create it.
   */
  public static final class Write extends PTransform<PCollection<TableUpdate>, PDone> {
    private final TopicConnection connection;
    private final boolean exactlyOnce;

    private Write(TopicConnection connection, boolean exactlyOnce) {
      this.connection = connection;
      this.exactlyOnce = exactlyOnce;
    }

    /** Like this one, but with these properties; see {@link Read#withConfig}. */
    public Write withConfig(Map<String, String> properties) {
      return new Write(connection.withConfig(properties), exactlyOnce);
    }

    /** Like this one, but with the properties in a file; see {@link Read#withConfigFile}. */
    public Write withConfigFile(String file) {
      return new Write(connection.withConfigFile(file), exactlyOnce);
    }

    /** Like this one, but each row counts once, whatever fails, and comes once a checkpoint. */
    public Write exactlyOnce() {
      return new Write(connection, true);
    }

    /**
     * Applies the sink.
     *
     * @throws IllegalArgumentException if it is to write exactly once in a run without checkpoints
     */
    @Override
    public PDone expand(PCollection<TableUpdate> updates) {
      boolean bounded = updates.isBounded() == PCollection.IsBounded.BOUNDED;
      if (exactlyOnce && (bounded || !Commits.areMade(updates))) {
        throw new IllegalArgumentException(
            "Topic \"" + connection.topic() + "\": " + NEEDS_CHECKPOINTS);
      }
      try {
        TopicCheck.writable(connection);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return exactlyOnce
          ? updates.apply("Batches", Batches.to(new TopicCommits(connection)))
          : updates.apply("Records", new TopicSending(connection));
    }
  }
}
