package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.cauce.row.Lines;
import dev.cauce.runners.RunOptions;
import dev.cauce.runners.SourcesAtEnd;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.beam.runners.core.metrics.MetricsContainerImpl;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.joda.time.Instant;

/** A run that takes what is there, as its readers see it and as they are seen. */
final class NowRun {
  private static final AtomicLong RUNS = new AtomicLong(1000);

  private final PipelineOptions options = PipelineOptionsFactory.create();
  private final MetricsContainerImpl container = new MetricsContainerImpl("test");

  private NowRun(long maxRows) {
    RunOptions run = options.as(RunOptions.class);
    run.setAvailableNow(true);
    run.setRun(RUNS.incrementAndGet());
    run.setMaxRowsPerSource(maxRows);
  }

  static NowRun start() {
    return new NowRun(0);
  }

  /** One that takes at most so many rows of each source. */
  static NowRun start(long maxRows) {
    return new NowRun(maxRows);
  }

  PipelineOptions options() {
    return options;
  }

  /** The portion of a source's only reader. */
  Portion portion() {
    return Portion.of(options, "source", 0, 1);
  }

  /** One call of {@code advance}, with a place for what is counted, by who knows the watermark. */
  boolean advance(UnboundedReader<?> reader) throws IOException {
    Instant unused = reader.getWatermark();
    try (Closeable scope = MetricsEnvironment.scopedMetricsContainer(container)) {
      return reader.advance();
    }
  }

  /** Does something, with a place for what is counted. */
  void count(Runnable work) throws IOException {
    try (Closeable scope = MetricsEnvironment.scopedMetricsContainer(container)) {
      work.run();
    }
  }

  /** What the readers say. */
  Map<String, Long> figures() {
    Map<String, Long> figures = new TreeMap<>();
    container
        .getCumulative()
        .gaugeUpdates()
        .forEach(
            gauge -> figures.put(gauge.getKey().metricName().getName(), gauge.getUpdate().value()));
    return figures;
  }

  /** Whether so many sources are at their end. */
  boolean isAtEnd(int sources) {
    return SourcesAtEnd.in(figures(), sources);
  }

  /** Reads one source's only reader until it says that it is at its end. */
  List<String> rows(UnboundedReader<?> reader) throws IOException {
    return rows(List.of(reader));
  }

  /** Reads all readers of one source until they say that they are at their end. */
  List<String> rows(List<? extends UnboundedReader<?>> readers) throws IOException {
    List<String> rows = new ArrayList<>();
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      boolean any = false;
      for (UnboundedReader<?> reader : readers) {
        if (advance(reader)) {
          any = true;
          assertThat("at the end with a block in hand", isAtEnd(1), is(false));
          add(reader.getCurrent(), rows);
        }
      }
      if (!any && isAtEnd(1)) {
        return rows;
      }
      if (System.nanoTime() > limit) {
        throw new AssertionError("Not at its end after 30 s: " + figures() + " " + rows);
      }
      if (!any) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private static void add(Object current, List<String> rows) {
    List<?> blocks = current instanceof List<?> list ? list : List.of(current);
    for (Object block : blocks) {
      Lines lines = (Lines) block;
      for (int i = 0; i < lines.size(); i++) {
        rows.add(lines.line(i));
      }
    }
  }
}
