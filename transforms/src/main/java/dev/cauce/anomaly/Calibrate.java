package dev.cauce.anomaly;

import dev.cauce.anomaly.Finding.Reason;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;

/**
 * Judges the scores of the detector inside by the scores that this very series has had: the
 * statistic is {@code -log10} of the share of scores as high, so 3 is one in a thousand. A detector
 * that calls one series in ten readings anomalous and another never is then as ready to call in
 * both. A score beyond all before is as much rarer as its odds are higher.
 *
 * <p>It learns the scores as they come and halves their weight every {@code memory} readings; a
 * state is 0.5 KB more than that of the detector inside. The first {@code warm-up} scores only
 * count as history.
 *
 * <p>The expected value and its bounds are those of the detector inside.
 *
 * @param <S> the state of the detector inside
 */
public final class Calibrate<S> implements AnomalyDetector<Calibrate.Calibrated<S>> {
  static final String NAME = "calibrate";

  private static final long serialVersionUID = 1;

  private final AnomalyDetector<S> inside;
  private final String name;
  private final double cutOff;
  private final int memory;
  private final int warmUp;

  Calibrate(AnomalyDetector<S> inside, String name, double cutOff, int memory, int warmUp) {
    this.inside = inside;
    this.name = name;
    this.cutOff = cutOff;
    this.memory = memory;
    this.warmUp = warmUp;
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
  public Calibrated<S> start() {
    return new Calibrated<>(inside.start(), new ScoreHistory());
  }

  @Override
  public double score(Calibrated<S> state, long micros, double[] values) {
    double score = inside.score(state.inside, micros, values);
    state.statistic = 0;
    state.isWarmingUp = state.history.total() < warmUp;
    if (!state.isWarmingUp && score > 0) {
      state.statistic = -StrictMath.log10(state.history.tail(score));
    }
    if (score > 0 || !inside.finding(state.inside).isWarmingUp()) {
      state.history.learn(score, memory);
    }
    return AnomalyDetector.scale(state.statistic, cutOff);
  }

  @Override
  public Finding finding(Calibrated<S> state) {
    Finding finding = inside.finding(state.inside);
    List<Reason> reasons = new ArrayList<>();
    if (state.statistic >= 1) {
      reasons.add(new Reason("powers of ten rarer than usual here", "", state.statistic));
    }
    reasons.addAll(finding.reasons());
    return new Finding(
        finding.expected(),
        finding.lower(),
        finding.upper(),
        state.statistic,
        finding.direction(),
        finding.isWarmingUp() || state.isWarmingUp,
        finding.isSuppressed(),
        reasons);
  }

  @Override
  public Coder<Calibrated<S>> coder() {
    return new CalibratedCoder<>(inside);
  }

  /**
   * What is known of one series.
   *
   * @param <S> the state of the detector inside
   */
  public static final class Calibrated<S> {
    private final S inside;
    private final ScoreHistory history;

    // of the last reading
    private double statistic;
    private boolean isWarmingUp;

    private Calibrated(S inside, ScoreHistory history) {
      this.inside = inside;
      this.history = history;
    }
  }

  /** Writes the history, then the state inside. */
  private static final class CalibratedCoder<S> extends StateCoder<Calibrated<S>> {
    private static final int VERSION = 1;

    private final Coder<S> states;

    CalibratedCoder(AnomalyDetector<S> inside) {
      super(inside.name() + "+" + NAME, VERSION);
      this.states = inside.coder();
    }

    @Override
    protected void write(Calibrated<S> state, DataOutputStream out) throws IOException {
      state.history.write(out);
      states.encode(state.inside, out);
    }

    @Override
    protected Calibrated<S> read(DataInputStream in) throws IOException {
      ScoreHistory history = new ScoreHistory();
      history.read(in);
      return new Calibrated<>(states.decode(in), history);
    }
  }
}
