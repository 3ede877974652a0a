package dev.cauce.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
  static final class MarkCoder extends FormatCoder<RateMark> {
    private static final MarkCoder INSTANCE = new MarkCoder();

    private MarkCoder() {
      super("a mark in made-up rows");
    }

    static MarkCoder of() {
      return INSTANCE;
    }

    @Override
    void encodeFields(RateMark mark, OutputStream out) throws IOException {
      VarInt.encode(mark.start, out);
      VarInt.encode(mark.next, out);
    }

    @Override
    RateMark decodeFields(InputStream in) throws IOException {
      return new RateMark(VarInt.decodeLong(in), VarInt.decodeLong(in));
    }
  }
}
