package dev.cauce.anomaly.textbook;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.Finding;
import dev.cauce.anomaly.Sensitivity;
import dev.cauce.anomaly.StateCoder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.beam.sdk.coders.Coder;

/**
 * Several detectors that judge the same readings. Its score is the one that {@code atLeast} of them
 * reach: the highest of all for 1, the median of three for 2. As all detectors have one scale of
 * scores, {@code atLeast} of them call a reading an anomaly exactly if the ensemble does.
 *
 * <p>What it finds is what the part finds whose score it takes, with the evidence of all.
 */
final class Ensemble implements AnomalyDetector<Ensemble.State> {
  private final String name;
  private final List<AnomalyDetector<Object>> parts;
  private final int atLeast;
  private final int values;

  /**
   * @param name how a user calls the kind: {@code any-of}
   * @param options of it as text, {@code :at-least=2}, or nothing
   */
  Ensemble(String name, String options, List<AnomalyDetector<?>> parts, int atLeast) {
    this.name =
        name
            + parts.stream().map(AnomalyDetector::name).collect(Collectors.joining(";", "(", ")"))
            + options;
    this.parts = checked(parts);
    this.atLeast = atLeast;
    this.values = values(parts);
  }

  @SuppressWarnings("unchecked")
  private static List<AnomalyDetector<Object>> checked(List<AnomalyDetector<?>> parts) {
    List<AnomalyDetector<Object>> known = new ArrayList<>();
    for (AnomalyDetector<?> part : parts) {
      // Each part is only ever given the states that it started or read itself.
      known.add((AnomalyDetector<Object>) part);
    }
    return known;
  }

  private static int values(List<AnomalyDetector<?>> parts) {
    int values = 0;
    for (AnomalyDetector<?> part : parts) {
      if (part.values() != 0 && values != 0 && part.values() != values) {
        throw new IllegalArgumentException(
            "The detectors "
                + parts.stream().map(AnomalyDetector::name).toList()
                + " cannot be put together: one takes "
                + values
                + " values a reading, another "
                + part.values()
                + ".");
      }
      values = Math.max(values, part.values());
    }
    return values;
  }

  @Override
  public String name() {
    return name;
  }

  /** The sum of the parts': whatever part is changed changes it. */
  @Override
  public int version() {
    int version = 0;
    for (AnomalyDetector<Object> part : parts) {
      version += part.version();
    }
    return version;
  }

  @Override
  public int values() {
    return values;
  }

  @Override
  public State start() {
    Object[] states = new Object[parts.size()];
    for (int i = 0; i < states.length; i++) {
      states[i] = parts.get(i).start();
    }
    return new State(states);
  }

  @Override
  public double score(State state, long micros, double[] values) {
    double[] scores = state.scores;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = parts.get(i).score(state.states[i], micros, values);
    }
    return scores[deciding(scores)];
  }

  /**
   * The part whose score is reached by {@code atLeast} parts; the first of those that are alike.
   */
  private int deciding(double[] scores) {
    for (int i = 0; i < scores.length; i++) {
      int above = 0;
      int before = 0;
      for (int k = 0; k < scores.length; k++) {
        above += scores[k] > scores[i] ? 1 : 0;
        before += scores[k] == scores[i] && k < i ? 1 : 0;
      }
      if (above + before == atLeast - 1) {
        return i;
      }
    }
    throw new AssertionError("A score is not a number");
  }

  /**
   * The finding of the part that decided. Warming up: until {@code atLeast} parts can judge.
   * Suppressed: if there were enough parts that see an anomaly but for those that are to be silent.
   */
  @Override
  public Finding finding(State state) {
    List<Finding> findings = new ArrayList<>();
    List<Finding.Reason> reasons = new ArrayList<>();
    int ready = 0;
    int suppressed = 0;
    int free = 0;
    for (int i = 0; i < state.scores.length; i++) {
      Finding finding = parts.get(i).finding(state.states[i]);
      findings.add(finding);
      ready += finding.isWarmingUp() ? 0 : 1;
      if (finding.isSuppressed()) {
        suppressed++;
      } else if (state.scores[i] >= Sensitivity.HIGH.threshold()) {
        free++;
      }
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < state.scores.length; i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble(i -> -state.scores[i]));
    for (int i : order) {
      for (Finding.Reason reason : findings.get(i).reasons()) {
        reasons.add(
            new Finding.Reason(
                parts.get(i).name() + ": " + reason.evidence(), reason.scale(), reason.amount()));
      }
    }
    Finding decided = findings.get(deciding(state.scores));
    return new Finding(
        decided.expected(),
        decided.lower(),
        decided.upper(),
        decided.statistic(),
        decided.direction(),
        ready < atLeast,
        free < atLeast && free + suppressed >= atLeast,
        reasons);
  }

  @Override
  public Coder<State> coder() {
    List<Coder<Object>> coders = parts.stream().map(AnomalyDetector::coder).toList();
    return new StateCoder<>(name, 1) {
      @Override
      protected void write(State state, DataOutputStream out) throws IOException {
        for (int i = 0; i < coders.size(); i++) {
          coders.get(i).encode(state.states[i], out);
        }
      }

      @Override
      protected State read(DataInputStream in) throws IOException {
        Object[] states = new Object[coders.size()];
        for (int i = 0; i < states.length; i++) {
          states[i] = coders.get(i).decode(in);
        }
        return new State(states);
      }
    };
  }

  /** The states of the parts, and their scores of the last reading. */
  static final class State {
    private final Object[] states;
    private final double[] scores;

    private State(Object[] states) {
      this.states = states;
      this.scores = new double[states.length];
    }
  }
}
