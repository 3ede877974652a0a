package dev.cauce.io;

import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a directory that is watched; one reader, since files come in an order. Small files
 * give small blocks, and the direct runner makes a bundle of ten elements: so an element is a list
 * of blocks.
 */
final class WatchedSource extends UnboundedSource<List<Lines>, FileMark> {
  private static final long serialVersionUID = 1;

  private final FileSettings settings;
  private final String id;
  private final int blocksAtOnce;

  /**
   * @param id tells this read from every other in the JVM
   * @param blocksAtOnce an element has at most so many blocks
   */
  WatchedSource(FileSettings settings, String id, int blocksAtOnce) {
    this.settings = settings;
    this.id = id;
    this.blocksAtOnce = blocksAtOnce;
  }

  String id() {
    return id;
  }

  /** Whether event time moves with the rows, and not with the clock. */
  boolean hasTimesInRows() {
    return settings.rows().eventTime() != null;
  }

  @Override
  public List<WatchedSource> split(int desiredNumSplits, PipelineOptions options) {
    return List.of(this);
  }

  @Override
  public WatchedReader createReader(PipelineOptions options, @Nullable FileMark mark)
      throws IOException {
    Portion portion = Portion.of(options, id, 0, 1);
    if (portion.isAvailableNow() && !Files.exists(Path.of(settings.path()))) {
      throw gone(settings.path(), null);
    }
    FileFeed parked = mark == null ? null : FeedRegistry.take(portion.key(id), mark.token());
    FileFeed feed =
        parked != null
            ? parked
            : feed(settings, FileDirectory.of(settings), System::currentTimeMillis, mark, portion);
    boolean resumes = mark != null && parked == null;
    return new WatchedReader(this, feed, blocksAtOnce, portion, resumes);
  }

  static FileFeed feed(
      FileSettings settings,
      FileLister lister,
      LongSupplier clock,
      @Nullable FileMark mark,
      Portion portion) {
    return settings.watch().follow()
        ? new GrowingFilesFeed(settings, lister, clock, mark, portion)
        : new NewFilesFeed(settings, lister, clock, mark, portion);
  }

  /** Nobody waits for a directory if only what is there now is to be read. */
  static IOException gone(String path, @Nullable IOException cause) {
    return new IOException(
        "\"" + path + "\" is gone: put it back, and run again to read what is there", cause);
  }

  @Override
  public Coder<FileMark> getCheckpointMarkCoder() {
    return new FileMarkCoder();
  }

  @Override
  public Coder<List<Lines>> getOutputCoder() {
    return ListCoder.of(LinesCoder.of());
  }
}
