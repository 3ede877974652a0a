package dev.cauce.anomaly;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;

/** For tests: a reading is the more unusual, the further it is from the one before; 10 is 0.5. */
final class Jumps implements AnomalyDetector<Jumps.Last> {
  /** The last reading. */
  static final class Last {
    double value = Double.NaN;
    double jump;
    double expected = Double.NaN;
  }

  @Override
  public String name() {
    return "jumps";
  }

  @Override
  public int version() {
    return 7;
  }

  @Override
  public Last start() {
    return new Last();
  }

  @Override
  public double score(Last state, long micros, double[] values) {
    state.expected = state.value;
    state.jump = Double.isNaN(state.value) ? 0 : Math.abs(values[0] - state.value);
    state.value = values[0];
    return AnomalyDetector.scale(state.jump, 10);
  }

  @Override
  public Finding finding(Last state) {
    return new Finding(
        state.expected,
        state.expected - 10,
        state.expected + 10,
        state.jump,
        Finding.Direction.of(state.value, state.expected),
        Double.isNaN(state.expected),
        false,
        List.of(new Finding.Reason("jump", "1 reading", state.jump)));
  }

  @Override
  public Coder<Last> coder() {
    return new StateCoder<>("jumps", 1) {
      @Override
      protected void write(Last state, DataOutputStream out) throws IOException {
        out.writeDouble(state.value);
      }

      @Override
      protected Last read(DataInputStream in) throws IOException {
        Last last = new Last();
        last.value = in.readDouble();
        return last;
      }
    };
  }
}
