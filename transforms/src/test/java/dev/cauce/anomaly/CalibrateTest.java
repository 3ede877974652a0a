package dev.cauce.anomaly;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThan;

import dev.cauce.anomaly.Calibrate.Calibrated;
import java.util.Random;
import org.junit.Test;

public class CalibrateTest {
  private final Calibrate<long[]> detector =
      new Calibrate<>(new CoolDownTest.ValueIsScore(0), "test", 3, 25_000, 100);
  private final Calibrated<long[]> state = detector.start();

  private double score(double value) {
    return detector.score(state, 0, new double[] {value});
  }

  @Test
  public void statistic_isHowRareTheScoreIs() {
    for (int i = 0; i < 999; i++) {
      score(i < 100 ? 0.5 : 0.2); // odds of 1 and of a quarter
    }

    score(0.5);
    assertThat(detector.finding(state).statistic(), closeTo(-Math.log10(0.101), 1e-9));
    score(0.2);
    assertThat(detector.finding(state).statistic(), closeTo(0, 1e-9));
  }

  @Test
  public void statistic_beyondAllBefore_risesWithTheOdds() {
    for (int i = 0; i < 999; i++) {
      score(0.2);
    }

    score(0.5); // four times the odds, and one in a thousand
    assertThat(detector.finding(state).statistic(), closeTo(3 + Math.log10(4), 1e-9));
    assertThat(
        detector.finding(state).reasons().get(0).evidence(),
        equalTo("powers of ten rarer than usual here"));
  }

  @Test
  public void score_duringTheWarmUp_is0() {
    for (int i = 0; i < 100; i++) {
      assertThat(score(i % 10 / 10.0), equalTo(0.0));
      assertThat(detector.finding(state).isWarmingUp(), equalTo(true));
    }
    assertThat(score(0.95), greaterThan(0.0));
    assertThat(detector.finding(state).isWarmingUp(), equalTo(false));
  }

  @Test
  public void score_ofAHighOneThatIsUsualHere_isLow() {
    for (int i = 0; i < 1000; i++) {
      score(i % 10 == 0 ? 0.9 : 0.1);
    }

    assertThat(score(0.9), lessThan(0.35));
    assertThat(score(0.999), greaterThanOrEqualTo(0.5));
  }

  @Test
  public void score_afterTheScoresHaveChanged_followsThem() {
    Calibrate<long[]> forgets =
        new Calibrate<>(new CoolDownTest.ValueIsScore(0), "test", 3, 1000, 100);
    Calibrated<long[]> some = forgets.start();
    Random random = new Random(1);
    for (int i = 0; i < 40_000; i++) {
      double x = i < 20_000 ? 0.8 + 0.1 * random.nextDouble() : 0.1 * random.nextDouble();
      forgets.score(some, 0, new double[] {x});
    }

    assertThat(forgets.score(some, 0, new double[] {0.8}), greaterThanOrEqualTo(0.5));
  }
}
