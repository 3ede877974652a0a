package dev.cauce.io;

import static dev.cauce.io.WordCounts.CODER;
import static dev.cauce.io.WordCounts.append;
import static dev.cauce.io.WordCounts.complete;
import static dev.cauce.io.WordCounts.removed;
import static dev.cauce.io.WordCounts.replaced;
import static dev.cauce.io.WordCounts.row;
import static dev.cauce.io.WordCounts.update;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import dev.cauce.table.TableUpdate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.joda.time.Duration;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

public class ConsoleIOTest {
  @Rule public final transient TestPipeline p = TestPipeline.create();

  private final transient PrintStream before = System.out;
  private final transient List<byte[]> writes = new ArrayList<>();
  private final transient ByteArrayOutputStream printed = new ByteArrayOutputStream();

  /** An encoding that has no 東, for the sink must not depend on it. */
  @Before
  public void capture() {
    OutputStream out =
        new OutputStream() {
          @Override
          public synchronized void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public synchronized void write(byte[] bytes, int from, int length) {
            printed.write(bytes, from, length);
            writes.add(new byte[length]);
          }
        };
    System.setOut(new PrintStream(out, false, US_ASCII));
  }

  @After
  public void restore() {
    System.setOut(before);
  }

  @Test
  public void write_bounded_oneTable() {
    p.apply(Create.of(update(1, row("東京", 2), row("b", 1))).withCoder(CODER))
        .apply(ConsoleIO.write());
    PipelineResult result = p.run();
    result.waitUntilFinish();

    assertThat(
        printed.toString(UTF_8),
        is(
            """
            -------------------------------------------
            Batch: 0
            -------------------------------------------
            +----+-----+
            |word|count|
            +----+-----+
            |東京|    2|
            |   b|    1|
            +----+-----+

            """));
    assertThat(writes.size(), is(1));
    assertThat(counter(result, "batches"), is(1L));
    assertThat(counter(result, "numOutputRows"), is(2L));
  }

  @Test
  public void write_boundedWithoutRows_nothing() {
    p.apply(Create.empty(CODER)).apply(ConsoleIO.write());
    p.run().waitUntilFinish();

    assertThat(printed.size(), is(0));
  }

  @Test
  public void write_snapshots_numberedBatches() {
    p.apply(
            TestStream.create(CODER)
                .addElements(complete(1, row("a", 1)))
                .addElements(complete(2, row("a", 2)))
                .advanceWatermarkToInfinity())
        .apply(ConsoleIO.write());
    p.run().waitUntilFinish();

    assertThat(
        printed.toString(UTF_8),
        is(
            """
            -------------------------------------------
            Batch: 0
            -------------------------------------------
            +----+-----+
            |word|count|
            +----+-----+
            |   a|    1|
            +----+-----+

            -------------------------------------------
            Batch: 1
            -------------------------------------------
            +----+-----+
            |word|count|
            +----+-----+
            |   a|    2|
            +----+-----+

            """));
  }

  @Test
  public void write_twoTicksInOneBatch_eachKeyOnce() {
    p.apply(
            TestStream.create(CODER)
                .addElements(update(1, row("a", 1), row("b", 1)))
                .addElements(update(2, row("a", 2)))
                .advanceProcessingTime(Duration.standardSeconds(1))
                .advanceWatermarkToInfinity())
        .apply(ConsoleIO.write().withFormat(ConsoleIO.Format.JSON));
    p.run().waitUntilFinish();

    assertThat(
        printed.toString(UTF_8),
        is("{\"word\":\"a\",\"count\":2}\n{\"word\":\"b\",\"count\":1}\n"));
  }

  @Test
  public void json_removed_objectsOfTheirKeysBeforeTheRows() {
    p.apply(removals()).apply(ConsoleIO.write().withFormat(ConsoleIO.Format.JSON));
    p.run().waitUntilFinish();

    assertThat(
        printed.toString(UTF_8),
        is(
            """
            {"word":"a","count":1}
            {"word":"b","count":1}
            {"removed":true,"word":"a"}
            {"removed":true,"word":"b"}
            {"word":"c","count":2}
            """));
  }

  @Test
  public void table_removed_notSaidAndNoBatch() {
    p.apply(removals()).apply(ConsoleIO.write());
    p.run().waitUntilFinish();

    assertThat(
        printed.toString(UTF_8),
        is(
            """
            -------------------------------------------
            Batch: 0
            -------------------------------------------
            +----+-----+
            |word|count|
            +----+-----+
            |   a|    1|
            |   b|    1|
            +----+-----+

            -------------------------------------------
            Batch: 1
            -------------------------------------------
            +----+-----+
            |word|count|
            +----+-----+
            |   c|    2|
            +----+-----+

            """));
  }

  @Test
  public void csv_removed_notSaid() {
    p.apply(removals()).apply(ConsoleIO.write().withFormat(ConsoleIO.Format.CSV));
    p.run().waitUntilFinish();

    assertThat(printed.toString(UTF_8), is("word,count\na,1\nb,1\nc,2\n"));
  }

  /** Three ticks: two rows, one of them gone, the other one replaced by a third. */
  private static TestStream<TableUpdate> removals() {
    return TestStream.create(CODER)
        .addElements(update(1, row("a", 1), row("b", 1)))
        .advanceProcessingTime(Duration.standardSeconds(1))
        .addElements(removed(2, "a"))
        .advanceProcessingTime(Duration.standardSeconds(1))
        .addElements(update(3, row("b", 2)))
        .addElements(replaced(4, List.of(row("b", 0)), row("c", 2)))
        .advanceProcessingTime(Duration.standardSeconds(1))
        .advanceWatermarkToInfinity();
  }

  @Test
  public void withRows_fewerThanThereAre_showsThem() {
    p.apply(Create.of(append(row("a", 1), row("b", 1))).withCoder(CODER))
        .apply(ConsoleIO.write().withRows(1));
    p.run().waitUntilFinish();

    assertThat(
        printed.toString(UTF_8),
        containsString("|   a|    1|\n+----+-----+\nonly showing top 1 row\n"));
  }

  @Test
  public void withRows_ofKeysThatLeft_theNextOnesAreShown() {
    p.apply(
            TestStream.create(CODER)
                .addElements(update(1, row("a", 1), row("b", 1), row("c", 1), row("d", 1)))
                .addElements(removed(2, "a", "b"))
                .addElements(update(3, row("e", 1), row("c", 2)))
                .advanceProcessingTime(Duration.standardSeconds(1))
                .advanceWatermarkToInfinity())
        .apply(ConsoleIO.write().withRows(2));
    PipelineResult result = p.run();
    result.waitUntilFinish();

    assertThat(
        printed.toString(UTF_8),
        containsString("|   c|    2|\n|   d|    1|\n+----+-----+\nonly showing top 2 rows\n"));
    assertThat(counter(result, "numOutputRows"), is(6L)); // what the table sent
  }

  @Test
  public void withTruncate_off_leftAligned() {
    p.apply(Create.of(append(row("a word of 25 characters!!", 1))).withCoder(CODER))
        .apply(ConsoleIO.write().withTruncate(false));
    p.run().waitUntilFinish();

    assertThat(printed.toString(UTF_8), containsString("|a word of 25 characters!!|1    |\n"));
  }

  @Test
  public void withTruncate_length_cut() {
    p.apply(Create.of(append(row("abcdefgh", 1))).withCoder(CODER))
        .apply(ConsoleIO.write().withTruncate(6));
    p.run().waitUntilFinish();

    assertThat(printed.toString(UTF_8), containsString("|abc...|    1|\n"));
  }

  @Test
  public void withFormat_csv_headerOnceAndAllRows() {
    p.apply(
            TestStream.create(CODER)
                .addElements(append(row("a,b", 1)))
                .advanceProcessingTime(Duration.standardSeconds(1))
                .addElements(append(row("c\u001B[1m\u009Bd", 2), row("e", 3)))
                .advanceWatermarkToInfinity())
        .apply(ConsoleIO.write().withFormat(ConsoleIO.Format.CSV).withRows(1));
    p.run().waitUntilFinish();

    assertThat(printed.toString(UTF_8), is("word,count\n\"a,b\",1\nc[1md,2\ne,3\n"));
    assertThat(writes.size(), is(2));
  }

  @Test
  public void withFormat_json_controlCharactersEscaped() {
    p.apply(Create.of(append(row("\u001B[1m\u009B東\u007Fé", 1))).withCoder(CODER))
        .apply(ConsoleIO.write().withFormat(ConsoleIO.Format.JSON));
    p.run().waitUntilFinish();

    assertThat(
        printed.toString(UTF_8), is("{\"word\":\"\\u001B[1m\\u009b東\\u007fé\",\"count\":1}\n"));
  }

  @Test
  public void write_closedOutput_failsWithTheReason() {
    System.setOut(
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
              }
            }));
    p.apply(Create.of(append(row("a", 1))).withCoder(CODER)).apply(ConsoleIO.write());

    PipelineExecutionException e = assertThrows(PipelineExecutionException.class, () -> p.run());

    assertThat(
        requireNonNull(e.getCause()).getMessage(),
        is("Standard output was closed by whoever was reading it"));
  }

  @Test
  public void withRows_negative_refused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ConsoleIO.write().withRows(-1));
    assertThat(e.getMessage(), is("rows=-1 is negative; give 0 or more"));
    assertThrows(IllegalArgumentException.class, () -> ConsoleIO.write().withTruncate(-1));
  }

  private static long counter(PipelineResult result, String name) {
    MetricsFilter filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.named("cauce", name)).build();
    long sum = 0;
    for (MetricResult<Long> counter : result.metrics().queryMetrics(filter).getCounters()) {
      sum += counter.getAttempted();
    }
    return sum;
  }
}
