package dev.cauce.io;

import dev.cauce.table.TableUpdate;
import java.io.IOException;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.state.MapState;

/**
 * A writer whose rows count once, whatever fails: in a run with checkpoints it gets only what a
 * complete checkpoint has seen, which nothing can undo, all of it at once, in order. Without
 * checkpoints it is a writer like any other.
 */
interface CommitWriter extends BatchWriter {
  /** Called once on a worker, before all else, with the options of the run that writes. */
  default void open(PipelineOptions options) {}

  /**
   * Looks at an update that will be part of the next {@link #commit}, while the state is at hand.
   *
   * @param kept what this writer keeps, in the pipeline's state; empty at first
   */
  default void prepare(TableUpdate update, MapState<String, byte[]> kept) throws IOException {}

  /**
   * Applies what came between two checkpoints; of snapshots the last one. After a failure it may
   * come a second time: {@link Batch#place} tells.
   *
   * @return how many rows the table sent; {@link #NOTHING} if all of it was there already
   * @throws IOException if they could not be written; the run then goes back to its last checkpoint
   *     and tries again
   */
  long commit(Batch batch) throws IOException;
}
