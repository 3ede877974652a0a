package dev.cauce.io;

import dev.cauce.row.Lines;
import java.io.InputStream;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

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
    return new Read(StandardInput.SYSTEM, LineLimit.DEFAULT);
  }

  /** Reads {@code in} as if it were standard input: for tests. */
  static Read read(InputStream in) {
    return new Read(StandardInput.register(in), LineLimit.DEFAULT);
  }

  /**
   * Gives an unbounded collection of the lines of standard input: UTF-8 text, ended by LF or CRLF,
   * in blocks. A line goes out as soon as it is whole; lines that wait go out together. Each row's
   * event time is that of its arrival, in milliseconds, which never goes back; while nothing is
   * typed the watermark follows the clock.
   *
   * <p><b>Order and parallelism:</b> one split, rows in the order of the input.
   *
   * <p><b>End of stream:</b> the pipeline ends with the input; an unfinished last line is a row.
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

    private Read(String input, int maxLineBytes) {
      this.input = input;
      this.maxLineBytes = maxLineBytes;
    }

    /**
     * Like this one, but with another limit to the bytes of a line, its end not counted; 1 MiB
     * without this.
     *
     * @throws IllegalArgumentException unless it is from 1 to 256 MiB
     */
    public Read withMaxLineBytes(int bytes) {
      return new Read(input, LineLimit.check(bytes));
    }

    @Override
    public PCollection<Lines> expand(PBegin begin) {
      StandardInput.Settings settings = new StandardInput.Settings(input, maxLineBytes);
      return begin.apply(
          "Standard input", org.apache.beam.sdk.io.Read.from(new LineFeedSource(input, settings)));
    }
  }
}
