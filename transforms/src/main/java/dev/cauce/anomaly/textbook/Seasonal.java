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
 * How far a reading is from what the series is like at that time of day, or of week: {@code |x -
 * level| / scale}. The level of each slot of the day is smoothed exponentially from day to day, and
 * that of each slot of the week from week to week; whichever has predicted better so far is used.
 *
 * <p>Robust as in Gelper, Fried, Croux: Robust Forecasting with Exponential and Holt-Winters
 * Smoothing (Journal of Forecasting 29(3), 2010): a reading further than {@code k = 2} scales from
 * its level is learned as if it lay there; the scale is the root of the exponentially weighted mean
 * of {@code scale^2 rho(e / scale)} of the errors, with Tukey's biweight {@code rho(r) = 2.52 (1 -
 * (1 - (r / 2)^2)^3)}, and 2.52 beyond 2. Until enough errors are known they count alike.
 *
 * <p>A time of day that was not visited on {@code visits} days before is not judged. Days are days
 * of UTC; summer time comes as a shift of the rhythm, and is learned.
 */
final class Seasonal extends UnivariateDetector<Seasonal.State> {
  private static final long DAY = 86_400_000_000L;
  private static final double NONE = 1e-9;
  private static final double K = 2;
  private static final double RHO_MOST = 2.52;
  private static final int FIRST_ERRORS = 30;

  /** Weight of an error in the scale. */
  private static final double SCALE_SHARE = 0.005;

  private final int slots;
  private final double alpha;
  private final int visits;

  private Seasonal(DetectorOptions options, String name) {
    super(name, options.number("cut-off"), 0);
    this.slots = options.whole("slots");
    this.alpha = options.number("alpha");
    this.visits = options.whole("visits");
  }

  @Override
  public State start() {
    return new State(new Rhythm(DAY, slots, alpha), new Rhythm(7 * DAY, 7 * slots, alpha));
  }

  @Override
  double judge(State state, long micros, double value) {
    boolean isDayKnown = state.day.knows(micros, visits);
    boolean isWeekKnown = isDayKnown && state.week.knows(micros, visits);
    state.isWarmingUp = !isDayKnown || state.errors < FIRST_ERRORS;
    if (!isDayKnown) {
      state.expect(Double.NaN, Double.NaN);
      state.day.learn(micros, value);
      state.week.learn(micros, value);
      return Double.NaN;
    }
    double ofDay = state.day.level(micros);
    double ofWeek = isWeekKnown ? state.week.level(micros) : value;
    double level = isWeekKnown && state.week.isBetterThan(state.day) ? ofWeek : ofDay;
    double scale = Math.sqrt(state.square);
    boolean isScaleKnown = scale > NONE * Math.abs(level);
    double most = isScaleKnown && !state.isWarmingUp ? K * scale : Double.POSITIVE_INFINITY;
    state.expect(level, state.isWarmingUp ? Double.NaN : scale);
    if (isWeekKnown) {
      state.day.missedBy(Math.min(most, Math.abs(value - ofDay)));
      state.week.missedBy(Math.min(most, Math.abs(value - ofWeek)));
    }
    double error = value - level;
    learnScale(state, error);
    state.day.learn(micros, cleaned(value, ofDay, most));
    state.week.learn(micros, cleaned(value, ofWeek, most));
    if (!isScaleKnown) {
      return Math.abs(error) <= NONE * Math.abs(level) ? 0 : Double.POSITIVE_INFINITY;
    }
    return Math.abs(error) / scale;
  }

  /** Each rhythm learns a value as far out as it goes from its own level. */
  private static double cleaned(double value, double level, double most) {
    return Math.max(level - most, Math.min(level + most, value));
  }

  private static void learnScale(State state, double error) {
    double square = error * error;
    if (state.errors < FIRST_ERRORS) {
      state.errors++;
      state.square += (square - state.square) / state.errors;
      return;
    }
    double rest = 1 - square / (K * K * state.square);
    // With no scale so far, rest is not a number or below 0: the error says how large it may be.
    double rho = rest > 0 ? RHO_MOST * (1 - rest * rest * rest) : RHO_MOST;
    double measured = state.square > 0 ? state.square * rho : square;
    state.square += SCALE_SHARE * (measured - state.square);
  }

  @Override
  String evidence() {
    return "robust deviations from the level at this time";
  }

  @Override
  String scale() {
    return slots + " slots a day";
  }

  @Override
  void write(State state, DataOutputStream out) throws IOException {
    VarInt.encode(state.errors, out);
    out.writeDouble(state.square);
    state.day.write(out);
    state.week.write(out);
  }

  @Override
  State read(DataInputStream in) throws IOException {
    State state = start();
    state.errors = VarInt.decodeInt(in);
    state.square = in.readDouble();
    state.day.read(in);
    state.week.read(in);
    return state;
  }

  /** The two rhythms, and the scale of the errors. */
  static final class State extends UnivariateState {
    private final Rhythm day;
    private final Rhythm week;
    private int errors;
    private double square;

    private State(Rhythm day, Rhythm week) {
      this.day = day;
      this.week = week;
    }
  }

  /** Makes it. */
  public static final class Factory implements DetectorFactory {
    @Override
    public String name() {
      return "seasonal";
    }

    @Override
    public String summary() {
      return "distance from what the series is like at that time of day or week";
    }

    @Override
    public List<DetectorOption> options() {
      return List.of(
          DetectorOption.whole("slots", 48, 1, 288, "slots that a day is cut into"),
          DetectorOption.number("alpha", 0.1, 0.001, 0.9, "weight of the newest visit to a slot"),
          DetectorOption.whole(
              "visits", 2, 1, 100, "visits to a slot before readings in it are judged"),
          UnivariateDetector.cutOffOption(5, "robust deviations that make an anomaly"));
    }

    @Override
    public AnomalyDetector<?> create(DetectorOptions options, List<AnomalyDetector<?>> parts) {
      return new Seasonal(options, options.describe(name()));
    }
  }
}
