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
 * Whether a series has gone to another level and stays there: two exponentially weighted means of
 * it, one quick and one slow, and how far they are apart in what they usually are. Two means of
 * different length are how seismology has long found arrivals (Allen, Bulletin of the Seismological
 * Society of America 68(5), 1978) and traders a trend; here their difference is judged as on a
 * control chart, by the root of the exponentially weighted mean of its own squares, so a series
 * that always wanders, as most do, is not called an anomaly for it.
 *
 * <p>{@code quick += (x - quick) 2 / (fast + 1); level += (x - level) 2 / (slow + 1); statistic =
 * |quick - level| / rms}. A single outlier moves the quick mean by a fraction of its size.
 */
final class LevelShift extends UnivariateDetector<LevelShift.State> {
  private static final double NONE = 1e-9;

  private final int slow;
  private final double quickly;
  private final double slowly;

  private LevelShift(DetectorOptions options, String name) {
    super(name, options.number("cut-off"), options.whole("warm-up"));
    int fast = options.whole("fast");
    this.slow = options.whole("slow");
    if (slow < 2 * fast) {
      throw new IllegalArgumentException(
          "The detector \"level-shift\" has fast="
              + fast
              + " and slow="
              + slow
              + ": slow must be at least twice fast.");
    }
    this.quickly = 2.0 / (fast + 1);
    this.slowly = 2.0 / (slow + 1);
  }

  @Override
  public State start() {
    return new State();
  }

  @Override
  double judge(State state, long micros, double value) {
    if (state.count == 0) {
      state.count = 1;
      state.quick = value;
      state.level = value;
      return Double.NaN;
    }
    double share = slowly;
    double quickShare = quickly;
    if (state.count * slowly < 1) {
      state.count++;
      share = Math.max(slowly, 1.0 / state.count);
      quickShare = Math.max(quickly, share);
    }
    double expected = state.level;
    state.quick += quickShare * (value - state.quick);
    state.level += share * (value - state.level);
    double apart = Math.abs(state.quick - state.level);
    double usual = Math.sqrt(state.square);
    state.square += share * (apart * apart - state.square);
    // From rest, a single value must be so much further out than the means get apart by it.
    state.expect(expected, usual / (quickly - slowly));
    double none = NONE * Math.abs(expected);
    if (usual <= none) {
      return apart <= none ? 0 : Double.POSITIVE_INFINITY;
    }
    return apart / usual;
  }

  @Override
  String evidence() {
    return "quick mean's distance from the slow one, in its usual";
  }

  @Override
  String scale() {
    return slow + " readings";
  }

  @Override
  void write(State state, DataOutputStream out) throws IOException {
    VarInt.encode(state.count, out);
    out.writeDouble(state.quick);
    out.writeDouble(state.level);
    out.writeDouble(state.square);
  }

  @Override
  State read(DataInputStream in) throws IOException {
    State state = new State();
    state.count = VarInt.decodeInt(in);
    state.quick = in.readDouble();
    state.level = in.readDouble();
    state.square = in.readDouble();
    return state;
  }

  /** The two means, and the mean square of what was between them. */
  static final class State extends UnivariateState {
    /** How many readings count alike, until the slow mean forgets. */
    private int count;

    private double quick;
    private double level;
    private double square;
  }

  /** Makes it. */
  public static final class Factory implements DetectorFactory {
    @Override
    public String name() {
      return "level-shift";
    }

    @Override
    public String summary() {
      return "a series that goes to another level and stays there";
    }

    @Override
    public List<DetectorOption> options() {
      return List.of(
          DetectorOption.whole("fast", 20, 1, 100_000, "readings of the quick mean"),
          DetectorOption.whole("slow", 500, 2, 1_000_000, "readings of the slow mean"),
          UnivariateDetector.cutOffOption(
              3, "times the usual distance of the means that make an anomaly"),
          UnivariateDetector.warmUpOption(100));
    }

    @Override
    public AnomalyDetector<?> create(DetectorOptions options, List<AnomalyDetector<?>> parts) {
      return new LevelShift(options, options.describe(name()));
    }
  }
}
