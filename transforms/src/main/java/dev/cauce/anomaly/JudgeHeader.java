package dev.cauce.anomaly;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.ValueState;

/**
 * What a shard of series knows about itself.
 *
 * @param pending how many readings wait for the watermark
 * @param dueAt when the first of them is due, in milliseconds; {@link #NEVER} if none waits
 * @param sweepAt when series that fell silent are looked for, in milliseconds
 */
record JudgeHeader(long pending, long dueAt, long sweepAt) {
  static final long NEVER = Long.MAX_VALUE;
  private static final JudgeHeader NEW = new JudgeHeader(0, NEVER, NEVER);

  static JudgeHeader read(ValueState<JudgeHeader> state) {
    JudgeHeader header = state.read();
    return header == null ? NEW : header;
  }

  JudgeHeader withPending(long readings, long due) {
    return new JudgeHeader(readings, due, sweepAt);
  }

  JudgeHeader withSweepAt(long millis) {
    return new JudgeHeader(pending, dueAt, millis);
  }

  /** Writes it. */
  static final class HeaderCoder extends AtomicCoder<JudgeHeader> {
    static final HeaderCoder INSTANCE = new HeaderCoder();
    private static final int VERSION = 1;

    @Override
    public void encode(JudgeHeader header, OutputStream out) throws IOException {
      out.write(VERSION);
      VarLongCoder.of().encode(header.pending, out);
      VarLongCoder.of().encode(header.dueAt, out);
      VarLongCoder.of().encode(header.sweepAt, out);
    }

    @Override
    public JudgeHeader decode(InputStream in) throws IOException {
      int version = in.read();
      if (version != VERSION) {
        throw new IOException("The head of a shard of series has the format " + version);
      }
      return new JudgeHeader(
          VarLongCoder.of().decode(in), VarLongCoder.of().decode(in), VarLongCoder.of().decode(in));
    }
  }
}
