package dev.cauce.runners;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Prints {@link ProgressLine}s of a run, from a thread of its own, until it is closed. */
final class ProgressReporter implements AutoCloseable {
  private final Progress progress;
  private final Figures figures;
  private final Supplier<SourceProgress.@Nullable Watermark> watermark;
  private final PrintStream out;
  private final LongSupplier clock;
  private final String id = UUID.randomUUID().toString();
  private final String runId = UUID.randomUUID().toString();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::report, "cauce-progress");
  private Map<String, Long> before = Map.of();
  private long from;
  private boolean silent = true;

  private ProgressReporter(
      Progress progress,
      Figures figures,
      Supplier<SourceProgress.@Nullable Watermark> watermark,
      PrintStream out,
      LongSupplier clock) {
    this.progress = progress;
    this.figures = figures;
    this.watermark = watermark;
    this.out = out;
    this.clock = clock;
    this.from = clock.getAsLong();
  }

  /** Starts to report, unless the format is none. */
  static ProgressReporter start(Progress progress, Figures figures, PrintStream out) {
    ProgressReporter reporter =
        of(progress, figures, watermarkOfThisRun(), out, System::currentTimeMillis);
    if (progress.format() != Progress.Format.NONE) {
      reporter.thread.setDaemon(true);
      reporter.thread.start();
    }
    return reporter;
  }

  /** One that reports when it is told to. */
  static ProgressReporter of(
      Progress progress,
      Figures figures,
      Supplier<SourceProgress.@Nullable Watermark> watermark,
      PrintStream out,
      LongSupplier clock) {
    return new ProgressReporter(progress, figures, watermark, out, clock);
  }

  private static Supplier<SourceProgress.@Nullable Watermark> watermarkOfThisRun() {
    long since = System.nanoTime();
    List<SourceProgress> sources =
        ServiceLoader.load(SourceProgress.class).stream().map(ServiceLoader.Provider::get).toList();
    return () -> {
      for (SourceProgress source : sources) {
        SourceProgress.Watermark watermark = source.watermark(since);
        if (watermark != null) {
          return watermark;
        }
      }
      return null;
    };
  }

  private void report() {
    try {
      while (!closed.await(progress.interval().getMillis(), TimeUnit.MILLISECONDS)) {
        tick();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Prints a line if a figure has changed. */
  synchronized void tick() {
    line(false);
  }

  private void line(boolean last) {
    long to = clock.getAsLong();
    ProgressLine line =
        new ProgressLine(
            id, runId, progress.name(), from, to, before, figures.read(), watermark.get());
    if (line.isNews() || (last && silent)) {
      out.println(progress.format() == Progress.Format.JSON ? line.json() : line.text());
      silent = false;
    }
    before = line.now();
    from = to;
  }

  /** Stops, and prints what the last lines did not say yet. */
  @Override
  public void close() {
    closed.countDown();
    if (progress.format() != Progress.Format.NONE) {
      synchronized (this) {
        line(true);
      }
    }
  }
}
