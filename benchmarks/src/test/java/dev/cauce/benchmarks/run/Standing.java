package dev.cauce.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * How a table of counts stands beside the truth, while its rows come in: each row replaces the
 * former one of its word, and counts go up to the truth and never beyond.
 */
final class Standing {
  private final WordCounts truth;
  private final long factor;
  private final long[] last;
  private int right;
  private @Nullable String fault;

  /**
   * @param factor how many times the input was given
   */
  Standing(WordCounts truth, long factor) {
    this.truth = truth;
    this.factor = factor;
    this.last = new long[truth.size()];
  }

  /** A row: the word {@code bytes[from, to)} was counted {@code count} times so far. */
  void put(byte[] bytes, int from, int to, long count) {
    int i = truth.indexOf(bytes, from, to);
    if (i < 0) {
      fail("there is no word \"" + new String(bytes, from, to - from, UTF_8) + '"');
      return;
    }
    long expected = factor * truth.count(i);
    if (count < 1 || count > expected) {
      fail("\"" + truth.word(i) + "\" is " + count + ", and should be " + expected);
    }
    right += (count == expected ? 1 : 0) - (last[i] == expected ? 1 : 0);
    last[i] = count;
  }

  /** The same, of a table in which each word stands once. */
  void putOnce(byte[] bytes, int from, int to, long count) {
    int i = truth.indexOf(bytes, from, to);
    if (i >= 0 && last[i] != 0) {
      fail("\"" + truth.word(i) + "\" stands in the table twice");
    }
    put(bytes, from, to, count);
  }

  /** Whether the last row of each word is the truth. */
  boolean isRight() {
    return fault == null && right == truth.size();
  }

  /** What can no longer come right; null if nothing. */
  @Nullable String fault() {
    return fault;
  }

  /** What is not right, in a few words; null if all is. */
  @Nullable String wrong() {
    if (fault != null || right == truth.size()) {
      return fault;
    }
    for (int i = 0; i < last.length; i++) {
      if (last[i] != factor * truth.count(i)) {
        return String.format(
            "%,d of %,d words are right; \"%s\" is %d, and should be %d",
            right, last.length, truth.word(i), last[i], factor * truth.count(i));
      }
    }
    throw new AssertionError("all words are right, and were not counted as such");
  }

  private void fail(String reason) {
    if (fault == null) {
      fault = reason;
    }
  }
}
