package dev.cauce.anomaly.novelty;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.Finding;
import dev.cauce.anomaly.Finding.Direction;
import dev.cauce.anomaly.Finding.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.coders.Coder;

/**
 * Has this series ever been in this state before? The default detector: it counts, and fits no
 * model, so it needs no settings for a series.
 *
 * <p>After each reading, the state of a series is described over the last 4, 8, 16, 32 and 64
 * readings by pairs of numbers: mean and standard deviation; mean and its change; mean of what is
 * left when what is usual at this time of the day or week is taken off. The numbers are taken
 * relative to their own median and spread in this series, on a logarithmic scale. Each pair falls
 * into a cell of each of four grids, shifted and scaled at random, and the cell's visits are
 * counted. A cell visited {@code n} times before is new by {@code 1 / (1 + n)}; a reading is new by
 * the mean over all cells, smoothed over about the last three readings. A value beyond all before
 * adds to that, the less the more usual that is in this series, as where there is a trend. What is
 * new says more in a series where little is: the sum is divided by the square root of how new
 * readings are on average in this series.
 *
 * <p>The statistic is 0 if all is as often before; the cut-off is {@value #CUT_OFF}. The first
 * readings, {@code warm-up} of them, are learned and have the score 0.
 *
 * <p>Values beyond ±10^150 are taken as those. Counts are halved every {@code half-life} readings
 * and all else forgets as well, so series may be endless. A state has about 14 KB.
 *
 * <p>Sources of the parts: {@link PSquare}, {@link CellCounts}; many shifted grids instead of one
 * density: the cerebellar model of J. Albus, 1975. The design and the numbers in it were found on
 * one half of the Numenta Anomaly Benchmark: see {@code docs/novelty.md}.
 */
public final class NoveltyDetector implements AnomalyDetector<NoveltyState> {
  static final String NAME = "novelty";
  static final int HALF_LIFE = 15_000;
  static final int WARM_UP = 150;

  private static final long serialVersionUID = 1;
  private static final int VERSION = 2;
  private static final double CUT_OFF = 0.16;

  private static final int SCALES = NoveltyState.SCALES;
  private static final int GRIDS = 4;
  private static final double CELL =
      0.31; // the side of a cell, of the size of half a spread near 0
  private static final double JITTER = 0.35; // sides differ by up to a factor of e to this
  private static final double MOST = 1e150; // squares stay finite
  private static final double SMOOTHING = 0.4;
  private static final double EXTREME_WEIGHT = 0.2;
  private static final double EXTREME_SHARE = 0.04; // of the range: that far out counts in full
  private static final double USUAL_EXTREMES = 0.01; // more are what this series is like
  private static final double EXTREMES_PRIOR = 100; // readings without any
  private static final double RATE_WEIGHT = 0.0004;
  private static final double USUAL_RATE = 0.04;
  private static final double LEAST_RATE = 0.02;
  private static final int REASONS = 3;
  private static final double WORTH_SAYING = 0.1;

  private static final double[] NOVELTY = new double[256];

  static {
    for (int visits = 0; visits < NOVELTY.length; visits++) {
      NOVELTY[visits] = 1.0 / (1 + visits);
    }
  }

  private static final String[] EVIDENCE = {
    "mean and deviation", "difference from the usual at this time", "mean and its change"
  };

  private final String name;
  private final long seed;
  private final int halfLife;
  private final int warmUp;
  private final double[] scales = new double[2 * GRIDS];
  private final double[] shifts = new double[2 * GRIDS];

  NoveltyDetector(String name, long seed, int halfLife, int warmUp) {
    this.name = name;
    this.seed = CellCounts.hash(seed + 1);
    this.halfLife = halfLife;
    this.warmUp = warmUp;
    for (int i = 0; i < 2 * GRIDS; i++) {
      scales[i] = 1 / (CELL * StrictMath.exp(JITTER * (2 * random(seed, 2 * i) - 1)));
      shifts[i] = random(seed, 2 * i + 1);
    }
  }

  /** The detector as it is shipped. */
  public static NoveltyDetector standard() {
    return new NoveltyDetector(NAME, 1, HALF_LIFE, WARM_UP);
  }

  /** A number from 0 to 1, the same for the same arguments. */
  private static double random(long seed, int i) {
    return (CellCounts.hash(CellCounts.hash(seed) + i + 1) >>> 11) * 0x1p-53;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public NoveltyState start() {
    return new NoveltyState();
  }

  @Override
  public double score(NoveltyState state, long micros, double[] values) {
    double x = Math.max(-MOST, Math.min(MOST, values[0]));
    state.last = x;
    boolean isFirst = state.readings == 0;
    double usual = state.season.expected(micros, isFirst ? x : state.level.middle());
    if (!isFirst) {
      boolean isKnown = state.season.knows(micros);
      double last = state.values.last();
      state.forecast.judge(last, state.values.mean(0), isKnown ? usual : last, x);
    }
    double outside = isFirst ? 0 : state.range.beyond(x);
    state.extreme = Math.min(1, outside / EXTREME_SHARE);

    state.season.learn(micros, x);
    state.range.add(x);
    state.level.add(x);
    state.values.add(x);
    state.residuals.add(x - usual);

    double novelty = novelty(state);
    state.smoothed += SMOOTHING * (novelty - state.smoothed);
    double extreme = state.extreme * Math.min(1, USUAL_EXTREMES / state.extremes);
    double evidence = state.smoothed + EXTREME_WEIGHT * extreme;
    state.statistic = evidence * Math.sqrt(USUAL_RATE / Math.max(state.rate, LEAST_RATE));
    state.rate += RATE_WEIGHT * (novelty - state.rate);
    double weight = Math.max(RATE_WEIGHT, 1 / (state.readings + EXTREMES_PRIOR));
    state.extremes += weight * (state.extreme - state.extremes);
    state.readings++;
    state.cells.age(halfLife);
    if (state.readings % halfLife == 0) {
      state.age();
    }
    return state.readings <= warmUp ? 0 : AnomalyDetector.scale(state.statistic, CUT_OFF);
  }

  /** How new the state is, from near 0 to 1; counts it. */
  private double novelty(NoveltyState state) {
    double sum = 0;
    for (int scale = 0; scale < SCALES; scale++) {
      double mean = place(state, 0, scale, state.values.mean(scale));
      double deviation = place(state, 1, scale, state.values.deviation(scale));
      double residual = place(state, 2, scale, state.residuals.mean(scale));
      double change = place(state, 3, scale, state.values.change(scale));
      sum += visit(state, 0, scale, mean, deviation);
      sum += visit(state, 1, scale, residual, 0);
      sum += visit(state, 2, scale, mean, change);
    }
    return sum / (NoveltyState.PAIRS * SCALES);
  }

  private static double place(NoveltyState state, int quantity, int scale, double x) {
    return state.coordinates[quantity * SCALES + scale].place(x);
  }

  /** How new a place is; counts the visit. */
  private double visit(NoveltyState state, int pair, int scale, double x, double y) {
    int part = pair * SCALES + scale;
    double sum = 0;
    for (int grid = 0; grid < GRIDS; grid++) {
      int i = 2 * grid;
      long column = (long) Math.floor(x * scales[i] + shifts[i]);
      long row = (long) Math.floor(y * scales[i + 1] + shifts[i + 1]);
      long cell = (long) (part * GRIDS + grid) << 48 ^ (column & 0xFFFFFF) << 24 ^ row & 0xFFFFFF;
      sum += NOVELTY[state.cells.visit(CellCounts.hash(cell ^ seed))];
    }
    state.parts[part] = (float) (sum / GRIDS);
    return sum / GRIDS;
  }

  @Override
  public Finding finding(NoveltyState state) {
    List<Reason> reasons = new ArrayList<>();
    if (state.extreme > 0) {
      reasons.add(new Reason("beyond all values so far", "", state.extreme));
    }
    List<Reason> places = new ArrayList<>();
    for (int part = 0; part < state.parts.length; part++) {
      if (state.parts[part] >= WORTH_SAYING) {
        String readings =
            String.format(Locale.ROOT, "%d readings", RecentReadings.width(part % SCALES));
        places.add(new Reason(EVIDENCE[part / SCALES], readings, state.parts[part]));
      }
    }
    places.sort(Comparator.comparingDouble(Reason::amount).reversed());
    reasons.addAll(places.subList(0, Math.min(REASONS, places.size())));
    double expected = state.forecast.expected();
    return new Finding(
        expected,
        state.forecast.lower(),
        state.forecast.upper(),
        state.statistic,
        Direction.of(state.last, expected),
        state.readings <= warmUp,
        false,
        reasons);
  }

  @Override
  public Coder<NoveltyState> coder() {
    return new NoveltyState.StatesCoder();
  }
}
