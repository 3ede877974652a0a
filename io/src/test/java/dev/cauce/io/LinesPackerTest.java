package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.row.TimeFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** Blocks of the values of a poll, with and without values, up to their bounds. */
public class LinesPackerTest {
  private static final long NOW = 77;

  private final LinesPacker packer = new LinesPacker("t", null, () -> NOW);
  private long offset;

  @Test
  public void take_allOfAPoll_oneBlockWithTheTimestamps() {
    List<ConsumerRecord<ByteBuffer, Integer>> records = records(packer, 30, "a", 10, "", 20, "é c");

    assertThat(packer.take(records, 0, 3, Long.MAX_VALUE), is(3));
    assertThat(packer.rows(), is(3));
    assertThat(packer.tombstones(), is(0));
    assertThat(packer.least(), is(10L));
    assertThat(packer.greatest(), is(30L));
    Lines expected =
        Lines.builder("t-4").add("a", 30).add("", 10).add("é c", 20).build().withFollowed(true);
    assertThat(packer.block(4, true), is(expected));
  }

  @Test
  public void take_noMoreRowsThanAllowed_goesOnWhereItWas() {
    List<ConsumerRecord<ByteBuffer, Integer>> records = records(packer, 1, "a", 2, "b", 3, "c");

    assertThat(packer.take(records, 0, 3, 2), is(2));
    assertThat(packer.block(0, false), is(Lines.builder("t-0").add("a", 1).add("b", 2).build()));
    assertThat(packer.take(records, 2, 3, 2), is(3));
    assertThat(packer.block(0, false), is(lines("t-0", 3, "c")));
  }

  @Test
  public void take_recordsWithoutValue_giveNoRowsAndAreCounted() {
    List<ConsumerRecord<ByteBuffer, Integer>> records =
        records(packer, 1, null, 2, "b", 3, null, 4, "d", 5, null, 6, null);

    assertThat(packer.take(records, 0, 6, Long.MAX_VALUE), is(6));
    assertThat(packer.rows(), is(2));
    assertThat(packer.tombstones(), is(4));
    assertThat(packer.least(), is(2L));
    assertThat(packer.greatest(), is(4L));
    assertThat(packer.block(0, false), is(Lines.builder("t-0").add("b", 2).add("d", 4).build()));

    assertThat(packer.take(records, 4, 6, Long.MAX_VALUE), is(6));
    assertThat(packer.rows(), is(0));
    assertThat(packer.tombstones(), is(2));
    assertThat(packer.greatest(), is(EventTime.NONE));
  }

  @Test
  public void take_twoPartitionsOfAPoll_eachItsOwn() {
    List<ConsumerRecord<ByteBuffer, Integer>> first = records(packer, 1, "a", 2, "b");
    List<ConsumerRecord<ByteBuffer, Integer>> second = records(packer, 3, null, 4, "d");

    assertThat(packer.take(second, 0, 2, Long.MAX_VALUE), is(2));
    assertThat(packer.block(1, false), is(lines("t-1", 4, "d")));
    assertThat(packer.take(first, 1, 2, Long.MAX_VALUE), is(2));
    assertThat(packer.block(0, false), is(lines("t-0", 2, "b")));
  }

  @Test
  public void take_untilTheBlockIsFull_oneRowAtLeast() {
    String half = "x".repeat(TopicPacker.BLOCK_BYTES / 2);
    String more = half + half + "y";
    List<ConsumerRecord<ByteBuffer, Integer>> records =
        records(packer, 1, half, 2, half, 3, "z", 4, more);

    assertThat(packer.take(records, 0, 4, Long.MAX_VALUE), is(2));
    assertThat(packer.take(records, 2, 4, Long.MAX_VALUE), is(3));
    assertThat(packer.block(0, false), is(lines("t-0", 3, "z")));
    assertThat(packer.take(records, 3, 4, Long.MAX_VALUE), is(4));
    assertThat(packer.block(0, false), is(lines("t-0", 4, more)));
  }

  @Test
  public void clear_nextPoll_forgetsTheValues() {
    List<ConsumerRecord<ByteBuffer, Integer>> unused = records(packer, 1, "x".repeat(3 << 20));
    packer.clear();
    List<ConsumerRecord<ByteBuffer, Integer>> records = records(packer, 2, "b");
    packer.clear();
    records = records(packer, 3, "c");

    assertThat(packer.take(records, 0, 1, Long.MAX_VALUE), is(1));
    assertThat(packer.block(0, false), is(lines("t-0", 3, "c")));
  }

  @Test
  public void take_eventTimeInTheValues_whereThereIsOne() {
    EventTime time = EventTime.csv(1).as(TimeFormat.EPOCH_MILLIS);
    LinesPacker timed = new LinesPacker("t", time, () -> NOW);
    List<ConsumerRecord<ByteBuffer, Integer>> records =
        records(timed, 1, "a,1709287200000", 2, "b", 3, "c,1709287100000");

    assertThat(timed.take(records, 0, 3, Long.MAX_VALUE), is(3));
    assertThat(timed.least(), is(1709287100000L));
    assertThat(timed.greatest(), is(1709287200000L));
    Lines block = timed.block(0, false);
    assertThat(block.millis(0), is(1709287200000L));
    assertThat(block.millis(1), is(EventTime.NONE));
    assertThat(block.line(2), is("c,1709287100000"));

    assertThat(timed.take(records, 1, 2, Long.MAX_VALUE), is(2));
    assertThat(timed.least(), is(EventTime.NONE));
    assertThat(timed.greatest(), is(EventTime.NONE));
  }

  @Test
  public void take_timesOfArrival_whenTakenAndNotWhenFetched() {
    AtomicLong now = new AtomicLong(100);
    LinesPacker arriving = new LinesPacker("t", EventTime.arrival(), now::get);
    List<ConsumerRecord<ByteBuffer, Integer>> records = records(arriving, 1, "a", 2, "b");

    assertThat(arriving.take(records, 0, 2, 1), is(1));
    assertThat(arriving.block(0, false), is(lines("t-0", 100, "a")));
    now.set(500); // the watermark, too, has gone on to here
    assertThat(arriving.take(records, 1, 2, 1), is(2));
    assertThat(arriving.least(), is(500L));
    assertThat(arriving.block(0, false), is(lines("t-0", 500, "b")));
  }

  @Test
  public void take_timestampsThatKafkaDoesNotHave_thePresentAndNotTheEnd() {
    List<ConsumerRecord<ByteBuffer, Integer>> records =
        records(packer, -1, "a", Long.MAX_VALUE, "b");

    assertThat(packer.take(records, 0, 2, Long.MAX_VALUE), is(2));
    Lines block = packer.block(0, false);
    assertThat(block.millis(0), is(NOW));
    // A millisecond before the end of the global window, see GlobalWindow.
    assertThat(
        Instant.ofEpochMilli(block.millis(1)), is(Instant.parse("294247-01-09T04:00:54.774Z")));
  }

  @Test
  public void take_valuesOfAnotherOrder_refused() {
    List<ConsumerRecord<ByteBuffer, Integer>> records = records(packer, 1, "a", 2, null, 3, "c");
    List<ConsumerRecord<ByteBuffer, Integer>> turned =
        List.of(records.get(2), records.get(1), records.get(0));

    assertThrows(IllegalStateException.class, () -> packer.take(turned, 0, 3, Long.MAX_VALUE));
  }

  private static Lines lines(String origin, long millis, String row) {
    return Lines.builder(origin).add(row, millis).build();
  }

  /** Records as Kafka's consumer makes them, which gives the values to the packer. */
  private List<ConsumerRecord<ByteBuffer, Integer>> records(
      LinesPacker to, @Nullable Object... timesAndValues) {
    List<ConsumerRecord<ByteBuffer, Integer>> records = new ArrayList<>();
    for (int i = 0; i < timesAndValues.length; i += 2) {
      Object time = timesAndValues[i];
      Object value = timesAndValues[i + 1];
      Integer number = null;
      if (value != null) {
        byte[] bytes = ("__" + value).getBytes(UTF_8);
        ByteBuffer received = ByteBuffer.wrap(bytes, 2, bytes.length - 2).slice();
        number = to.deserialize("t", new RecordHeaders(), received);
      }
      records.add(
          new ConsumerRecord<>(
              "t",
              0,
              offset++,
              time == null ? 0 : ((Number) time).longValue(),
              TimestampType.CREATE_TIME,
              0,
              0,
              null,
              number,
              new RecordHeaders(),
              Optional.empty()));
    }
    return records;
  }
}
