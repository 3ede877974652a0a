package dev.cauce.anomaly.textbook;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.DetectorFactory;
import dev.cauce.anomaly.DetectorOption;
import dev.cauce.anomaly.DetectorOptions;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.util.VarInt;
import org.jspecify.annotations.Nullable;

/**
 * Streaming peaks over threshold, on both sides (Siffer, Fouque, Termier, Largouët: Anomaly
 * Detection in Streams with Extreme Value Theory, KDD 2017): how rare a value is, by the
 * distribution of the highest and the lowest values seen. With {@code depth} it is the drifting
 * form, DSPOT, of how far values are from the mean of the {@code depth} ordinary ones before them.
 *
 * <p>The first {@code warm-up} readings give a threshold on each side that a share of {@code 1 -
 * level} exceed, and a generalized Pareto distribution of their excesses. From then on a reading of
 * a probability below {@code risk} is an anomaly and is not learned; one beyond a threshold is, and
 * the distribution is fitted anew. The statistic is {@code log(probability) / log(risk)}: 1 exactly
 * at the paper's {@code z_q}, so the bounds are its {@code z_q} of both sides; 0 between the
 * thresholds.
 *
 * <p>Where it is not the paper's: the distribution is fitted to the last {@code peaks} excesses of
 * each side, so that the state does not grow (the paper keeps all); and as it never learns
 * anomalies, a series that has changed for good would be one anomaly for ever, so after {@code
 * restart} of them without an ordinary reading between it starts anew.
 */
final class Spot extends UnivariateDetector<Spot.State> {
  private final double logRisk;
  private final double level;
  private final int warmUp;
  private final int depth;
  private final int peaks;
  private final int restart;

  private Spot(DetectorOptions options, String name) {
    super(name, 1, 0);
    this.logRisk = Math.log(options.number("risk"));
    this.level = options.number("level");
    this.warmUp = options.whole("warm-up");
    this.depth = options.whole("depth");
    this.peaks = options.whole("peaks");
    this.restart = options.whole("restart");
    if (options.number("risk") >= 1 - level) {
      throw new IllegalArgumentException(
          "The detector \"spot\" has risk="
              + options.number("risk")
              + " and level="
              + level
              + ": the risk must be below 1 - level.");
    }
  }

  @Override
  public State start() {
    return new State(new SlidingMoments(Math.max(1, depth)));
  }

  @Override
  double judge(State state, long micros, double value) {
    state.isWarmingUp = true;
    if (state.drift.count() < depth) {
      state.drift.add(value);
      return Double.NaN;
    }
    double centre = depth == 0 ? 0 : state.drift.mean();
    double distance = value - centre;
    Tail high = state.high;
    Tail low = state.low;
    if (high == null || low == null) {
      learn(state, distance);
      if (depth > 0) {
        state.drift.add(value);
      }
      return Double.NaN;
    }
    state.isWarmingUp = false;
    state.expect(
        centre + state.middle, centre - low.quantile(logRisk), centre + high.quantile(logRisk), 0);
    double logProbability = Math.min(high.logProbability(distance), low.logProbability(-distance));
    if (logProbability < logRisk) {
      state.anomalies++;
      if (state.anomalies == restart) {
        state.forget(new SlidingMoments(Math.max(1, depth)));
      }
      return logProbability / logRisk;
    }
    state.anomalies = 0;
    state.readings++;
    learn(high, distance, state.readings);
    learn(low, -distance, state.readings);
    if (depth > 0) {
      state.drift.add(value);
    }
    return logProbability / logRisk;
  }

  private static void learn(Tail tail, double distance, long readings) {
    if (tail.holds(distance)) {
      tail.add(distance);
      tail.fit(readings);
    }
  }

  /** Gathers the first readings, and makes the tails of them when there are enough. */
  private void learn(State state, double distance) {
    if (state.readings == state.first.length) {
      state.first = Arrays.copyOf(state.first, Math.min(warmUp, 2 * state.first.length));
    }
    state.first[(int) state.readings] = distance;
    state.readings++;
    if (state.readings < warmUp) {
      return;
    }
    double[] ordered = state.first.clone();
    Arrays.sort(ordered);
    state.middle = ordered[warmUp / 2];
    state.high = tail(ordered[(int) (level * warmUp)], state.first, 1);
    state.low = tail(-ordered[warmUp - 1 - (int) (level * warmUp)], state.first, -1);
    state.first = new double[0];
  }

  private Tail tail(double threshold, double[] distances, int sign) {
    Tail tail = new Tail(threshold, peaks);
    for (double distance : distances) {
      if (tail.holds(sign * distance)) {
        tail.add(sign * distance);
      }
    }
    tail.fit(distances.length);
    return tail;
  }

  @Override
  String evidence() {
    return "rarity of the value, in the logarithm of the risk";
  }

  @Override
  String scale() {
    return depth == 0 ? "" : "the mean of " + depth + " readings";
  }

  @Override
  void write(State state, DataOutputStream out) throws IOException {
    Tail high = state.high;
    Tail low = state.low;
    VarInt.encode(state.readings, out);
    VarInt.encode(state.anomalies, out);
    state.drift.write(out);
    out.writeBoolean(high != null && low != null);
    if (high != null && low != null) {
      out.writeDouble(state.middle);
      high.write(out);
      low.write(out);
    } else {
      VarInt.encode(warmUp, out);
      Doubles.write(state.first, (int) state.readings, out);
    }
  }

  @Override
  State read(DataInputStream in) throws IOException {
    long readings = VarInt.decodeLong(in);
    int anomalies = VarInt.decodeInt(in);
    State state = new State(SlidingMoments.read(Math.max(1, depth), in));
    state.readings = readings;
    state.anomalies = anomalies;
    if (in.readBoolean()) {
      state.first = new double[0];
      state.middle = in.readDouble();
      state.high = Tail.read(peaks, in);
      state.low = Tail.read(peaks, in);
    } else {
      int most = Doubles.same("warm-up", warmUp, VarInt.decodeInt(in));
      int count = Doubles.within("its number of readings", (int) readings, most);
      state.first = new double[Math.max(State.LEAST, count)];
      Doubles.read(state.first, count, in);
    }
    return state;
  }

  /** The first readings, then the two tails. */
  static final class State extends UnivariateState {
    private static final int LEAST = 8;

    /** All that were learned. */
    private long readings;

    /** How many came one after the other. */
    private int anomalies;

    /** The last ordinary readings, if there is a drift to follow. */
    private SlidingMoments drift;

    private double[] first = new double[LEAST];
    private double middle;
    private @Nullable Tail high;
    private @Nullable Tail low;

    private State(SlidingMoments drift) {
      this.drift = drift;
    }

    private void forget(SlidingMoments anew) {
      readings = 0;
      anomalies = 0;
      drift = anew;
      first = new double[LEAST];
      high = null;
      low = null;
    }
  }

  /** Makes it. */
  public static final class Factory implements DetectorFactory {
    @Override
    public String name() {
      return "spot";
    }

    @Override
    public String summary() {
      return "how rare a value is by extreme value theory; with depth, from a drifting mean";
    }

    @Override
    public List<DetectorOption> options() {
      return List.of(
          DetectorOption.number(
              "risk", 1e-4, 1e-12, 0.1, "probability below which a reading is an anomaly"),
          DetectorOption.number(
              "level", 0.98, 0.5, 0.999, "share of the first readings within each threshold"),
          DetectorOption.whole(
              "warm-up", 1000, 50, 3000, "readings that set the thresholds and are not judged"),
          DetectorOption.whole(
              "depth", 0, 0, 3000, "ordinary readings whose mean is what drifts; 0: nothing does"),
          DetectorOption.whole(
              "peaks", 200, 10, 1000, "excesses kept on each side for their distribution"),
          DetectorOption.whole(
              "restart",
              100,
              0,
              1_000_000,
              "anomalies in a row after which it starts anew; 0: never, as published"));
    }

    @Override
    public AnomalyDetector<?> create(DetectorOptions options, List<AnomalyDetector<?>> parts) {
      return new Spot(options, options.describe(name()));
    }
  }
}
