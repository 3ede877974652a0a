package dev.cauce.io;

import static dev.cauce.io.WordCounts.CODER;
import static dev.cauce.io.WordCounts.append;
import static dev.cauce.io.WordCounts.complete;
import static dev.cauce.io.WordCounts.row;
import static dev.cauce.io.WordCounts.update;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import dev.cauce.table.TableUpdate;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.junit.Rule;
import org.junit.Test;

public class BatchesTest {
  @Rule public final transient TestPipeline p = TestPipeline.create();

  private final RecordingWriter writer = RecordingWriter.create();

  @Test
  public void bounded_updatesOfSeveralShards_oneBatch() {
    p.apply(Create.of(update(1, row("a", 1)), update(1, row("b", 2), row("c", 3))).withCoder(CODER))
        .apply(Batches.to(writer));
    p.run().waitUntilFinish();

    assertThat(writer.batches(), contains("0 UPDATE [a=1, b=2, c=3]"));
  }

  @Test
  public void bounded_severalSnapshots_theHighestVersion() {
    p.apply(
            Create.of(complete(1, row("a", 1)), complete(3, row("a", 3)), complete(2, row("a", 2)))
                .withCoder(CODER))
        .apply(Batches.to(writer).evenIfEmpty());
    p.run().waitUntilFinish();

    assertThat(writer.batches(), contains("0 COMPLETE [a=3]"));
  }

  @Test
  public void bounded_nothing_noBatch() {
    p.apply(Create.empty(CODER)).apply(Batches.to(writer));
    p.run().waitUntilFinish();

    assertThat(writer.batches(), empty());
  }

  @Test
  public void boundedEvenIfEmpty_nothing_snapshotOfAnEmptyTable() {
    p.apply(Create.empty(CODER)).apply(Batches.to(writer).evenIfEmpty());
    p.run().waitUntilFinish();

    assertThat(writer.batches(), contains("0 COMPLETE []"));
  }

  @Test
  public void boundedEvenIfEmpty_rows_onlyThem() {
    p.apply(Create.of(append(row("a", 1))).withCoder(CODER))
        .apply(Batches.to(writer).evenIfEmpty());
    p.run().waitUntilFinish();

    assertThat(writer.batches(), contains("0 APPEND [a=1]"));
  }

  @Test
  public void unbounded_shardsOfOneTick_oneBatchEach() {
    p.apply(
            TestStream.create(CODER)
                .addElements(update(1, row("a", 1)))
                .advanceProcessingTime(Duration.millis(10)) // within the time of gathering
                .addElements(update(1, row("b", 1)))
                .advanceProcessingTime(Duration.millis(990))
                .advanceProcessingTime(Duration.standardSeconds(1)) // a tick in which nothing came
                .addElements(update(2, row("a", 2)), update(2, row("c", 1)))
                .advanceProcessingTime(Duration.standardSeconds(1))
                .addElements(update(3, row("a", 3)))
                .advanceProcessingTime(Duration.standardSeconds(1))
                .advanceWatermarkToInfinity())
        .apply(Batches.to(writer));
    p.run().waitUntilFinish();

    assertThat(
        writer.batches(), contains("0 UPDATE [a=1, b=1]", "1 UPDATE [a=2, c=1]", "2 UPDATE [a=3]"));
  }

  @Test
  public void unbounded_inputEndsWithinATick_restIsWritten() {
    p.apply(
            TestStream.create(CODER)
                .addElements(append(row("a", 1)))
                .advanceProcessingTime(Duration.standardSeconds(1))
                .addElements(append(row("b", 1)))
                .advanceWatermarkToInfinity())
        .apply(Batches.to(writer));
    p.run().waitUntilFinish();

    assertThat(writer.batches(), contains("0 APPEND [a=1]", "1 APPEND [b=1]"));
  }

  @Test
  public void unbounded_snapshots_oneBatchEachAtOnceAndOldOnesDropped() {
    p.apply(
            TestStream.create(CODER)
                .addElements(complete(5, row("a", 1)))
                .addElements(complete(6, row("a", 2)))
                .addElements(complete(6, row("a", 2))) // came twice
                .addElements(complete(4, row("a", 0))) // came late
                .addElements(complete(7))
                .advanceWatermarkToInfinity())
        .apply(Batches.to(writer));
    p.run().waitUntilFinish();

    assertThat(writer.batches(), contains("0 COMPLETE [a=1]", "1 COMPLETE [a=2]", "2 COMPLETE []"));
  }

  @Test
  public void coder_ofAnotherClass_refusedWithTheRemedy() {
    p.enableAbandonedNodeEnforcement(false);
    PCollection<TableUpdate> input =
        p.apply(Create.of(append(row("a", 1))).withCoder(NullableCoder.of(CODER)));

    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> input.apply(Batches.to(writer)));

    assertThat(
        e.getMessage(),
        is(
            "The sink does not know the columns of \""
                + input.getName()
                + "\", for its coder is a NullableCoder."
                + " Call setCoder(TableUpdateCoder.of(schema)) on it."));
  }
}
