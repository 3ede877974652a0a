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
 * How far a reading lies outside the middle half of those before it, in widths of that half: {@code
 * (x - q3) / (q3 - q1)} above, {@code (q1 - x) / (q3 - q1)} below, 0 within, over the last {@code
 * window} readings. The cut-off of 1.5 is the fence of Tukey's box plot (Exploratory Data Analysis,
 * 1977). The numbers are those of {@code apache_beam.ml.anomaly.detectors.IQR} in Beam 2.70's
 * Python, whose defaults these are.
 *
 * <p>If the middle half has no width, the statistic is 0, as it is there; what counts as none is
 * relative to the quartiles here ({@code 1e-12}), where it is {@code 1e-9} whatever the unit there.
 */
final class Iqr extends UnivariateDetector<Iqr.State> {
  private static final double NONE = 1e-12;

  private final int window;

  private Iqr(DetectorOptions options, String name) {
    super(name, options.number("cut-off"), options.whole("warm-up"));
    this.window = options.whole("window");
  }

  @Override
  public State start() {
    return new State(new SlidingOrder(window));
  }

  @Override
  double judge(State state, long micros, double value) {
    SlidingOrder order = state.order;
    double q1 = order.quantile(0.25);
    double q3 = order.quantile(0.75);
    double width = q3 - q1;
    state.expect(order.quantile(0.5), q1, q3, width);
    boolean isFirst = order.count() == 0;
    order.add(value);
    if (isFirst) {
      return Double.NaN;
    }
    if (width <= NONE * Math.max(Math.abs(q1), Math.abs(q3))) {
      return 0;
    }
    return Math.max(0, Math.max(value - q3, q1 - value)) / width;
  }

  @Override
  String evidence() {
    return "widths outside the middle half";
  }

  @Override
  String scale() {
    return window + " readings";
  }

  @Override
  void write(State state, DataOutputStream out) throws IOException {
    state.order.write(out);
  }

  @Override
  State read(DataInputStream in) throws IOException {
    return new State(SlidingOrder.read(window, in));
  }

  /** The readings of the window. */
  static final class State extends UnivariateState {
    private final SlidingOrder order;

    private State(SlidingOrder order) {
      this.order = order;
    }
  }

  /** Makes it. */
  public static final class Factory implements DetectorFactory {
    @Override
    public String name() {
      return "iqr";
    }

    @Override
    public String summary() {
      return "distance outside the middle half of the last readings: the fence of a box plot";
    }

    @Override
    public List<DetectorOption> options() {
      return List.of(
          DetectorOption.whole("window", 1000, 2, 10_000, "readings looked back on"),
          UnivariateDetector.cutOffOption(1.5, "widths of the middle half that make an anomaly"),
          UnivariateDetector.warmUpOption(30));
    }

    @Override
    public AnomalyDetector<?> create(DetectorOptions options, List<AnomalyDetector<?>> parts) {
      return new Iqr(options, options.describe(name()));
    }
  }
}
