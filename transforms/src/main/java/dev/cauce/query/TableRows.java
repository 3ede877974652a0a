package dev.cauce.query;

import dev.cauce.expr.ExpressionException;
import dev.cauce.row.DeadLetter;
import dev.cauce.table.TableUpdate;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Instant;

/** The rows that leave another table. */
record TableRows(Schema schema) implements RowReader<TableUpdate> {
  @Override
  public void read(TableUpdate update, long micros, Taker taker) {
    for (Row row : update.rows()) {
      try {
        taker.row(row, micros);
      } catch (ExpressionException e) {
        String reason = String.valueOf(e.getMessage());
        taker.reject(new DeadLetter(Instant.now(), "table", reason, row.getValues().toString()));
      }
    }
  }
}
