package dev.cauce.io;

import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.io.Serializable;
import org.apache.beam.sdk.state.MapState;

/**
 * Applies batches to the outside, one after the other, never two at a time. {@link Batches} makes
 * the batches. What was written may be written again after a failure; the batch then has the same
 * number.
 */
interface BatchWriter extends Serializable {
  /** What {@link #write} returns for a batch in which there is nothing for this sink. */
  long NOTHING = -1;

  /**
   * What left a table at one tick.
   *
   * @param number 0 for the first; goes on after a restart from a checkpoint
   * @param mode how to apply the rows
   * @param updates the rows; to be gone through once only, for they may come straight from a
   *     runner's shuffle
   */
  record Batch(long number, OutputMode mode, Iterable<TableUpdate> updates) {}

  /**
   * Applies one batch of an endless input.
   *
   * @param kept what this writer keeps from batch to batch, in the pipeline's state; empty at first
   * @return how many rows the table sent; {@link #NOTHING} if the batch does not count, so that the
   *     next one has its number
   * @throws IOException if they could not be written; fails the bundle
   */
  long write(Batch batch, MapState<String, byte[]> kept) throws IOException;

  /**
   * Applies the only batch of an input that ends. In it a table sends each key once, as it is at
   * the end, so no row ever leaves it.
   *
   * @return how many rows the table sent
   * @throws IOException if they could not be written; fails the bundle
   */
  long writeOnly(Batch batch) throws IOException;
}
