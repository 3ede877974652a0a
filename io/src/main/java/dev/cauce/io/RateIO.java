package dev.cauce.io;

import dev.cauce.row.Lines;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Made-up rows at a steady rate, for trying a pipeline out and for putting load on it.
 *
 * <pre>{@code
 * p.apply(RateIO.read().withRowsPerSecond(1000))
 * }</pre>
 */
public final class RateIO {
  private RateIO() {}

  /** One row a second, without end; see {@link Read}. */
  public static Read read() {
    return new Read(1, Long.MAX_VALUE);
  }

  /**
   * Gives an unbounded collection of rows that are JSON objects with the columns of Spark's rate
   * source:
   *
   * <pre>{@code {"timestamp":"2026-01-01T00:00:00.000Z","value":0}}</pre>
   *
   * The values count from 0; {@code timestamp} is when the row was due, {@code value / rate}
   * seconds after the start, in whole milliseconds, and is the row's event time. The watermark is
   * the time of the next row, or the present if that is earlier.
   *
   * <p><b>Order and parallelism:</b> up to 2,000 rows a second one split, in order; beyond that as
   * many splits as the runner wants, each of at least 1,000 rows a second and in order for itself:
   * of n splits, split i has the values i, i + n, i + 2n, ...
   *
   * <p><b>End of stream:</b> none, unless {@link #withTotal}.
   *
   * <p><b>In a run that takes what is there</b> ({@link
   * dev.cauce.runners.RunOptions#isAvailableNow}) those are the rows that are due when it begins;
   * neither its end nor that of {@link #withTotal} is the end of time.
   *
   * <p><b>Failure:</b> none of its own. A pipeline that cannot keep up gets the rows that are
   * overdue as fast as it takes them; none is left out.
   *
   * <p><b>Restart:</b> exactly once: from a checkpoint it goes on with the next value and the first
   * start's timetable, so what fell due meanwhile comes at once. Without one it begins at 0.
   *
   * <p><b>Memory:</b> one block of rows; the checkpoint is two numbers a split.
   */
  public static final class Read extends PTransform<PBegin, PCollection<Lines>> {
    private final long rowsPerSecond;
    private final long total;

    private Read(long rowsPerSecond, long total) {
      this.rowsPerSecond = rowsPerSecond;
      this.total = total;
    }

    /**
     * Like this one, but with {@code rows} a second, all splits together; 1 without this.
     *
     * @throws IllegalArgumentException unless it is from 1 to 1,000,000,000
     */
    public Read withRowsPerSecond(long rows) {
      if (rows < 1 || rows > 1_000_000_000) {
        throw new IllegalArgumentException(
            "A rate of " + rows + " rows a second: give one from 1 to 1000000000");
      }
      return new Read(rows, total);
    }

    /**
     * Like this one, but ending after {@code rows} rows, all splits together; endless without this.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Read withTotal(long rows) {
      if (rows < 0) {
        throw new IllegalArgumentException(
            "A total of " + rows + " rows: give a number that is not negative");
      }
      return new Read(rowsPerSecond, rows);
    }

    @Override
    public PCollection<Lines> expand(PBegin input) {
      return input.apply(
          "Rate",
          org.apache.beam.sdk.io.Read.from(RateSource.of(new RateTimetable(rowsPerSecond, total))));
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      super.populateDisplayData(builder);
      builder
          .add(DisplayData.item("rowsPerSecond", rowsPerSecond))
          .addIfNotDefault(DisplayData.item("total", total), Long.MAX_VALUE);
    }
  }
}
