package dev.cauce.anomaly.textbook;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.DetectorFactory;
import dev.cauce.anomaly.DetectorOption;
import dev.cauce.anomaly.DetectorOptions;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * The modified z-score (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993): {@code
 * 0.6745 |x - median| / MAD} of the last {@code window} readings. A few outliers in the window do
 * not move it. The numbers are those of {@code apache_beam.ml.anomaly.detectors.RobustZScore} in
 * Beam 2.70's Python, whose defaults these are: the MAD is the median of each reading's distance
 * from the median of its own time, that reading included.
 *
 * <p>If half of the readings are the same, the MAD is 0, and so is the statistic, as it is there;
 * what counts as 0 is relative to the median here ({@code 1e-12}), where it is {@code 1e-9}
 * whatever the unit there.
 */
final class RobustZ extends UnivariateDetector<RobustZ.State> {
  private static final double NORMAL = 0.6745;
  private static final double NONE = 1e-12;

  private final int window;

  private RobustZ(DetectorOptions options, String name) {
    super(name, options.number("cut-off"), options.whole("warm-up"));
    this.window = options.whole("window");
  }

  @Override
  public State start() {
    return new State(new SlidingOrder(window), new SlidingOrder(window));
  }

  @Override
  double judge(State state, long micros, double value) {
    double median = state.values.quantile(0.5);
    double mad = state.distances.quantile(0.5);
    state.values.add(value);
    state.distances.add(Math.abs(value - state.values.quantile(0.5)));
    state.expect(median, mad / NORMAL);
    return mad <= NONE * Math.abs(median) ? 0 : NORMAL * Math.abs(value - median) / mad;
  }

  @Override
  String evidence() {
    return "robust deviations from the median";
  }

  @Override
  String scale() {
    return window + " readings";
  }

  @Override
  void write(State state, DataOutputStream out) throws IOException {
    state.values.write(out);
    state.distances.write(out);
  }

  @Override
  State read(DataInputStream in) throws IOException {
    return new State(SlidingOrder.read(window, in), SlidingOrder.read(window, in));
  }

  /** The readings of the window, and how far each was from the median. */
  static final class State extends UnivariateState {
    private final SlidingOrder values;
    private final SlidingOrder distances;

    private State(SlidingOrder values, SlidingOrder distances) {
      this.values = values;
      this.distances = distances;
    }
  }

  /** Makes it. */
  public static final class Factory implements DetectorFactory {
    @Override
    public String name() {
      return "robust-z";
    }

    @Override
    public String summary() {
      return "distance from the median in median distances; outliers do not spoil it";
    }

    @Override
    public List<DetectorOption> options() {
      return List.of(
          DetectorOption.whole("window", 1000, 2, 10_000, "readings looked back on"),
          UnivariateDetector.cutOffOption(3, "robust deviations that make an anomaly"),
          UnivariateDetector.warmUpOption(30));
    }

    @Override
    public AnomalyDetector<?> create(DetectorOptions options, List<AnomalyDetector<?>> parts) {
      return new RobustZ(options, options.describe(name()));
    }
  }
}
