package dev.cauce.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.util.VarInt;

/**
 * What a shard knows about itself.
 *
 * @param version of what it emitted last
 * @param armed whether its next tick is set
 * @param pendingBytes what arrived since the last tick
 * @param compactedBytes what the pending blocks were when they were last merged among themselves
 * @param closeAt for when its next window's expiry is set, in milliseconds since the epoch
 */
record ShardHeader(
    long version, boolean armed, long pendingBytes, long compactedBytes, long closeAt) {
  static final long NEVER = Long.MAX_VALUE;
  static final ShardHeader NEW = new ShardHeader(0, false, 0, 0, NEVER);

  static ShardHeader read(ValueState<ShardHeader> state) {
    ShardHeader header = state.read();
    return header == null ? NEW : header;
  }

  ShardHeader withVersion(long version) {
    return new ShardHeader(version, armed, pendingBytes, compactedBytes, closeAt);
  }

  ShardHeader withArmed(boolean armed) {
    return new ShardHeader(version, armed, pendingBytes, compactedBytes, closeAt);
  }

  ShardHeader withPending(long pendingBytes) {
    return new ShardHeader(version, armed, pendingBytes, compactedBytes, closeAt);
  }

  ShardHeader withCompacted(long compactedBytes) {
    return new ShardHeader(version, armed, pendingBytes, compactedBytes, closeAt);
  }

  ShardHeader withCloseAt(long closeAt) {
    return new ShardHeader(version, armed, pendingBytes, compactedBytes, closeAt);
  }

  static final class HeaderCoder extends AtomicCoder<ShardHeader> {
    static final HeaderCoder INSTANCE = new HeaderCoder();
    private static final int FORMAT = 1;

    @Override
    public void encode(ShardHeader header, OutputStream out) throws IOException {
      out.write(FORMAT);
      VarInt.encode(header.version, out);
      out.write(header.armed ? 1 : 0);
      VarInt.encode(header.pendingBytes, out);
      VarInt.encode(header.compactedBytes, out);
      VarInt.encode(header.closeAt, out);
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
