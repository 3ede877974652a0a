package dev.cauce.query;

import dev.cauce.expr.ExpressionException;
import dev.cauce.row.DeadLetter;
import dev.cauce.row.Lines;
import dev.cauce.row.MalformedRowException;
import dev.cauce.row.RowFormat;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Instant;

/** Blocks of lines, each a row in {@code format}. */
record LineRows(RowFormat format) implements RowReader<Lines> {
  @Override
  public Schema schema() {
    return format.schema();
  }

  @Override
  public void read(Lines lines, long micros, Taker taker) {
    for (int i = 0; i < lines.size(); i++) {
      String reason;
      try {
        Row row = format.parse(lines.bytes(), lines.start(i), lines.end(i));
        if (row != null) {
          taker.row(row, 1000 * lines.millis(i));
        }
        continue;
      } catch (MalformedRowException | ExpressionException e) {
        reason = String.valueOf(e.getMessage());
      }
      taker.reject(new DeadLetter(Instant.now(), lines.origin(), reason, lines.line(i)));
    }
  }
}
