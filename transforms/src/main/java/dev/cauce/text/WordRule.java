package dev.cauce.text;

import java.io.Serializable;

/** Where words begin and end in a line. */
interface WordRule extends Serializable {
  /** Hands each word of the line {@code bytes[from, to)} (UTF-8) to {@code words}, in order. */
  void split(byte[] bytes, int from, int to, Sink words);

  /** Takes words; the bytes may be changed after the call. */
  interface Sink {
    void word(byte[] bytes, int from, int to);
  }
}
