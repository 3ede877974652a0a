package dev.cauce.text;

/** What is between single spaces, empty words included: Spark's {@code split(line, " ")}. */
final class SpacesRule implements WordRule {
  @Override
  public void split(byte[] bytes, int from, int to, Sink words) {
    int start = from;
    for (int at = from; at < to; at++) {
      if (bytes[at] == ' ') {
        words.word(bytes, start, at);
        start = at + 1;
      }
    }
    words.word(bytes, start, to);
  }
}
