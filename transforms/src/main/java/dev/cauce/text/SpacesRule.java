package dev.cauce.text;

import dev.cauce.row.EightBytes;

/** What is between single spaces, empty words included: Spark's {@code split(line, " ")}. */
final class SpacesRule implements WordRule {
  private static final long SPACES = ' ' * EightBytes.ONES;

  @Override
  public void split(byte[] bytes, int from, int to, Sink words) {
    int[] edges = words.edges;
    edges[0] = from;
    int size = 1; // edges so far: the present word has begun
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      if (size > 2 * Sink.MOST) {
        size = handOn(bytes, words, size);
      }
      long found = EightBytes.zeros(EightBytes.at(bytes, at) ^ SPACES);
      int end = size + 2 * Long.bitCount(found);
      // Two at once, as many as there mostly are: not to ask is quicker than to guess wrong.
      for (int i = size; i < size + 4 || i < end; i += 2) {
        int space = at + EightBytes.first(found);
        edges[i] = space;
        edges[i + 1] = space + 1;
        found &= found - 1;
      }
      size = end;
    }
    for (; at < to; at++) {
      if (bytes[at] == ' ') {
        edges[size++] = at;
        edges[size++] = at + 1;
      }
    }
    edges[size++] = to;
    words.words(bytes, size / 2);
  }

  /** Hands on what is complete; the present word's beginning stays. */
  private static int handOn(byte[] bytes, Sink words, int size) {
    int begun = words.edges[size - 1];
    words.words(bytes, size / 2);
    words.edges[0] = begun;
    return 1;
  }
}
