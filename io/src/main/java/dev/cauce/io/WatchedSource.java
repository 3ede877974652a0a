package dev.cauce.io;

import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The rows of a directory that is watched; one reader, since files come in an order. */
final class WatchedSource extends UnboundedSource<Lines, FileMark> {
  private static final long serialVersionUID = 1;

  private final FileSettings settings;
  private final String id;

  /**
   * @param id tells this read from every other in the JVM
   */
  WatchedSource(FileSettings settings, String id) {
    this.settings = settings;
    this.id = id;
  }

  String id() {
    return id;
  }

  @Override
  public List<WatchedSource> split(int desiredNumSplits, PipelineOptions options) {
    return List.of(this);
  }

  @Override
  public WatchedReader createReader(PipelineOptions options, @Nullable FileMark mark) {
    FileFeed parked = mark == null ? null : FeedRegistry.take(id, mark.token());
    return new WatchedReader(this, parked != null ? parked : feed(mark));
  }

  private FileFeed feed(@Nullable FileMark mark) {
    LongSupplier clock = System::currentTimeMillis;
    return feed(settings, FileDirectory.of(settings), clock, mark);
  }

  static FileFeed feed(
      FileSettings settings, FileLister lister, LongSupplier clock, @Nullable FileMark mark) {
    return settings.watch().follow()
        ? new GrowingFilesFeed(settings, lister, clock, mark)
        : new NewFilesFeed(settings, lister, clock, mark);
  }

  @Override
  public Coder<FileMark> getCheckpointMarkCoder() {
    return new FileMarkCoder();
  }

  @Override
  public Coder<Lines> getOutputCoder() {
    return LinesCoder.of();
  }
}
