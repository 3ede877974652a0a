package dev.cauce.io;

import dev.cauce.table.TableUpdate;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** Prints what leaves a table to standard output: see {@link #write}. */
public final class ConsoleIO {
  private ConsoleIO() {}

  /** How batches are printed. */
  public enum Format {
    /** Spark's console format: a heading with the batch's number, and the table. */
    TABLE,
    /**
     * One JSON object for each row, all rows, nothing else: for other programs. In the update mode
     * a row that left the table is an object of {@code "removed": true} and its key columns; it
     * stands before the rows of its batch.
     */
    JSON,
    /** A header line before batch 0, then one CSV line (RFC 4180) for each row, all rows. */
    CSV
  }

  /** Prints each batch as Spark's console sink does, 20 rows of it, cells cut to 20 characters. */
  public static Write write() {
    return new Write(Format.TABLE, 20, 20);
  }

  /**
   * Prints what left a table at one tick as one batch, in UTF-8, to the {@code System.out} of the
   * moment, and flushes.
   *
   * <table>
   * <caption>What a batch is</caption>
   * <tr><th>input<th>a batch
   * <tr><td>bounded<td>all there is, number 0; nothing is printed when there is no row
   * <tr><td>append, update<td>the rows of one tick, each key once, 25 ms after the first of them
   * <tr><td>complete<td>each snapshot, in order; one that is older than the last one is dropped
   * </table>
   *
   * <p>A tick without rows prints nothing, and has no number; so does one in which rows only left
   * the table, but in JSON: tables (as Spark's) and CSV do not say that a row left. Rows are
   * printed in the order in which they came; that of several shards is not defined.
   *
   * <p>Runs on one worker. When the input ends, what was gathered is printed. Guarantee: none over
   * a failure; a batch may be printed again, with the same number. After a restart from a
   * checkpoint the numbers go on. State: the rows of the present tick, two numbers.
   *
   * <p>Control characters never reach the terminal: in tables those that Spark escapes are escaped
   * ({@code \n}), the others left out, here Spark differs; in JSON all are escaped; in CSV all but
   * tabs and line ends are left out.
   *
   * <p>If standard output is closed, the bundle fails with an {@code IOException}. Counts {@code
   * cauce/batches} and {@code cauce/numOutputRows}.
   */
  public static final class Write extends PTransform<PCollection<TableUpdate>, PDone> {
    private static final Map<Pipeline, Integer> CONSOLES = new WeakHashMap<>();

    private final Format format;
    private final int rows;
    private final int truncate;

    private Write(Format format, int rows, int truncate) {
      this.format = format;
      this.rows = rows;
      this.truncate = truncate;
    }

    /**
     * Shows at most {@code rows} rows of a table (default 20); JSON and CSV print all.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Write withRows(int rows) {
      if (rows < 0) {
        throw new IllegalArgumentException("rows=" + rows + " is negative; give 0 or more");
      }
      return new Write(format, rows, truncate);
    }

    /** Whether cells of a table are cut to 20 characters (the default), or shown whole. */
    public Write withTruncate(boolean truncate) {
      return withTruncate(truncate ? 20 : 0);
    }

    /**
     * Cuts cells of a table to {@code truncate} characters, the last three of them dots, and aligns
     * them right; 0 cuts nothing and aligns left.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Write withTruncate(int truncate) {
      if (truncate < 0) {
        throw new IllegalArgumentException(
            "truncate=" + truncate + " is negative; give a number of characters, or 0 for all");
      }
      return new Write(format, rows, truncate);
    }

    /** Prints batches in the format {@code format}; default {@link Format#TABLE}. */
    public Write withFormat(Format format) {
      return new Write(format, rows, truncate);
    }

    /** How many consoles the pipeline has, this one included. */
    private static int count(Pipeline pipeline) {
      synchronized (CONSOLES) {
        return CONSOLES.merge(pipeline, 1, Integer::sum);
      }
    }

    @Override
    public PDone expand(PCollection<TableUpdate> input) {
      Schema schema = Batches.coder(input).schema();
      String name = "console-" + count(input.getPipeline());
      return input.apply(
          "Batches", Batches.to(new ConsoleWriter(schema, format, rows, truncate, name)));
    }
  }
}
