package dev.cauce.anomaly.textbook;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.Detectors;
import dev.cauce.anomaly.Finding;
import java.util.Arrays;
import org.junit.Test;

/** Several detectors together. */
public class EnsembleTest {
  private static final double[] VALUES = Statistics.congruential();

  @Test
  public void anyOf_isTheHighestScore() {
    double[] z = Statistics.scores("z-score", VALUES);
    double[] robust = Statistics.scores("robust-z", VALUES);
    double[] iqr = Statistics.scores("iqr", VALUES);
    double[] expected = new double[VALUES.length];
    Arrays.setAll(expected, i -> Math.max(z[i], Math.max(robust[i], iqr[i])));

    assertThat(Statistics.scores("any-of(z-score;robust-z;iqr)", VALUES), equalTo(expected));
    assertThat(
        Statistics.scores("vote(z-score;robust-z;iqr):at-least=1", VALUES), equalTo(expected));
  }

  @Test
  public void vote_isTheScoreThatMostReach() {
    double[] z = Statistics.scores("z-score", VALUES);
    double[] robust = Statistics.scores("robust-z", VALUES);
    double[] iqr = Statistics.scores("iqr", VALUES);
    double[] median = new double[VALUES.length];
    double[] least = new double[VALUES.length];
    for (int i = 0; i < VALUES.length; i++) {
      double[] scores = {z[i], robust[i], iqr[i]};
      Arrays.sort(scores);
      median[i] = scores[1];
      least[i] = scores[0];
    }

    assertThat(Statistics.scores("vote(z-score;robust-z;iqr)", VALUES), equalTo(median));
    assertThat(Statistics.scores("vote(z-score;robust-z;iqr):at-least=3", VALUES), equalTo(least));
  }

  @Test
  public void finding_isOfThePartThatDecides_withTheEvidenceOfAll() {
    AnomalyDetector<Object> detector = detector("any-of(ewma;iqr)");
    Object state = detector.start();
    for (int i = 0; i <= 100; i++) {
      detector.score(state, i, new double[] {i});
    }
    double score = detector.score(state, 101, new double[] {150});
    Finding finding = detector.finding(state);

    // ewma: mean 50, deviation 29.15, so 3.43; iqr: 50 outside a half that is 50 wide: 1.
    assertThat(score, greaterThan(0.5));
    assertThat(finding.expected(), equalTo(50.0));
    assertThat(finding.upper(), lessThan(140.0));
    assertThat(finding.reasons().size(), equalTo(2));
    assertThat(
        finding.reasons().get(0).toString(),
        containsString("ewma: standard deviations from the weighted mean"));
    assertThat(finding.reasons().get(1).toString(), containsString("iqr: widths outside"));
  }

  @Test
  public void finding_warmsUp_untilSoManyCanJudge() {
    double[] values = Arrays.copyOf(VALUES, 60);

    assertThat(warmsUp("any-of(z-score;z-score:warm-up=50)", values), equalTo(30));
    assertThat(warmsUp("vote(z-score;z-score:warm-up=50)", values), equalTo(50));
  }

  @Test
  public void finding_isSuppressed_ifOnlySilentPartsSeeAnAnomaly() {
    assertThat(
        isSecondSpikeSuppressed("any-of(z-score+cool-down;iqr:cut-off=1000)"), equalTo(true));
    assertThat(isSecondSpikeSuppressed("any-of(z-score+cool-down;iqr)"), equalTo(false));
    assertThat(isSecondSpikeSuppressed("vote(z-score+cool-down;iqr)"), equalTo(true));
  }

  private static boolean isSecondSpikeSuppressed(String text) {
    AnomalyDetector<Object> detector = detector(text);
    Object state = detector.start();
    for (int i = 0; i < 200; i++) {
      detector.score(state, i, new double[] {i % 10});
    }
    detector.score(state, 200, new double[] {100});
    assertThat(detector.finding(state).isSuppressed(), equalTo(false));
    detector.score(state, 201, new double[] {0});
    detector.score(state, 202, new double[] {100});
    return detector.finding(state).isSuppressed();
  }

  private static int warmsUp(String text, double[] values) {
    AnomalyDetector<Object> detector = detector(text);
    Object state = detector.start();
    int count = 0;
    for (double value : values) {
      detector.score(state, 0, new double[] {value});
      count += detector.finding(state).isWarmingUp() ? 1 : 0;
    }
    return count;
  }

  @SuppressWarnings("unchecked")
  private static AnomalyDetector<Object> detector(String text) {
    return (AnomalyDetector<Object>) Detectors.parse(text);
  }
}
