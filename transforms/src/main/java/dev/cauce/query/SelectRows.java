package dev.cauce.query;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;

/** Filters and selects rows; a row of which an expression fails, fails the bundle. */
final class SelectRows extends PTransform<PCollection<Row>, PCollection<Row>> {
  private final RowSteps steps;

  SelectRows(RowSteps steps) {
    this.steps = steps;
  }

  @Override
  public PCollection<Row> expand(PCollection<Row> input) {
    return input.apply("Select", ParDo.of(new SelectFn(steps))).setRowSchema(steps.output());
  }

  private static final class SelectFn extends DoFn<Row, Row> {
    private final RowSteps steps;

    SelectFn(RowSteps steps) {
      this.steps = steps;
    }

    @ProcessElement
    public void process(@Element Row row, OutputReceiver<Row> out) {
      steps.run(row, out::output);
    }
  }
}
