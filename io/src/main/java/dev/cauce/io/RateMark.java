package dev.cauce.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.util.VarInt;

/**
 * Where a split of made-up rows goes on.
 *
 * @param start when row 0 was due, in milliseconds since the epoch
 * @param next the value of the next row
 */
record RateMark(long start, long next) implements UnboundedSource.CheckpointMark {
  @Override
  public void finalizeCheckpoint() {}

  /** A format version and the two numbers. */
  static final class MarkCoder extends AtomicCoder<RateMark> {
    private static final MarkCoder INSTANCE = new MarkCoder();
    private static final int FORMAT = 1;

    private MarkCoder() {}

    static MarkCoder of() {
      return INSTANCE;
    }

    @Override
    public void encode(RateMark mark, OutputStream out) throws IOException {
      out.write(FORMAT);
      VarInt.encode(mark.start, out);
      VarInt.encode(mark.next, out);
    }

    @Override
    public RateMark decode(InputStream in) throws IOException {
      int format = in.read();
      if (format != FORMAT) {
        throw new CoderException("Unknown format " + format + " of a mark in made-up rows");
      }
      return new RateMark(VarInt.decodeLong(in), VarInt.decodeLong(in));
    }

    @Override
    public void verifyDeterministic() {}
  }
}
