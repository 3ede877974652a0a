package dev.cauce.io;

import dev.cauce.io.BatchWriter.Place;
import java.io.IOException;
import java.time.Instant;

/**
 * How far a sink is, as its ledger has it; {@link Place} says what it means for a batch that comes.
 *
 * @param writer who wrote last
 * @param run the run in which the last update was made
 * @param present the last run that wrote
 * @param last the number of the last update
 */
record LastWritten(String writer, long run, long present, long last) {
  /** Nobody has written. */
  static final LastWritten NOTHING = new LastWritten("", 0, 0, 0);

  /**
   * Does nothing if the run of {@code place} may write.
   *
   * @param what the sink, for the message
   * @throws IOException if a newer run writes
   */
  void check(Place place, String what) throws IOException {
    if (place.present() < present) {
      throw followed(what, present);
    }
  }

  /** What is said to a run that another one has followed, which started at {@code newer}. */
  static IOException followed(String what, long newer) {
    return new IOException(
        what
            + ": a newer run (started "
            + Instant.ofEpochMilli(newer)
            + ") writes here: this one must stop");
  }

  /** How many of the first updates of {@code place} are there already. */
  int repeated(Place place) {
    if (!isOf(place) || place.run() > run || place.first() > last) {
      return 0;
    }
    return (int) (Math.min(last, place.last()) - place.first() + 1);
  }

  /**
   * Whether the run began at a checkpoint that is older than what is there: what stands from the
   * first update of {@code place} on was made by a run that was undone.
   */
  boolean isBeyond(Place place) {
    return isOf(place) && place.run() > run && place.first() <= last;
  }

  /** How far the sink is once all of {@code place} is there. */
  static LastWritten after(Place place) {
    return new LastWritten(place.writer(), place.run(), place.present(), place.last());
  }

  /** The same, but {@code newer} writes from now on. */
  LastWritten takenOverBy(long newer) {
    return new LastWritten(writer, run, newer, last);
  }

  /** Whether what is there was counted as {@code place} counts. */
  boolean isOf(Place place) {
    // Without checkpoints each run counts for itself.
    return writer.equals(place.writer()) && (!writer.isEmpty() || place.run() == run);
  }
}
