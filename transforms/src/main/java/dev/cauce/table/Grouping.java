package dev.cauce.table;

import dev.cauce.row.DeadLetter;
import java.io.Serializable;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;

/**
 * Takes an element apart into the rows that a {@link Table} aggregates: the key of each and what is
 * aggregated under it. Made for elements that hold many rows: the keys are handed over as bytes, so
 * that a word of a text needs no object of its own.
 *
 * <p>A key's bytes are what its {@link #keyCoder} writes in the outer context: the UTF-8 bytes of a
 * {@code String}. Equal keys must have equal bytes.
 *
 * @param <A> the elements
 * @param <K> the key
 * @param <I> what is aggregated
 */
public interface Grouping<A, K, I> extends Serializable {
  /**
   * Hands each row of {@code element} to {@code rows}.
   *
   * @param micros the event time of the element, in microseconds since the epoch
   */
  void group(A element, long micros, Rows<I> rows);

  /** How keys are written; must be deterministic. */
  Coder<K> keyCoder(CoderRegistry registry) throws CannotProvideCoderException;

  /** How what is aggregated is written, for aggregations that derive their coders from it. */
  Coder<I> inputCoder(CoderRegistry registry, Coder<A> elements) throws CannotProvideCoderException;

  /** Takes rows. */
  interface Rows<I> {
    /**
     * Aggregates {@code input} under the key {@code bytes[from, to)}. The bytes are copied; the
     * array may be used again.
     *
     * @param micros the event time of the row, in microseconds since the epoch
     */
    void add(byte[] bytes, int from, int to, long micros, I input);

    /**
     * Aggregates {@code input} under each of {@code count} keys: key {@code i} is {@code
     * bytes[edges[2 * i], edges[2 * i + 1])}. The same as {@link #add} for each, and quicker.
     *
     * @param micros the event time of the rows, in microseconds since the epoch
     */
    default void addAll(byte[] bytes, int[] edges, int count, long micros, I input) {
      for (int i = 0; i < 2 * count; i += 2) {
        add(bytes, edges[i], edges[i + 1], micros, input);
      }
    }

    /**
     * Sends a row that cannot be used to the dead letters.
     *
     * @throws IllegalArgumentException with {@code reason} and what to do, if the table has none
     */
    default void reject(DeadLetter letter) {
      throw letter.failure(
          "Give the table dead letters for rows like this, with withDeadLetters or"
              + " --dead-letters.");
    }
  }
}
