package dev.cauce.text;

import java.io.Serializable;

/** Where words begin and end in a line. */
interface WordRule extends Serializable {
  /** Hands each word of the line {@code bytes[from, to)} (UTF-8) to {@code words}, in order. */
  void split(byte[] bytes, int from, int to, Sink words);

  /** Takes words, many at a time. */
  abstract class Sink {
    /** How many words a rule hands on at a time at most. */
    static final int MOST = 256;

    /**
     * Where a rule may put the words that lie in the line itself: word {@code i} is {@code [edges[2
     * * i], edges[2 * i + 1])}. Has room behind them, so that a rule may write a few too many and
     * count later.
     */
    final int[] edges = new int[2 * MOST + 32];

    /**
     * Takes the first {@code count} words of {@link #edges}, which may be changed after the call.
     */
    abstract void words(byte[] bytes, int count);

    /** Takes one word; the bytes may be changed after the call. */
    final void word(byte[] bytes, int from, int to) {
      edges[0] = from;
      edges[1] = to;
      words(bytes, 1);
    }
  }
}
