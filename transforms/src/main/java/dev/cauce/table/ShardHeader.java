package dev.cauce.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.util.VarInt;
import org.joda.time.Instant;

/**
 * What a shard knows about itself.
 *
 * @param version of what it emitted last
 * @param armed whether its next tick is set
 * @param pendingBytes what arrived since the last tick
 * @param compactedBytes what the pending blocks were when they were last merged among themselves
 * @param closeAt for when its next window's expiry is set, in milliseconds since the epoch
 * @param watermark how far event time had come when it last had something to do, in milliseconds
 *     since the epoch: a runner that goes on from a checkpoint begins without a watermark, and what
 *     was closed must stay so
 */
record ShardHeader(
    long version,
    boolean armed,
    long pendingBytes,
    long compactedBytes,
    long closeAt,
    long watermark) {
  static final long NEVER = Long.MAX_VALUE;
  static final ShardHeader NEW = new ShardHeader(0, false, 0, 0, NEVER, Long.MIN_VALUE);

  static ShardHeader read(ValueState<ShardHeader> state) {
    ShardHeader header = state.read();
    return header == null ? NEW : header;
  }

  ShardHeader withVersion(long version) {
    return new ShardHeader(version, armed, pendingBytes, compactedBytes, closeAt, watermark);
  }

  ShardHeader withArmed(boolean armed) {
    return new ShardHeader(version, armed, pendingBytes, compactedBytes, closeAt, watermark);
  }

  ShardHeader withPending(long pendingBytes) {
    return new ShardHeader(version, armed, pendingBytes, compactedBytes, closeAt, watermark);
  }

  ShardHeader withCompacted(long compactedBytes) {
    return new ShardHeader(version, armed, pendingBytes, compactedBytes, closeAt, watermark);
  }

  ShardHeader withCloseAt(long closeAt) {
    return new ShardHeader(version, armed, pendingBytes, compactedBytes, closeAt, watermark);
  }

  /** With the later of this watermark and the one that it has. */
  ShardHeader withWatermark(Instant present) {
    long later = Math.max(watermark, present.getMillis());
    return new ShardHeader(version, armed, pendingBytes, compactedBytes, closeAt, later);
  }

  static final class HeaderCoder extends AtomicCoder<ShardHeader> {
    static final HeaderCoder INSTANCE = new HeaderCoder();
    private static final int FORMAT = 2;

    @Override
    public void encode(ShardHeader header, OutputStream out) throws IOException {
      out.write(FORMAT);
      VarInt.encode(header.version, out);
      out.write(header.armed ? 1 : 0);
      VarInt.encode(header.pendingBytes, out);
      VarInt.encode(header.compactedBytes, out);
      VarInt.encode(header.closeAt, out);
      VarInt.encode(header.watermark, out);
    }

    @Override
    public ShardHeader decode(InputStream in) throws IOException {
      int format = in.read();
      if (format != FORMAT) {
        throw new CoderException("Unknown format " + format + " of a shard of the table");
      }
      return new ShardHeader(
          VarInt.decodeLong(in),
          in.read() == 1,
          VarInt.decodeLong(in),
          VarInt.decodeLong(in),
          VarInt.decodeLong(in),
          VarInt.decodeLong(in));
    }

    @Override
    public boolean consistentWithEquals() {
      return true;
    }

    @Override
    public void verifyDeterministic() {}
  }
}
