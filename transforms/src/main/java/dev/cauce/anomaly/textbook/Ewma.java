package dev.cauce.anomaly.textbook;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.DetectorFactory;
import dev.cauce.anomaly.DetectorOption;
import dev.cauce.anomaly.DetectorOptions;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.util.VarInt;

/**
 * How far a reading is from the exponentially weighted mean of those before it, in their
 * exponentially weighted standard deviations: the control chart with a moving centre line
 * (Montgomery and Mastrangelo, Journal of Quality Technology 23(3), 1991, after Roberts,
 * Technometrics 1(3), 1959), the variance by Finch's recurrence ("Incremental calculation of
 * weighted mean and variance", 2009): {@code d = x - mean; mean += a d; variance = (1 - a)
 * (variance + a d d)}.
 *
 * <p>As long as fewer than {@code 1 / alpha} readings were seen, all of them count alike, so the
 * first reading does not weigh on. The first reading that differs in a series that never did has no
 * deviation to be measured by, and a score of 1.
 */
final class Ewma extends UnivariateDetector<Ewma.State> {
  private static final double NONE = 1e-12;

  private final double alpha;

  private Ewma(DetectorOptions options, String name) {
    super(name, options.number("cut-off"), options.whole("warm-up"));
    this.alpha = options.number("alpha");
  }

  @Override
  public State start() {
    return new State();
  }

  @Override
  double judge(State state, long micros, double value) {
    double mean = state.mean;
    double distance = value - mean;
    double away = Math.abs(distance);
    if (state.count == 0) {
      state.count = 1;
      state.mean = value;
      return Double.NaN;
    }
    double deviation = Math.sqrt(state.variance);
    double share = alpha;
    if (state.count * alpha < 1) {
      state.count++;
      share = Math.max(alpha, 1.0 / state.count);
    }
    double step = share * distance;
    state.mean = mean + step;
    state.variance = (1 - share) * (state.variance + distance * step);
    state.expect(mean, deviation);
    double none = NONE * Math.abs(mean);
    if (deviation <= none) {
      return away <= none ? 0 : Double.POSITIVE_INFINITY;
    }
    return away / deviation;
  }

  @Override
  String evidence() {
    return "standard deviations from the weighted mean";
  }

  @Override
  String scale() {
    return "about " + Math.round(1 / alpha) + " readings";
  }

  @Override
  void write(State state, DataOutputStream out) throws IOException {
    VarInt.encode(state.count, out);
    out.writeDouble(state.mean);
    out.writeDouble(state.variance);
  }

  @Override
  State read(DataInputStream in) throws IOException {
    State state = new State();
    state.count = VarInt.decodeInt(in);
    state.mean = in.readDouble();
    state.variance = in.readDouble();
    return state;
  }

  /** The weighted mean and variance. */
  static final class State extends UnivariateState {
    /** How many readings count alike, up to {@code 1 / alpha}. */
    private int count;

    private double mean;
    private double variance;
  }

  /** Makes it. */
  public static final class Factory implements DetectorFactory {
    @Override
    public String name() {
      return "ewma";
    }

    @Override
    public String summary() {
      return "standard deviations from a mean that forgets; next to no state";
    }

    @Override
    public List<DetectorOption> options() {
      return List.of(
          DetectorOption.number("alpha", 0.005, 1e-6, 0.5, "weight of the newest reading"),
          UnivariateDetector.cutOffOption(3, "standard deviations that make an anomaly"),
          UnivariateDetector.warmUpOption(30));
    }

    @Override
    public AnomalyDetector<?> create(DetectorOptions options, List<AnomalyDetector<?>> parts) {
      return new Ewma(options, options.describe(name()));
    }
  }
}
