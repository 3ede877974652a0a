package dev.cauce.table;

import dev.cauce.row.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.Row;

/**
 * Gathers the {@link DeadLetter}s of all steps of a pipeline and writes them to one sink, in append
 * mode: rows of the columns {@code time}, {@code origin}, {@code reason} and {@code row}. Each is
 * counted as {@code numDeadLetters}.
 *
 * <p>Made before the steps, which are given it; {@link #write} comes after the last of them. Used
 * while a pipeline is built, and by one thread.
 */
public final class DeadLetters {
  /** The columns of what is written. */
  public static final Schema SCHEMA =
      Schema.builder()
          .addDateTimeField("time")
          .addStringField("origin")
          .addStringField("reason")
          .addStringField("row")
          .build();

  private final PTransform<? super PCollection<TableUpdate>, ?> sink;
  private final List<PCollection<DeadLetter>> all = new ArrayList<>();

  private DeadLetters(PTransform<? super PCollection<TableUpdate>, ?> sink) {
    this.sink = sink;
  }

  /** Dead letters that go to {@code sink}. */
  public static DeadLetters to(PTransform<? super PCollection<TableUpdate>, ?> sink) {
    return new DeadLetters(Objects.requireNonNull(sink));
  }

  /** Takes the dead letters of a step. */
  public void add(PCollection<DeadLetter> letters) {
    all.add(letters);
  }

  /** Writes what was added; does nothing if no step can have any. */
  public void write() {
    if (all.isEmpty()) {
      return;
    }
    PCollection<DeadLetter> together =
        all.size() == 1
            ? all.get(0)
            : PCollectionList.of(all).apply("All dead letters", Flatten.pCollections());
    together
        .apply("Dead letters", ParDo.of(new RowFn()))
        .setRowSchema(SCHEMA)
        .apply("Gather dead letters", Table.ofRows().emitting(OutputMode.APPEND))
        .apply("Write dead letters", sink);
  }

  private static final class RowFn extends DoFn<DeadLetter, Row> {
    private final Counter counter = Metrics.counter("cauce", "numDeadLetters");

    @ProcessElement
    public void process(@Element DeadLetter letter, OutputReceiver<Row> out) {
      counter.inc();
      out.output(
          Row.withSchema(SCHEMA)
              .addValues(letter.time(), letter.origin(), letter.reason(), letter.row())
              .build());
    }
  }
}
