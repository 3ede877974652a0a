package dev.cauce.anomaly;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.beam.sdk.coders.Coder;

/**
 * Is silent for a while after an alert of the detector inside: one alert tells a person what a
 * hundred in a row do. The while is a share of the readings so far, with a least and a most, so
 * that it suits short series and endless ones; it is counted in readings, and so is the same in
 * every runner.
 *
 * <p>During it, scores are a hundredth of what they were, below any sensible threshold and still in
 * their order, and those that would have been alerts are {@linkplain Finding#isSuppressed marked}.
 * What the detector learns is not changed. Scores below the threshold never begin a cool-down.
 *
 * @param <S> the state of the detector inside
 */
public final class CoolDown<S> implements AnomalyDetector<CoolDown.Cooling<S>> {
  static final String NAME = "cool-down";
  static final int LEAST = 30;
  static final double SHARE = 0.04;
  static final int MOST = 500;

  private static final long serialVersionUID = 1;
  private static final double LOWERED = 0.01;

  private final AnomalyDetector<S> inside;
  private final String name;
  private final double threshold;
  private final int least;
  private final double share;
  private final int most;

  CoolDown(
      AnomalyDetector<S> inside, String name, double threshold, int least, double share, int most) {
    this.inside = inside;
    this.name = name;
    this.threshold = threshold;
    this.least = least;
    this.share = share;
    this.most = most;
  }

  /**
   * The default cool-down round {@code detector}.
   *
   * @param threshold the score from which on a reading is an alert
   */
  public static <S> CoolDown<S> round(AnomalyDetector<S> detector, double threshold) {
    return new CoolDown<>(detector, describe(detector, threshold), threshold, LEAST, SHARE, MOST);
  }

  private static String describe(AnomalyDetector<?> detector, double threshold) {
    String options =
        threshold == Sensitivity.MEDIUM.threshold()
            ? ""
            : ":threshold=" + Numerals.exact(threshold);
    return detector.name() + "+" + NAME + options;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int version() {
    return inside.version();
  }

  @Override
  public int values() {
    return inside.values();
  }

  @Override
  public Cooling<S> start() {
    return new Cooling<>(inside.start());
  }

  @Override
  public double score(Cooling<S> state, long micros, double[] values) {
    double score = inside.score(state.inside, micros, values);
    boolean isAlert = score >= threshold;
    state.readings++;
    state.isSuppressed = false;
    if (state.left > 0) {
      state.left--;
      state.isSuppressed = isAlert;
      return score * LOWERED;
    }
    if (isAlert && !inside.finding(state.inside).isWarmingUp()) {
      state.left = (int) Math.min(most, Math.max(least, share * state.readings));
    }
    return score;
  }

  @Override
  public Finding finding(Cooling<S> state) {
    Finding finding = inside.finding(state.inside);
    return state.isSuppressed ? finding.suppressed() : finding;
  }

  @Override
  public Coder<Cooling<S>> coder() {
    return new CoolingCoder<>(inside);
  }

  /**
   * What is known of one series.
   *
   * @param <S> the state of the detector inside
   */
  public static final class Cooling<S> {
    private final S inside;
    private long readings;
    private int left;
    private boolean isSuppressed; // of the last reading

    private Cooling(S inside) {
      this.inside = inside;
    }
  }

  /** Writes the little that is its own, then the state inside. */
  private static final class CoolingCoder<S> extends StateCoder<Cooling<S>> {
    private static final int VERSION = 1;

    private final Coder<S> states;

    CoolingCoder(AnomalyDetector<S> inside) {
      super(inside.name() + "+" + NAME, VERSION);
      this.states = inside.coder();
    }

    @Override
    protected void write(Cooling<S> state, DataOutputStream out) throws IOException {
      out.writeLong(state.readings);
      out.writeInt(state.left);
      states.encode(state.inside, out);
    }

    @Override
    protected Cooling<S> read(DataInputStream in) throws IOException {
      long readings = in.readLong();
      int left = in.readInt();
      Cooling<S> state = new Cooling<>(states.decode(in));
      state.readings = readings;
      state.left = left;
      return state;
    }
  }
}
