package dev.cauce.anomaly.rcf;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.state.RandomCutForestMapper;
import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.DetectorOptions;
import dev.cauce.anomaly.Finding;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;

/**
 * How much a reading disturbs random trees of a sample of those before it (Guha, Mishra, Roy,
 * Schrijvers: Robust Random Cut Forest Based Anomaly Detection on Streams, ICML 2016), by the
 * library that Amazon publishes. The statistic is the library's anomaly score.
 *
 * <p>That score has no line of its own; as Amazon advises, readings are anomalies whose score is
 * three deviations above the mean of the scores (SageMaker, "How RCF Works"), here the
 * exponentially weighted ones of the scores before.
 *
 * <p>The library counts in single precision, and compares the values of a reading with one another.
 * So each value is taken from the mean of the first {@value #FIRST} readings, in their standard
 * deviations, and no further out than a million of them.
 */
final class RandomCutForestDetector implements AnomalyDetector<ForestState> {
  /** How many readings the scale of the values is taken from. */
  static final int FIRST = 64;

  private static final double SHARE = 0.001;
  private static final double NONE = 1e-9;

  private final String name;
  private final int trees;
  private final int sample;
  private final int shingle;
  private final int warmUp;
  private final int seed;
  private final double cutOff;

  RandomCutForestDetector(DetectorOptions options, String name) {
    this.name = name;
    this.trees = options.whole("trees");
    this.sample = options.whole("sample");
    this.shingle = options.whole("shingle");
    this.warmUp = options.whole("warm-up");
    this.seed = options.whole("seed");
    this.cutOff = options.number("cut-off");
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
  public ForestState start() {
    return new ForestState();
  }

  @Override
  public double score(ForestState state, long micros, double[] values) {
    if (state.values() == 0) {
      state.begin(values.length);
    }
    if (state.values() != values.length) {
      throw new IllegalArgumentException(
          "A reading of a series has "
              + values.length
              + " values, those before it "
              + state.values()
              + ": a series must keep to one number of values.");
    }
    RandomCutForest forest = state.forest;
    state.isWarmingUp = state.seen < warmUp || forest == null;
    state.seen = Math.min(warmUp, state.seen + 1);
    state.above = Double.NaN;
    state.statistic = Double.NaN;
    if (forest == null) {
      state.gather(values);
      if (state.gathered() == FIRST) {
        RandomCutForest made = forest(values.length);
        state.scale(made::update);
        state.forest = made;
      }
      return 0;
    }
    float[] point = state.placed(values);
    state.statistic = forest.getAnomalyScore(point);
    forest.update(point);
    judge(state);
    return state.isWarmingUp ? 0 : AnomalyDetector.scale(state.above, cutOff);
  }

  private RandomCutForest forest(int values) {
    return RandomCutForest.builder()
        .dimensions(values * shingle)
        .shingleSize(shingle)
        .internalShinglingEnabled(shingle > 1)
        .numberOfTrees(trees)
        .sampleSize(sample)
        .outputAfter(FIRST / 2)
        .randomSeed(seed)
        .boundingBoxCacheFraction(1.0)
        .parallelExecutionEnabled(false)
        .build();
  }

  private static void judge(ForestState state) {
    double distance = state.statistic - state.mean;
    double deviation = Math.sqrt(state.variance);
    if (state.scored > 0 && distance > NONE) {
      state.above = deviation > NONE ? distance / deviation : Double.POSITIVE_INFINITY;
    }
    state.scored = Math.min(state.scored + 1, 1 << 20);
    double share = Math.max(SHARE, 1.0 / state.scored);
    double step = share * distance;
    state.mean += step;
    state.variance = (1 - share) * (state.variance + distance * step);
  }

  @Override
  public Finding finding(ForestState state) {
    return new Finding(
        Double.NaN,
        Double.NaN,
        Double.NaN,
        state.statistic,
        Finding.Direction.NONE,
        state.isWarmingUp,
        false,
        state.above > 0
            ? List.of(
                new Finding.Reason(
                    "deviations above the usual score of the forest",
                    shingle == 1 ? "" : shingle + " readings",
                    state.above))
            : List.of());
  }

  @Override
  public Coder<ForestState> coder() {
    return new ForestCoder(name, trees + " trees of " + sample + ", shingle " + shingle);
  }

  /** All that decides on later scores is in the state that the library maps a forest to. */
  static RandomCutForestMapper mapper() {
    RandomCutForestMapper mapper = new RandomCutForestMapper();
    mapper.setSaveTreeStateEnabled(true);
    mapper.setSaveExecutorContextEnabled(true);
    return mapper;
  }
}
