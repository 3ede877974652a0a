package dev.cauce.io;

import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.table.DeadLetters;
import java.io.InputStream;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;

/**
 * Lines of text from the standard input of this process.
 *
 * <pre>{@code
 * p.apply(StandardIO.read()).apply(Lines.each())...     // cat book.txt | java ...
 * }</pre>
 */
public final class StandardIO {
  private StandardIO() {}

  /** Reads the lines of standard input; see {@link Read}. */
  public static Read read() {
    return new Read(StandardInput.SYSTEM, LineLimit.DEFAULT, ReadOptions.DEFAULT);
  }

  /** Reads {@code in} as if it were standard input: for tests. */
  static Read read(InputStream in) {
    return new Read(StandardInput.register(in), LineLimit.DEFAULT, ReadOptions.DEFAULT);
  }

  /**
   * Gives an unbounded collection of the lines of standard input: UTF-8 text, ended by LF or CRLF,
   * in blocks. A line goes out as soon as it is whole; lines that wait go out together. Each row's
   * event time is that of its arrival, in milliseconds, which never goes back; while nothing is
   * typed the watermark follows the clock. {@linkplain #withEventTime With an event time} that
   * stands in the rows, the watermark is the largest of those handed out, and stays there.
   *
   * <p><b>Order and parallelism:</b> one split, rows in the order of the input.
   *
   * <p><b>End of stream:</b> the pipeline ends with the input; an unfinished last line is a row.
   *
   * <p><b>In a run that takes what is there</b> ({@link
   * dev.cauce.runners.RunOptions#isAvailableNow}) the end of the input is where the run ends, but
   * not the end of time: the next run reads its own input as more of the same. Rows beyond what the
   * run may take are lost with the process, and that is logged.
   *
   * <p><b>Failure:</b> an input that cannot be read fails the pipeline. Bytes that are not UTF-8
   * are passed on, become U+FFFD when made text, and their rows are counted ({@code
   * numMalformedRows}). A line longer than {@link #withMaxLineBytes} is skipped to its end and
   * counted ({@code numOversizedLines}).
   *
   * <p><b>Restart:</b> no guarantee: what was read is gone. There is one standard input in a
   * process: of several such sources in it only one gets a line, and a remote cluster has none of
   * yours.
   *
   * <p><b>Memory:</b> at most 4 MiB of rows wait, then no more is read. Added to that is the
   * longest line.
   */
  public static final class Read extends PTransform<PBegin, PCollection<Lines>> {
    private final String input;
    private final int maxLineBytes;

    private final transient ReadOptions options; // until it is applied

    private Read(String input, int maxLineBytes, ReadOptions options) {
      this.input = input;
      this.maxLineBytes = maxLineBytes;
      this.options = options;
    }

    /**
     * Like this one, but with another limit to the bytes of a line, its end not counted; 1 MiB
     * without this.
     *
     * @throws IllegalArgumentException unless it is from 1 to 256 MiB
     */
    public Read withMaxLineBytes(int bytes) {
      return new Read(input, LineLimit.check(bytes), options);
    }

    /**
     * Like this one, but with the event time that stands in each row, or that of arrival; that of
     * arrival without this. A row whose event time cannot be read is a dead letter.
     */
    public Read withEventTime(EventTime time) {
      return with(options.withEventTime(time));
    }

    /**
     * Like this one, but rows whose event time cannot be read go there, each with its reason;
     * without this, the first of them fails the pipeline.
     */
    public Read withDeadLetters(DeadLetters letters) {
      return with(options.withDeadLetters(letters));
    }

    /**
     * Like this one, but with another idleness limit; 10 s without this. There is one partition,
     * which has no others to hold back: it does not matter here.
     *
     * @throws IllegalArgumentException if it is not longer than nothing
     */
    public Read withIdleness(Duration limit) {
      return with(options.withIdleness(limit));
    }

    /** Like this one, but it sees time like that. */
    Read with(ReadOptions how) {
      return new Read(input, maxLineBytes, how);
    }

    @Override
    public PCollection<Lines> expand(PBegin begin) {
      StandardInput.Settings settings = new StandardInput.Settings(input, maxLineBytes);
      LineFeedSource source = new LineFeedSource(input, settings, options.inRows());
      return TimedRows.of(
          begin.apply("Standard input", org.apache.beam.sdk.io.Read.from(source)), options);
    }
  }
}
