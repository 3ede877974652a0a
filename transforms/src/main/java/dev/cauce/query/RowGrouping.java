package dev.cauce.query;

import dev.cauce.row.DeadLetter;
import dev.cauce.table.Grouping;
import org.apache.beam.sdk.values.Row;

/** Takes elements apart into rows, filtered and selected, and puts each under its key. */
abstract class RowGrouping<A> implements Grouping<A, Row, Row> {
  private final RowReader<A> reader;
  private final RowSteps steps;

  RowGrouping(RowReader<A> reader, RowSteps steps) {
    this.reader = reader;
    this.steps = steps;
  }

  /**
   * Puts {@code row} under its key.
   *
   * @param micros the event time of the row, in microseconds since the epoch
   */
  abstract void add(Row row, long micros, Rows<Row> rows);

  @Override
  public final void group(A element, long micros, Rows<Row> rows) {
    reader.read(
        element,
        micros,
        new RowReader.Taker() {
          @Override
          public void row(Row row, long rowMicros) {
            steps.run(row, selected -> add(selected, rowMicros, rows));
          }

          @Override
          public void reject(DeadLetter letter) {
            rows.reject(letter);
          }
        });
  }
}
