package dev.cauce.anomaly;

import dev.cauce.row.DeadLetter;
import java.io.Serializable;

/**
 * Takes an element apart into readings. Made for elements that hold many rows, so the name of a
 * series is handed over as bytes (UTF-8), and needs no object of its own.
 *
 * @param <A> the elements
 */
public interface Readings<A> extends Serializable {
  /**
   * Hands each reading of {@code element} to {@code taker}, in order.
   *
   * @param micros the event time of the element, in microseconds since the epoch
   */
  void read(A element, long micros, Taker taker);

  /** Takes readings. */
  interface Taker {
    /**
     * Takes the reading {@code values} of the series {@code name[from, to)}; both are copied.
     *
     * @param micros when it was taken, in microseconds since the epoch
     * @param values finite numbers
     */
    void reading(byte[] name, int from, int to, long micros, double[] values);

    /** Takes a row that holds no reading. */
    void reject(DeadLetter letter);
  }
}
