package dev.cauce.io;

import dev.cauce.row.Lines;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a watched directory gives, block by block; not thread-safe. */
interface FileFeed {
  /** How many bytes are read at most before {@link #next} returns without a block. */
  long BUDGET = 8L << 20;

  /**
   * A block, or {@code null} if there is none at present; looks at the directory when it is time.
   */
  @Nullable Lines next() throws IOException;

  /**
   * How far time has come, in milliseconds since the epoch; never goes back. No row to come is of
   * an earlier time, unless the times stand in the rows.
   */
  long watermark();

  /** The runner has heard of {@link #watermark}. */
  default void heard() {}

  /** The file or directory that holds the watermark where it is; null if none does. */
  @Nullable String heldBy();

  /**
   * Whether all was handed out that this run is to take; false as long as a look at the directory
   * is due. Never so for a feed without an end.
   */
  boolean isAtEnd();

  /**
   * Whether there is more to read at once: of the file that is read, or of others that were found.
   */
  boolean isBehind();

  /** The present position. */
  FileMark mark(long token);

  /** Closes files; the position stays. */
  void close();

  /** What was counted. */
  FileCounts counts();
}
