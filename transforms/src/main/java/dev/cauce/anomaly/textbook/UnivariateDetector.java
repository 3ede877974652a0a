package dev.cauce.anomaly.textbook;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.DetectorOption;
import dev.cauce.anomaly.Finding;
import dev.cauce.anomaly.StateCoder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.util.VarInt;

/**
 * A detector of single values with a statistic and a customary cut-off: the score is {@code
 * statistic / (statistic + cut-off)}, and 0 as long as it is warming up or the statistic is
 * undefined.
 *
 * <p>Values beyond 1e150 in size are taken as 1e150, so that squares of them can be summed.
 *
 * @param <S> what is known of one series
 */
abstract class UnivariateDetector<S extends UnivariateState> implements AnomalyDetector<S> {
  private static final double MOST = 1e150;
  private static final int FORMAT = 1;

  private final String name;
  private final double cutOff;
  private final int warmUp;

  /**
   * @param name as a user would type it
   * @param warmUp how many readings of a series are not judged
   */
  UnivariateDetector(String name, double cutOff, int warmUp) {
    this.name = name;
    this.cutOff = cutOff;
    this.warmUp = warmUp;
  }

  /** The option {@code cut-off}. */
  static DetectorOption cutOffOption(double otherwise, String help) {
    return DetectorOption.number("cut-off", otherwise, 1e-3, 1e6, help);
  }

  /** The option {@code warm-up}. */
  static DetectorOption warmUpOption(int otherwise) {
    return DetectorOption.whole(
        "warm-up", otherwise, 2, 1_000_000, "readings of a series that are seen and not judged");
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public final double score(S state, long micros, double[] values) {
    double value = Math.max(-MOST, Math.min(MOST, values[0]));
    state.isWarmingUp = state.seen < warmUp;
    double statistic = judge(state, micros, value);
    state.value = value;
    state.statistic = statistic;
    if (state.isWarmingUp) {
      state.seen += state.seen < warmUp ? 1 : 0;
      return 0;
    }
    return AnomalyDetector.scale(statistic, cutOff);
  }

  /**
   * Judges {@code value}, keeping with {@link UnivariateState#expect} what it was measured against,
   * then learns it. A detector that knows better than by a count when it is warming up says so in
   * the state.
   *
   * @return the statistic, 0 or above; NaN if it is undefined
   */
  abstract double judge(S state, long micros, double value);

  @Override
  public final Finding finding(S state) {
    double reach = state.spread * cutOff;
    return new Finding(
        state.expected,
        state.from - reach,
        state.to + reach,
        state.statistic,
        Finding.Direction.of(state.value, state.expected),
        state.isWarmingUp,
        false,
        state.statistic > 0
            ? List.of(new Finding.Reason(evidence(), scale(), state.statistic))
            : List.of());
  }

  @Override
  public final Coder<S> coder() {
    return new StateCoder<>(name, FORMAT) {
      @Override
      protected void write(S state, DataOutputStream out) throws IOException {
        VarInt.encode(state.seen, out);
        UnivariateDetector.this.write(state, out);
      }

      @Override
      protected S read(DataInputStream in) throws IOException {
        int seen = VarInt.decodeInt(in);
        S state = UnivariateDetector.this.read(in);
        state.seen = seen;
        return state;
      }
    };
  }

  /** Writes what the detector itself knows of a series. */
  abstract void write(S state, DataOutputStream out) throws IOException;

  /** Reads what {@link #write} wrote. */
  abstract S read(DataInputStream in) throws IOException;

  /** What the statistic is. */
  abstract String evidence();

  /** Over how many readings it is taken. */
  abstract String scale();
}
