package dev.cauce.query;

import dev.cauce.row.DeadLetter;
import java.io.Serializable;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;

/**
 * Takes the rows out of the elements of a collection.
 *
 * @param <A> the elements
 */
interface RowReader<A> extends Serializable {
  /** The columns of the rows. */
  Schema schema();

  /**
   * Hands the rows of {@code element} to {@code taker}, in order. What the taker refuses with an
   * {@link dev.cauce.expr.ExpressionException} is handed to it again as a dead letter.
   *
   * @param micros the event time of the element, in microseconds since the epoch
   */
  void read(A element, long micros, Taker taker);

  /** Takes rows. */
  interface Taker {
    /**
     * @param micros the event time of the row, in microseconds since the epoch
     */
    void row(Row row, long micros);

    void reject(DeadLetter letter);
  }
}
