package dev.cauce.query;

import dev.cauce.expr.ExpressionException;
import dev.cauce.row.DeadLetter;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Instant;

/** Elements that are rows. */
record PlainRows(Schema schema) implements RowReader<Row> {
  @Override
  public void read(Row row, long micros, Taker taker) {
    try {
      taker.row(row, micros);
    } catch (ExpressionException e) {
      String reason = String.valueOf(e.getMessage());
      taker.reject(new DeadLetter(Instant.now(), "rows", reason, row.getValues().toString()));
    }
  }
}
