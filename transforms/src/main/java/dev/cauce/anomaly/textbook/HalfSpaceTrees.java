package dev.cauce.anomaly.textbook;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.DetectorFactory;
import dev.cauce.anomaly.DetectorOption;
import dev.cauce.anomaly.DetectorOptions;
import dev.cauce.anomaly.Finding;
import dev.cauce.anomaly.StateCoder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.util.VarInt;
import org.jspecify.annotations.Nullable;

/**
 * How empty the place was, in the last window, where a reading of several values lies (Tan, Ting,
 * Liu: Fast Anomaly Detection for Streaming Data, IJCAI 2011). Random trees halve the space; a
 * reading's published score, the statistic, is the sum over the trees of {@code mass 2^level} at
 * the first node that a tenth of the window or less came by. The masses are of the window before
 * the present one.
 *
 * <p>The paper ranks readings and draws no line. Here, the line is drawn in the series' own scores:
 * {@code (mean - s) / deviation} of {@code s = log(1 + statistic / trees)}, against the
 * exponentially weighted mean and deviation of those before, is an anomaly from {@code cut-off} on.
 * And the paper knows the range of each value beforehand; here it is that of the first window, and
 * follows the later ones: at once where they go beyond it, by a tenth where they stay within.
 */
final class HalfSpaceTrees implements AnomalyDetector<HalfSpaceTrees.State> {
  private static final double MOST = 1e150;
  private static final double SHRINKS = 0.1;
  private static final double NO_CHANGE = 0.02;
  private static final double SHARE = 0.001;
  private static final double NONE = 1e-9;

  private final String name;
  private final double cutOff;
  private final int window;
  private final int trees;
  private final int depth;
  private final int seed;

  /** The same for all series with as many values; made when the first comes. */
  private transient volatile @Nullable HalfSpaces made;

  private HalfSpaceTrees(DetectorOptions options, String name) {
    this.name = name;
    this.cutOff = options.number("cut-off");
    this.window = options.whole("window");
    this.trees = options.whole("trees");
    this.depth = options.whole("depth");
    this.seed = options.whole("seed");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public int values() {
    return 0;
  }

  @Override
  public State start() {
    return new State(trees, depth);
  }

  private HalfSpaces spaces(int values) {
    HalfSpaces spaces = made;
    if (spaces == null || spaces.values() != values) {
      spaces = new HalfSpaces(values, trees, depth, seed);
      made = spaces;
    }
    return spaces;
  }

  @Override
  public double score(State state, long micros, double[] values) {
    if (state.point.length == 0) {
      if (values.length > Byte.MAX_VALUE) {
        throw new IllegalArgumentException(
            "The detector \"half-space-trees\" takes readings of up to "
                + Byte.MAX_VALUE
                + " values, not "
                + values.length
                + ".");
      }
      state.begin(values.length, window);
    }
    if (values.length != state.point.length) {
      throw new IllegalArgumentException(
          "A reading of a series has "
              + values.length
              + " values, those before it "
              + state.point.length
              + ": a series must keep to one number of values.");
    }
    for (int i = 0; i < values.length; i++) {
      state.values[i] = Math.max(-MOST, Math.min(MOST, values[i]));
    }
    HalfSpaces spaces = spaces(values.length);
    state.isWarmingUp = state.windows < 2;
    if (state.windows == 0) {
      state.statistic = Double.NaN;
      state.usual = Double.NaN;
      gather(state, spaces);
      return 0;
    }
    state.older.place(state.values, state.point);
    state.statistic = state.older.score(spaces, state.point, window / 10);
    judge(state);
    learn(state, spaces);
    return state.isWarmingUp ? 0 : AnomalyDetector.scale(state.usual, cutOff);
  }

  /** The first window is learned when its range is known. */
  private void gather(State state, HalfSpaces spaces) {
    int size = state.point.length;
    System.arraycopy(state.values, 0, state.first, state.count * size, size);
    state.see();
    if (state.count < window) {
      return;
    }
    state.newer.startAnew(state.least.clone(), widths(state.least, state.most));
    double[] values = new double[size];
    for (int i = 0; i < window; i++) {
      System.arraycopy(state.first, i * size, values, 0, size);
      state.newer.place(values, state.point);
      state.newer.add(spaces, state.point);
    }
    state.first = new double[0];
    state.turn(state.least.clone(), widths(state.least, state.most));
  }

  private static double[] widths(double[] low, double[] high) {
    double[] widths = new double[low.length];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = high[i] - low[i];
    }
    return widths;
  }

  private void judge(State state) {
    double mass = Math.log1p(state.statistic / trees);
    double below = state.mean - mass;
    double deviation = Math.sqrt(state.variance);
    state.usual =
        state.scored == 0 || below <= NONE
            ? 0
            : deviation <= NONE ? Double.POSITIVE_INFINITY : below / deviation;
    state.scored = Math.min(state.scored + 1, 1 << 20);
    double share = Math.max(SHARE, 1.0 / state.scored);
    double step = -share * below;
    state.mean += step;
    state.variance = (1 - share) * (state.variance - below * step);
  }

  private void learn(State state, HalfSpaces spaces) {
    if (!state.isSameRange()) {
      state.newer.place(state.values, state.point);
    }
    state.newer.add(spaces, state.point);
    state.see();
    if (state.count < window) {
      return;
    }
    double[] low = state.newer.low().clone();
    double[] high = new double[low.length];
    boolean isSame = true;
    for (int i = 0; i < low.length; i++) {
      double width = state.newer.width()[i];
      high[i] = low[i] + width;
      double lower = Math.min(state.least[i], low[i] + SHRINKS * (state.least[i] - low[i]));
      double upper = Math.max(state.most[i], high[i] - SHRINKS * (high[i] - state.most[i]));
      isSame &=
          Math.abs(lower - low[i]) <= NO_CHANGE * width
              && Math.abs(upper - high[i]) <= NO_CHANGE * width;
      low[i] = lower;
      high[i] = upper;
    }
    if (isSame) {
      state.turn(state.newer.low(), state.newer.width());
    } else {
      state.turn(low, widths(low, high));
    }
  }

  @Override
  public Finding finding(State state) {
    return new Finding(
        Double.NaN,
        Double.NaN,
        Double.NaN,
        state.statistic,
        Finding.Direction.NONE,
        state.isWarmingUp,
        false,
        state.usual > 0
            ? List.of(
                new Finding.Reason(
                    "deviations emptier than usual where it lies",
                    window + " readings",
                    state.usual))
            : List.of());
  }

  @Override
  public Coder<State> coder() {
    return new StateCoder<>(name, 1) {
      @Override
      protected void write(State state, DataOutputStream out) throws IOException {
        VarInt.encode(state.point.length, out);
        if (state.point.length > 0) {
          VarInt.encode(window, out);
          VarInt.encode(trees, out);
          VarInt.encode(depth, out);
          VarInt.encode(seed, out);
          state.write(out);
        }
      }

      @Override
      protected State read(DataInputStream in) throws IOException {
        State state = start();
        int values = Doubles.within("its number of values", VarInt.decodeInt(in), Byte.MAX_VALUE);
        if (values > 0) {
          Doubles.same("window", window, VarInt.decodeInt(in));
          Doubles.same("trees", trees, VarInt.decodeInt(in));
          Doubles.same("depth", depth, VarInt.decodeInt(in));
          Doubles.same("seed", seed, VarInt.decodeInt(in));
          state.begin(values, window);
          state.read(in);
        }
        return state;
      }
    };
  }

  /** The masses of two windows, the range of the values, and what scores are usual. */
  static final class State {
    /** Of the window before this one. */
    private Masses older;

    /** Of this one, so far. */
    private Masses newer;

    /** How many windows are complete, up to 2. */
    private int windows;

    /** How many readings of this window there are. */
    private int count;

    private double[] least = new double[0];
    private double[] most = new double[0];

    /** The readings of the first window. */
    private double[] first = new double[0];

    private int scored;
    private double mean;
    private double variance;

    // Of the last reading, and not kept.
    private double[] values = new double[0];
    private double[] point = new double[0];
    private double statistic = Double.NaN;
    private double usual = Double.NaN;
    private boolean isWarmingUp = true;

    private State(int trees, int depth) {
      older = new Masses(trees, depth);
      newer = new Masses(trees, depth);
    }

    private void begin(int size, int window) {
      values = new double[size];
      point = new double[size];
      least = new double[size];
      most = new double[size];
      first = new double[size * window];
    }

    /** Counts the present values. */
    private void see() {
      for (int i = 0; i < values.length; i++) {
        least[i] = count == 0 ? values[i] : Math.min(least[i], values[i]);
        most[i] = count == 0 ? values[i] : Math.max(most[i], values[i]);
      }
      count++;
    }

    private boolean isSameRange() {
      return older.low() == newer.low();
    }

    /** Begins the next window. */
    private void turn(double[] low, double[] width) {
      Masses oldest = older;
      older = newer;
      newer = oldest;
      newer.startAnew(low, width);
      windows = Math.min(2, windows + 1);
      count = 0;
    }

    private void write(DataOutputStream out) throws IOException {
      out.writeByte(windows);
      VarInt.encode(count, out);
      VarInt.encode(scored, out);
      out.writeDouble(mean);
      out.writeDouble(variance);
      Doubles.write(least, least.length, out);
      Doubles.write(most, most.length, out);
      if (windows == 0) {
        Doubles.write(first, count * values.length, out);
      } else {
        out.writeBoolean(isSameRange());
        older.write(out);
        newer.write(out);
      }
    }

    private void read(DataInputStream in) throws IOException {
      windows = in.readByte();
      count = VarInt.decodeInt(in);
      scored = VarInt.decodeInt(in);
      mean = in.readDouble();
      variance = in.readDouble();
      Doubles.read(least, least.length, in);
      Doubles.read(most, most.length, in);
      if (windows == 0) {
        Doubles.within("its readings", count * values.length, first.length);
        Doubles.read(first, count * values.length, in);
        return;
      }
      first = new double[0];
      boolean isSame = in.readBoolean();
      older.read(values.length, in);
      newer.read(values.length, in);
      if (isSame) {
        newer.measureAs(older);
      }
    }
  }

  /** Makes it. */
  public static final class Factory implements DetectorFactory {
    @Override
    public String name() {
      return "half-space-trees";
    }

    @Override
    public String summary() {
      return "how empty the place of a reading of several values was of late";
    }

    @Override
    public List<DetectorOption> options() {
      return List.of(
          DetectorOption.whole("trees", 25, 1, 200, "random trees"),
          DetectorOption.whole("depth", 10, 1, 14, "times that each tree halves the space"),
          DetectorOption.whole("window", 250, 20, 255, "readings that are counted together"),
          DetectorOption.whole("seed", 1, 0, 1_000_000, "of the trees; the same gives the same"),
          DetectorOption.number(
              "cut-off", 3, 1e-3, 1e6, "deviations emptier than usual that make an anomaly"));
    }

    @Override
    public AnomalyDetector<?> create(DetectorOptions options, List<AnomalyDetector<?>> parts) {
      return new HalfSpaceTrees(options, options.describe(name()));
    }
  }
}
