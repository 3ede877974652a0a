package dev.cauce.table;

/** What leaves a table at a tick. The modes mean what they mean in Spark Structured Streaming. */
public enum OutputMode {
  /** Each row once, when it can no longer change. */
  APPEND,
  /** At each tick, the rows of the groups that were touched since the last one. */
  UPDATE,
  /** At each tick that changed anything, the whole table, as one snapshot. */
  COMPLETE
}
