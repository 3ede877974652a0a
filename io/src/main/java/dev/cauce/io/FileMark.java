package dev.cauce.io;

import java.util.List;
import org.apache.beam.sdk.io.UnboundedSource;
import org.jspecify.annotations.Nullable;

/**
 * How far a watched directory was read.
 *
 * @param token tells this mark from every other, so that a reader made from it in the same JVM can
 *     take over what the former reader held
 * @param time the watermark; no row handed out so far is of a later time
 * @param floor files modified before are too old; {@link Long#MIN_VALUE} if none is
 * @param seen the files that were read or begun
 * @param current the file that was begun, if any
 * @param done files to be cleaned away once this mark is part of a complete checkpoint
 * @param followed the growing files; empty unless they are followed
 * @param cleaner cleans; {@code null} in a mark that was decoded, or if nothing is cleaned
 */
record FileMark(
    long token,
    long time,
    long floor,
    SeenFiles.Snapshot seen,
    @Nullable Current current,
    List<FileCleaner.Done> done,
    List<Grown> followed,
    @Nullable FileCleaner cleaner)
    implements UnboundedSource.CheckpointMark {

  /**
   * Where reading stands in a file that does not grow; {@code millis} and size are those it had.
   */
  record Current(String name, long size, long millis, long offset, boolean skipping) {}

  /**
   * Where reading stands in a file that may grow.
   *
   * @param key what tells the file from others, see {@link FileStat#key}
   * @param printLength how many of its first bytes {@code print} is a hash of
   * @param largest the largest event time handed out, if it stands in the rows
   */
  record Grown(
      String name,
      long key,
      long offset,
      boolean skipping,
      int printLength,
      long print,
      long largest) {}

  @Override
  public void finalizeCheckpoint() {
    if (cleaner != null) {
      cleaner.clean(done);
    }
  }
}
