package dev.cauce.io;

/**
 * How far event time is said to have come, where files are taken so many at a time (a trigger). As
 * in Spark, the rows of a trigger are judged by what had come before the trigger before it: its own
 * times are told when the next one is read, or when there is none. The next trigger waits until the
 * runner has heard what is told, so that it is not left to chance by which watermark its rows are
 * judged.
 *
 * <p>Times are milliseconds since the epoch. Not thread-safe.
 */
final class TriggerTimes {
  private long told;
  private long before;
  private boolean toBeHeard;

  /**
   * @param reached the largest time of all rows so far
   */
  TriggerTimes(long reached) {
    told = reached;
    before = reached;
  }

  /**
   * The directory was looked at.
   *
   * @param any whether there are files for another trigger
   * @param reached the largest time of all rows so far
   */
  void looked(boolean any, long reached) {
    before = reached;
    if (!any) {
      tell();
    }
  }

  /** All files of the trigger were read. */
  void read() {
    tell();
  }

  private void tell() {
    if (before > told) {
      told = before;
      toBeHeard = true;
    }
  }

  /** How far event time is said to have come; never goes back. */
  long told() {
    return told;
  }

  /** Whether the runner has not heard what is told. */
  boolean areToBeHeard() {
    return toBeHeard;
  }

  /** The runner has heard it. */
  void heard() {
    toBeHeard = false;
  }
}
