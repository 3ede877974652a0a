package dev.cauce.benchmarks.run;

/**
 * A made-up text that looks natural.
 *
 * @param bytes about how long it is; 0 if {@code lines} says it
 * @param lines how many lines it has; 0 if {@code bytes} says it
 * @param words how many different words it has, each of them at least once if there is room
 * @param perLine how many words a line has; 0 for as many as in real texts
 * @param files how many files of about the same size it is in
 */
record TextSpec(long bytes, long lines, int words, int perLine, int files) {
  /** A name for its directory: two texts of the same name are the same. */
  String name() {
    return "text-"
        + (bytes > 0 ? bytes / 1_000_000 + "mb" : lines + "lines")
        + "-"
        + words
        + "words"
        + (perLine > 0 ? "-" + perLine + "aline" : "");
  }

  /** Each so many words one comes in turn and is not drawn, so that each comes at least once. */
  int every() {
    long least = bytes > 0 ? bytes / 12 : lines * Math.max(1, perLine);
    return (int) Math.max(2, least / words);
  }
}
