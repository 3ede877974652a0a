package dev.cauce.io;

import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** Blocks of made-up rows: the values {@code first}, {@code first + step}, ... */
final class RateSource extends UnboundedSource<Lines, RateMark> {
  private static final long serialVersionUID = 1L;
  private static final long NOW = Long.MIN_VALUE;

  private final String id;
  private final RateTimetable timetable;
  private final long start;
  private final long first;
  private final long step;

  private RateSource(String id, RateTimetable timetable, long start, long first, long step) {
    this.id = id;
    this.timetable = timetable;
    this.start = start;
    this.first = first;
    this.step = step;
  }

  /** All rows of {@code timetable}, beginning when they are first read. */
  static RateSource of(RateTimetable timetable) {
    return new RateSource(UUID.randomUUID().toString(), timetable, NOW, 0, 1);
  }

  RateTimetable timetable() {
    return timetable;
  }

  long step() {
    return step;
  }

  @Override
  public List<RateSource> split(int desiredNumSplits, PipelineOptions options) {
    int splits = timetable.splits(desiredNumSplits);
    long together = System.currentTimeMillis(); // all splits keep one timetable
    List<RateSource> parts = new ArrayList<>();
    for (int i = 0; i < splits; i++) {
      parts.add(new RateSource(id, timetable, together, i, splits));
    }
    return parts;
  }

  @Override
  public UnboundedReader<Lines> createReader(PipelineOptions options, @Nullable RateMark mark) {
    Portion portion = Portion.of(options, id, (int) first, (int) step);
    return new RateReader(
        this,
        mark == null ? beginning() : mark,
        System::currentTimeMillis,
        portion,
        Pace.of(options));
  }

  private RateMark beginning() {
    return new RateMark(start == NOW ? System.currentTimeMillis() : start, first);
  }

  @Override
  public Coder<RateMark> getCheckpointMarkCoder() {
    return RateMark.MarkCoder.of();
  }

  @Override
  public Coder<Lines> getOutputCoder() {
    return LinesCoder.of();
  }
}
