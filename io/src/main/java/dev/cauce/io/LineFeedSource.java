package dev.cauce.io;

import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** Blocks of lines from a stream that cannot be read twice; one split. */
final class LineFeedSource extends UnboundedSource<Lines, FeedMark> {
  private static final long serialVersionUID = 1L;

  private final String id;
  private final String signal;
  private final FeedInput.Settings settings;
  private final @Nullable EventTime eventTime;

  /**
   * A source of what {@code settings} describe.
   *
   * @param id by which its stream is found again in this JVM, however often the source is copied
   */
  LineFeedSource(String id, FeedInput.Settings settings) {
    this(id, settings, null);
  }

  /**
   * The same, of rows whose event time stands in them.
   *
   * @param eventTime where; null if it is that of arrival
   */
  LineFeedSource(String id, FeedInput.Settings settings, @Nullable EventTime eventTime) {
    this(id, UUID.randomUUID().toString(), settings, eventTime);
  }

  private LineFeedSource(
      String id, String signal, FeedInput.Settings settings, @Nullable EventTime eventTime) {
    this.id = id;
    this.signal = signal; // there is one standard input, but there may be two sources of it
    this.settings = settings;
    this.eventTime = eventTime;
  }

  @Nullable EventTime eventTime() {
    return eventTime;
  }

  String id() {
    return id;
  }

  FeedInput.Settings settings() {
    return settings;
  }

  @Override
  public List<LineFeedSource> split(int desiredNumSplits, PipelineOptions options) {
    // A copy: this one lives as long as the pipeline's definition, the copy as long as a run of it,
    // and by that the stream knows whether it is still wanted.
    return List.of(new LineFeedSource(id, signal, settings, eventTime));
  }

  @Override
  public UnboundedReader<Lines> createReader(PipelineOptions options, @Nullable FeedMark mark) {
    return new LineFeedReader(
        this,
        mark == null ? FeedMark.BEGINNING : mark,
        Portion.of(options, signal, 0, 1),
        Pace.of(options));
  }

  @Override
  public Coder<FeedMark> getCheckpointMarkCoder() {
    return FeedMark.MarkCoder.of();
  }

  @Override
  public Coder<Lines> getOutputCoder() {
    return LinesCoder.of();
  }

  @Override
  public String toString() {
    return settings.origin();
  }
}
