package dev.cauce.io;

import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.table.DeadLetters;
import java.util.UUID;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;

/**
 * Lines of text from a TCP peer.
 *
 * <pre>{@code
 * p.apply(SocketIO.read("localhost", 9999)).apply(Lines.each())...     // nc -lk 9999
 * }</pre>
 */
public final class SocketIO {

  private SocketIO() {}

  /**
   * Reads the lines that the server at {@code host:port} sends; see {@link Read}.
   *
   * @throws IllegalArgumentException if the host is empty or the port is not one
   */
  public static Read read(String host, int port) {
    if (host.isBlank()) {
      throw new IllegalArgumentException("No host to connect to: give a name or an address");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("Port " + port + ": a port is from 1 to 65535");
    }
    return new Read(new SocketSettings(host, port, false, LineLimit.DEFAULT), ReadOptions.DEFAULT);
  }

  /**
   * Connects as a client to a listening server and gives an unbounded collection of what it sends:
   * UTF-8 text whose lines end with LF or CRLF, in blocks. A line goes out as soon as it is whole;
   * lines that wait go out together. Each row's event time is that of its arrival in this JVM, in
   * milliseconds, which never goes back; a silent peer does not hold the watermark, which then
   * follows the clock. {@linkplain #withEventTime With an event time} that stands in the rows, the
   * watermark is the largest of those handed out, and a silent peer leaves it where it is.
   *
   * <p><b>Order and parallelism:</b> one connection, one split, rows in the order they were sent.
   *
   * <p><b>End of stream:</b> none, unless {@link #endingOnClose}; the pipeline then ends when the
   * peer closes the connection, and an unfinished last line is a row.
   *
   * <p><b>Failure:</b> if the first connection is refused, not answered within 10 s, or the host is
   * unknown, the pipeline fails with an {@link java.io.IOException} that says so; nothing is tried
   * again, and no connection is ever made only to probe (a server may accept but one). When a
   * connection is lost later, it is tried again for ever, after 100 ms at first and at most 30 s; a
   * line that was cut is dropped and counted ({@code numHalfLines}). A peer that vanishes without a
   * word is noticed after about a minute. Bytes that are not UTF-8 are passed on, become U+FFFD
   * when made text, and their rows are counted ({@code numMalformedRows}). A line longer than
   * {@link #withMaxLineBytes} is skipped to its end and counted ({@code numOversizedLines}).
   *
   * <p><b>Restart:</b> at most once: TCP cannot replay. A pipeline that starts again connects anew
   * and gets what the peer sends from then on; what was taken after the last checkpoint is lost.
   * Within one JVM the connection outlives readers, which runners replace all the time, and a job
   * that restarts within a minute: nothing is lost or doubled by that.
   *
   * <p><b>Memory:</b> at most 4 MiB of rows wait; then the connection is read no further, and TCP
   * holds the peer back. Added to that is the longest line.
   */
  public static final class Read extends PTransform<PBegin, PCollection<Lines>> {
    private final SocketSettings settings;
    private final transient ReadOptions options; // until it is applied

    private Read(SocketSettings settings, ReadOptions options) {
      this.settings = settings;
      this.options = options;
    }

    /**
     * Like this one, but the peer's closing the connection is the end of the stream. A connection
     * that breaks instead fails the pipeline.
     */
    public Read endingOnClose() {
      return new Read(
          new SocketSettings(settings.host(), settings.port(), true, settings.maxLineBytes()),
          options);
    }

    /**
     * Like this one, but with another limit to the bytes of a line, its end not counted; 1 MiB
     * without this.
     *
     * @throws IllegalArgumentException unless it is from 1 to 256 MiB
     */
    public Read withMaxLineBytes(int bytes) {
      LineLimit.check(bytes);
      return new Read(
          new SocketSettings(settings.host(), settings.port(), settings.endingOnClose(), bytes),
          options);
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
      return new Read(settings, how);
    }

    @Override
    public PCollection<Lines> expand(PBegin input) {
      String id = UUID.randomUUID().toString();
      LineFeedSource source = new LineFeedSource(id, settings, options.inRows());
      return TimedRows.of(input.apply("Socket", org.apache.beam.sdk.io.Read.from(source)), options);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      super.populateDisplayData(builder);
      builder
          .add(DisplayData.item("peer", settings.origin()))
          .add(DisplayData.item("endingOnClose", settings.endingOnClose()))
          .add(DisplayData.item("maxLineBytes", settings.maxLineBytes()));
    }
  }
}
