package dev.cauce.io;

import java.io.IOException;
import java.io.Serializable;

/** Where a {@link LineFeed} has its bytes from. Used by one thread, but for {@link #close}. */
interface FeedInput {
  /** The stream is over; what has no line end is its last line. */
  int END = -1;

  /** The stream was cut and may go on later; what has no line end is lost. */
  int CUT = -2;

  /**
   * Reads what is there into {@code buffer}: how many bytes, or 0 if there is nothing for the
   * moment (so that the caller can look whether it is still wanted), or {@link #END} or {@link
   * #CUT}.
   *
   * @throws IOException if nothing will ever come
   */
  int read(byte[] buffer) throws IOException;

  /** Lets go of the stream, from any thread; a {@link #read} that waits ends soon if it can. */
  void close();

  /** How to get at an input: what travels with a source. */
  interface Settings extends Serializable {
    /** The name of the place: {@code host:port}, {@code stdin}. */
    String origin();

    /** How long a line may be. */
    int maxLineBytes();

    /** An input that has not been read from. Does not wait. */
    FeedInput open();
  }
}
