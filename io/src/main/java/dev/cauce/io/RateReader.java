package dev.cauce.io;

import dev.cauce.row.Lines;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** Makes the rows of a {@link RateSource} as they fall due. */
final class RateReader extends BlockReader {
  private static final int BLOCK = 256 << 10;

  private final Counter inputRows = Metrics.counter("cauce", "numInputRows");

  private final RateSource source;
  private final RateTimetable timetable;
  private final LongSupplier clock;
  private final long start;
  private final Portion portion;
  private final Pace pace;
  private final long until; // rows that are due later are for another run
  private final RateRows rows = new RateRows();
  private final Lines.Builder block = Lines.builder("rate");
  private long next;
  private boolean over;
  private long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  RateReader(RateSource source, RateMark mark, LongSupplier clock, Portion portion, Pace pace) {
    this.source = source;
    this.timetable = source.timetable();
    this.clock = clock;
    this.start = mark.start();
    this.next = mark.next();
    this.portion = portion;
    this.pace = pace;
    this.until = portion.isAvailableNow() ? clock.getAsLong() : Long.MAX_VALUE;
  }

  @Override
  public boolean start() {
    return advance();
  }

  @Override
  public boolean advance() {
    boolean waits = current == null; // only when idle, so that no row waits for it
    current = null;
    boolean closed = over || Intake.isClosed();
    if (!closed && portion.isAvailableNow() && isTaken()) {
      portion.report(false);
      return false;
    }
    portion.report(true);
    if (closed || isFinished()) {
      over = true;
      return false;
    }
    pace.await();
    long now = clock.getAsLong();
    if (waits && due() > now) {
      long millis = Math.min(IDLE_MILLIS, due() - now);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
      now = clock.getAsLong();
    }
    long latest = Math.min(now, until);
    int most = portion.block();
    while (!isFinished() && due() <= latest && block.length() < BLOCK && block.size() < most) {
      byte[] row = rows.row(due(), next);
      block.add(row, 0, row.length, due());
      next += source.step();
    }
    if (block.size() == 0) {
      return false;
    }
    boolean followed = !isFinished() && due() <= latest && !portion.isUsedUp();
    current = block.build().withFollowed(followed);
    pace.handsOn(followed);
    inputRows.inc(current.size());
    portion.take(current.size());
    return true;
  }

  /** Whether all was taken that this run is to take. */
  private boolean isTaken() {
    return portion.isUsedUp() || isFinished() || due() > until;
  }

  /** When the next row is due. */
  private long due() {
    return start + timetable.millisAfterStart(next);
  }

  private boolean isFinished() {
    return next >= timetable.total();
  }

  @Override
  public Instant getWatermark() {
    portion.asked(Hearing.isTold());
    if (over) {
      return BoundedWindow.TIMESTAMP_MAX_VALUE;
    }
    if (!isFinished()) {
      watermark = Math.max(watermark, Math.min(due(), clock.getAsLong()));
    }
    return Instant.ofEpochMilli(watermark);
  }

  @Override
  public RateMark getCheckpointMark() {
    return new RateMark(start, next);
  }

  @Override
  public RateSource getCurrentSource() {
    return source;
  }

  @Override
  public void close() {}
}
