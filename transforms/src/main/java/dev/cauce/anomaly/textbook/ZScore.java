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
 * How many standard deviations a reading is from the mean of those before it: {@code |x - mean| /
 * deviation}, of the last {@code window} readings. The numbers are those of {@code
 * apache_beam.ml.anomaly.detectors.ZScore} in Beam 2.70's Python, whose defaults these are.
 *
 * <p>Readings that never differ have no deviation, and the statistic is 0 then, as it is there;
 * what counts as none is relative to the mean here ({@code 1e-12}), where it is {@code 1e-9}
 * whatever the unit there.
 */
final class ZScore extends UnivariateDetector<ZScore.State> {
  private static final double NONE = 1e-12;

  private final int window;

  private ZScore(DetectorOptions options, String name) {
    super(name, options.number("cut-off"), options.whole("warm-up"));
    this.window = options.whole("window");
  }

  @Override
  public State start() {
    return new State(new SlidingMoments(window));
  }

  @Override
  double judge(State state, long micros, double value) {
    SlidingMoments moments = state.moments;
    double mean = moments.mean();
    double deviation = moments.deviation();
    moments.add(value);
    state.expect(moments.count() == 1 ? Double.NaN : mean, deviation);
    return deviation <= NONE * Math.abs(mean) ? 0 : Math.abs(value - mean) / deviation;
  }

  @Override
  String evidence() {
    return "standard deviations from the mean";
  }

  @Override
  String scale() {
    return window == 0 ? "all readings" : window + " readings";
  }

  @Override
  void write(State state, DataOutputStream out) throws IOException {
    state.moments.write(out);
  }

  @Override
  State read(DataInputStream in) throws IOException {
    return new State(SlidingMoments.read(window, in));
  }

  /** The readings of the window and their moments. */
  static final class State extends UnivariateState {
    private final SlidingMoments moments;

    private State(SlidingMoments moments) {
      this.moments = moments;
    }
  }

  /** Makes it. */
  public static final class Factory implements DetectorFactory {
    @Override
    public String name() {
      return "z-score";
    }

    @Override
    public String summary() {
      return "standard deviations from the mean of the last readings";
    }

    @Override
    public List<DetectorOption> options() {
      return List.of(
          DetectorOption.whole("window", 1000, 0, 100_000, "readings looked back on; 0 for all"),
          UnivariateDetector.cutOffOption(3, "standard deviations that make an anomaly"),
          UnivariateDetector.warmUpOption(30));
    }

    @Override
    public AnomalyDetector<?> create(DetectorOptions options, List<AnomalyDetector<?>> parts) {
      return new ZScore(options, options.describe(name()));
    }
  }
}
