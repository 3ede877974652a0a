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
   * What left a table at one tick, or between two checkpoints.
   *
   * @param number 0 for the first; goes on after a restart from a checkpoint
   * @param mode how to apply the rows
   * @param updates the rows; those of an input that ends are to be gone through once only, for they
   *     may come straight from a runner's shuffle
   * @param place where it stands among all that was ever written
   */
  record Batch(long number, OutputMode mode, Iterable<TableUpdate> updates, Place place) {}

  /**
   * Where a batch stands among all that the pipeline ever wrote, for a ledger in the sink: it
   * remembers the writer, the run that wrote last, and the run and number of the last update.
   *
   * <ul>
   *   <li>The writing run ({@code present}) is older than the one in the ledger: it comes from a
   *       process that another one has followed, and is refused.
   *   <li>Another writer: the table is taken over, and the updates are counted anew.
   *   <li>The updates were made in the run in the ledger, or before it (they were kept in the
   *       checkpoint's state): those up to the last one in the ledger are there already.
   *   <li>They were made later, and go on behind the last one: all is new. Or they do not: then the
   *       run began at a checkpoint that is older than what the sink has, since newer ones were
   *       damaged, and rows may be there that come again.
   * </ul>
   *
   * @param writer the same for all runs on one checkpoint directory; empty without checkpoints
   * @param run the run in which the updates were made; later runs have higher numbers
   * @param present the run that is writing; the same or a later one
   * @param first the number of the first update, from 1
   * @param last the number of the last update
   */
  record Place(String writer, long run, long present, long first, long last)
      implements Serializable {}

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

  /** Gives back what it holds, such as a connection; it may be used again afterwards. */
  default void close() {}
}
