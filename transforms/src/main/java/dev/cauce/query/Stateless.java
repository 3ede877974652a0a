package dev.cauce.query;

import dev.cauce.row.DeadLetter;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Table;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.jspecify.annotations.Nullable;

/** A query without aggregation: rows are filtered, selected, counted off, and are final. */
final class Stateless<A> extends PTransform<PCollection<A>, PCollection<TableUpdate>> {
  private final RowReader<A> reader;
  private final List<Step> steps;
  private final Query.Settings settings;

  Stateless(RowReader<A> reader, List<Step> steps, Query.Settings settings) {
    this.reader = reader;
    this.steps = steps;
    this.settings = settings;
  }

  @Override
  public PCollection<TableUpdate> expand(PCollection<A> input) {
    List<Step> perRow = new ArrayList<>();
    long limit = Long.MAX_VALUE;
    for (Step step : steps) {
      if (step instanceof Step.Limit first) {
        limit = Math.min(limit, first.rows());
      } else {
        perRow.add(step);
      }
    }
    RowSteps rowSteps = new RowSteps(reader.schema(), perRow);
    Schema schema = rowSteps.output();
    TupleTag<Row> rowsTag = new TupleTag<>("rows");
    TupleTag<DeadLetter> deadTag = new TupleTag<>("dead letters");
    PCollectionTuple out =
        input.apply(
            "Select",
            ParDo.of(
                    new SelectFn<>(
                        reader, rowSteps, settings.deadLetters() != null, rowsTag, deadTag))
                .withOutputTags(rowsTag, TupleTagList.of(deadTag)));
    out.get(deadTag).setCoder(DeadLetter.DeadLetterCoder.of());
    if (settings.deadLetters() != null) {
      settings.deadLetters().add(out.get(deadTag));
    }
    PCollection<Row> rows = out.get(rowsTag).setRowSchema(schema);
    if (limit < Long.MAX_VALUE) {
      rows =
          rows.apply("One key", WithKeys.<Integer, Row>of(row -> 0))
              .setCoder(KvCoder.of(VarIntCoder.of(), RowCoder.of(schema)))
              .apply("Limit", ParDo.of(new LimitFn(limit)))
              .setRowSchema(schema);
    }
    return rows.apply("Table", Table.ofRows().every(settings.every()).emitting(OutputMode.APPEND));
  }

  private static final class SelectFn<A> extends DoFn<A, Row> {
    private final RowReader<A> reader;
    private final RowSteps steps;
    private final boolean hasDeadLetters;
    private final TupleTag<Row> rowsTag;
    private final TupleTag<DeadLetter> deadTag;

    SelectFn(
        RowReader<A> reader,
        RowSteps steps,
        boolean hasDeadLetters,
        TupleTag<Row> rowsTag,
        TupleTag<DeadLetter> deadTag) {
      this.reader = reader;
      this.steps = steps;
      this.hasDeadLetters = hasDeadLetters;
      this.rowsTag = rowsTag;
      this.deadTag = deadTag;
    }

    @ProcessElement
    public void process(
        @Element A element, @Timestamp org.joda.time.Instant time, MultiOutputReceiver out) {
      OutputReceiver<Row> rows = out.get(rowsTag);
      reader.read(
          element,
          1000 * time.getMillis(),
          new RowReader.Taker() {
            @Override
            public void row(Row row, long micros) {
              steps.run(row, rows::output);
            }

            @Override
            public void reject(DeadLetter letter) {
              if (!hasDeadLetters) {
                throw letter.failure(
                    "Give the table dead letters for rows like this, with withDeadLetters or"
                        + " --dead-letters.");
              }
              out.get(deadTag).output(letter);
            }
          });
    }
  }

  /** The first rows that arrive. Holds how many there were. */
  private static final class LimitFn
      extends DoFn<org.apache.beam.sdk.values.KV<Integer, Row>, Row> {
    private final long limit;

    @StateId("taken")
    private final org.apache.beam.sdk.state.StateSpec<org.apache.beam.sdk.state.ValueState<Long>>
        takenSpec =
            org.apache.beam.sdk.state.StateSpecs.value(
                org.apache.beam.sdk.coders.VarLongCoder.of());

    LimitFn(long limit) {
      this.limit = limit;
    }

    @ProcessElement
    public void process(
        @Element org.apache.beam.sdk.values.KV<Integer, Row> row,
        @StateId("taken") org.apache.beam.sdk.state.ValueState<Long> taken,
        OutputReceiver<Row> out) {
      @Nullable Long before = taken.read();
      long number = before == null ? 0 : before;
      if (number < limit) {
        taken.write(number + 1);
        out.output(row.getValue());
      }
    }
  }
}
