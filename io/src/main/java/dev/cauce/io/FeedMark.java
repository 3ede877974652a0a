package dev.cauce.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.util.VarInt;

/**
 * How far a stream of lines was taken. It cannot be read again from there; the mark tells whether
 * rows went missing, and keeps a stream that has ended from being begun anew.
 *
 * @param taken how many rows were handed out
 * @param ended whether the stream was at its end
 */
record FeedMark(long taken, boolean ended) implements UnboundedSource.CheckpointMark {
  static final FeedMark BEGINNING = new FeedMark(0, false);

  @Override
  public void finalizeCheckpoint() {}

  /** A format version, the number of rows, and 1 for an ended stream. */
  static final class MarkCoder extends FormatCoder<FeedMark> {
    private static final MarkCoder INSTANCE = new MarkCoder();

    private MarkCoder() {
      super("a mark in a stream of lines");
    }

    static MarkCoder of() {
      return INSTANCE;
    }

    @Override
    void encodeFields(FeedMark mark, OutputStream out) throws IOException {
      VarInt.encode(mark.taken, out);
      out.write(mark.ended ? 1 : 0);
    }

    @Override
    FeedMark decodeFields(InputStream in) throws IOException {
      return new FeedMark(VarInt.decodeLong(in), in.read() == 1);
    }
  }
}
