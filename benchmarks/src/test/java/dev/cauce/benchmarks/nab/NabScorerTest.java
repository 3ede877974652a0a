package dev.cauce.benchmarks.nab;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import dev.cauce.benchmarks.nab.NabCorpus.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Test;

/**
 * Twenty rows, of which the first three are on probation; figures by hand from the published rule.
 */
public class NabScorerTest {
  private static final double CLOSE = 1e-9;
  private static final double AT_LEFT = 1 - 2 / (1 + Math.exp(5)); // s(-1)

  @Test
  public void at_firstRowOfTheWindow_nearlyAllOfIt() {
    // One row of four inside: p = -(13 - 10 + 1) / 4 = -1.
    NabScorer.Outcome outcome = scorer(new Window("10", "13")).at(NabProfile.STANDARD, at(10), 0.5);

    assertThat(outcome.score(), closeTo(100, CLOSE));
    assertThat(outcome.hit(), is(1));
    assertThat(outcome.falseAlarms(), is(0));
  }

  @Test
  public void at_lastRowOfTheWindow_aLittle() {
    double worth = (2 / (1 + Math.exp(-5 * 0.25)) - 1) / AT_LEFT;

    assertThat(
        scorer(new Window("10", "13")).at(NabProfile.STANDARD, at(13), 0.5).score(),
        closeTo(100 * (worth + 1) / 2, CLOSE));
  }

  @Test
  public void at_twiceInAWindow_theEarlierCounts() {
    assertThat(
        scorer(new Window("10", "13")).at(NabProfile.STANDARD, at(10, 12), 0.5).score(),
        closeTo(100, CLOSE));
  }

  @Test
  public void at_neverFires_0() {
    NabScorer scorer = scorer(new Window("10", "13"));

    for (NabProfile profile : NabProfile.values()) {
      assertThat(scorer.at(profile, at(), 0.5).score(), is(0.0));
    }
  }

  @Test
  public void at_falseAlarmBeforeAnyWindow_costsAllInEachProfile() {
    NabScorer scorer = scorer(new Window("10", "13"));

    assertThat(scorer.at(NabProfile.STANDARD, at(5), 0.5).score(), closeTo(100 * -0.11 / 2, CLOSE));
    assertThat(scorer.at(NabProfile.LOW_FP, at(5), 0.5).score(), closeTo(100 * -0.22 / 2, CLOSE));
    assertThat(scorer.at(NabProfile.LOW_FN, at(5), 0.5).score(), closeTo(100 * -0.11 / 3, CLOSE));
  }

  @Test
  public void at_falseAlarmBehindAWindow_costsByItsDistance() {
    double near = 2 / (1 + Math.exp(5 / 3.0)) - 1; // a row behind one that is three rows long

    assertThat(
        scorer(new Window("10", "13")).at(NabProfile.STANDARD, at(14), 0.5).score(),
        closeTo(100 * 0.11 * near / 2, CLOSE));
  }

  @Test
  public void at_onProbation_nothing() {
    NabScorer.Outcome outcome =
        scorer(new Window("1", "2"), new Window("10", "13"))
            .at(NabProfile.STANDARD, at(0, 1, 2), 0.5);

    assertThat(outcome.reachable(), is(1));
    assertThat(outcome.falseAlarms(), is(0));
    assertThat(outcome.score(), is(0.0));
  }

  @Test
  public void at_threshold_includesTheScoreItself() {
    Map<String, double[]> scores = at();
    of(scores)[10] = 0.7;
    NabScorer scorer = scorer(new Window("10", "13"));

    assertThat(scorer.at(NabProfile.STANDARD, scores, 0.7).hit(), is(1));
    assertThat(scorer.at(NabProfile.STANDARD, scores, 0.71).hit(), is(0));
  }

  @Test
  public void best_windowAndAlarms_thresholdWhereTheSumIsGreatest() {
    Map<String, double[]> scores = at();
    double[] own = of(scores);
    own[5] = 0.9; // costs 0.11
    own[10] = 0.8; // gives 2
    own[17] = 0.7; // costs again
    NabScorer.Outcome outcome = scorer(new Window("10", "13")).best(NabProfile.STANDARD, scores);

    assertThat(outcome.threshold(), is(0.8));
    assertThat(outcome.score(), closeTo(100 * (2 - 0.11) / 2, CLOSE));
    assertThat(outcome.falseAlarms(), is(1));
  }

  @Test
  public void best_nothingWorthIt_neverFires() {
    NabScorer.Outcome outcome = scorer(new Window("1", "2")).best(NabProfile.STANDARD, at(5));

    assertThat(outcome.threshold(), is(Double.POSITIVE_INFINITY));
    assertThat(outcome.score(), is(0.0));
  }

  @Test
  public void at_sameTimestampTwice_windowGoesFromTheFirstToTheFirst() {
    List<String> times = new ArrayList<>(times());
    times.set(11, "10");
    times.set(14, "13");
    NabScorer scorer = scorer(times, new Window("10", "13"));

    assertThat(scorer.at(NabProfile.STANDARD, at(10), 0.5).score(), closeTo(100, CLOSE));
    assertThat(scorer.at(NabProfile.STANDARD, at(14), 0.5).falseAlarms(), is(1));
  }

  @Test
  public void score_ofTheWrongShape_refused() {
    NabScorer scorer = scorer(new Window("10", "13"));
    Map<String, double[]> notANumber = at();
    of(notANumber)[4] = Double.NaN;

    assertThat(
        message(() -> scorer.best(NabProfile.STANDARD, Map.of("a/b.csv", new double[3]))),
        is("a/b.csv has 3 scores, 20 wanted."));
    assertThat(
        message(() -> scorer.best(NabProfile.STANDARD, notANumber)),
        is("a/b.csv has a score that is NaN."));
    assertThat(
        message(() -> scorer(new Window("10", "99"))),
        is("a/b.csv: 99, where a window begins or ends, is no row of the file."));
  }

  private static String message(Runnable refused) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, refused::run).getMessage());
  }

  private static List<String> times() {
    List<String> times = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      times.add(String.valueOf(i));
    }
    return times;
  }

  private static NabScorer scorer(Window... windows) {
    return scorer(times(), windows);
  }

  private static NabScorer scorer(List<String> times, Window... windows) {
    NabFile file = new NabFile("a/b.csv", times, times);
    return new NabScorer(
        new NabCorpus(new TreeMap<>(Map.of("a/b.csv", file)), Map.of("a/b.csv", List.of(windows))));
  }

  /** A detector that fires at {@code rows}. */
  private static Map<String, double[]> at(int... rows) {
    double[] scores = new double[20];
    Arrays.stream(rows).forEach(row -> scores[row] = 1);
    return new TreeMap<>(Map.of("a/b.csv", scores));
  }

  private static double[] of(Map<String, double[]> scores) {
    return java.util.Objects.requireNonNull(scores.get("a/b.csv"));
  }
}
