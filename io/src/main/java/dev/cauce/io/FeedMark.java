package dev.cauce.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.util.VarInt;

/**
 * How far a stream of lines was taken. It cannot be read again from there; the mark tells whether
 * rows went missing, and keeps a stream that has ended from being begun anew.
 *
 * @param taken how many rows were handed out
 * @param ended whether the stream was at its end
 * @param watermark in milliseconds since the epoch; does not matter for times of arrival
 */
record FeedMark(long taken, boolean ended, long watermark)
    implements UnboundedSource.CheckpointMark {
  static final FeedMark BEGINNING = new FeedMark(0, false);

  FeedMark(long taken, boolean ended) {
    this(taken, ended, PartitionTimes.NEVER);
  }

  @Override
  public void finalizeCheckpoint() {}

  /** A format version, the number of rows, 1 for an ended stream, and the watermark. */
  static final class MarkCoder extends AtomicCoder<FeedMark> {
    private static final MarkCoder INSTANCE = new MarkCoder();
    private static final int FORMAT = 2;
    private static final int WITHOUT_WATERMARK = 1;

    private MarkCoder() {}

    static MarkCoder of() {
      return INSTANCE;
    }

    @Override
    public void encode(FeedMark mark, OutputStream out) throws IOException {
      out.write(FORMAT);
      VarInt.encode(mark.taken, out);
      out.write(mark.ended ? 1 : 0);
      VarInt.encode(mark.watermark, out);
    }

    @Override
    public FeedMark decode(InputStream in) throws IOException {
      int format = in.read();
      if (format != FORMAT && format != WITHOUT_WATERMARK) {
        throw new CoderException("Unknown format " + format + " of a mark in a stream of lines");
      }
      long taken = VarInt.decodeLong(in);
      boolean ended = in.read() == 1;
      return format == FORMAT
          ? new FeedMark(taken, ended, VarInt.decodeLong(in))
          : new FeedMark(taken, ended);
    }

    @Override
    public void verifyDeterministic() {}
  }
}
