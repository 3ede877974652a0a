package dev.cauce.anomaly.novelty;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.CoolDown;
import dev.cauce.anomaly.Detectors;
import dev.cauce.anomaly.Finding;
import dev.cauce.anomaly.Finding.Direction;
import dev.cauce.anomaly.Finding.Reason;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.Test;

public class NoveltyDetectorTest {
  private static final long START = 1_700_000_000_000_000L;
  private static final long FIVE_MINUTES = 300_000_000L;
  private static final double ALERT = 0.5;

  private final NoveltyDetector detector = NoveltyDetector.standard();
  private final NoveltyState state = detector.start();
  private int reading;

  private double score(double x) {
    return detector.score(state, START + FIVE_MINUTES * reading++, new double[] {x});
  }

  /** A day of 288 readings with noise. */
  private static IntToDoubleFunction day(long seed) {
    Random random = new Random(seed);
    return i -> 50 + 20 * Math.sin(2 * Math.PI * i / 288) + random.nextGaussian();
  }

  private void learn(int readings, IntToDoubleFunction series) {
    for (int i = 0; i < readings; i++) {
      score(series.applyAsDouble(reading));
    }
  }

  /** The highest of the next scores. */
  private double highest(int readings, IntToDoubleFunction series) {
    double highest = 0;
    for (int i = 0; i < readings; i++) {
      highest = Math.max(highest, score(series.applyAsDouble(reading)));
    }
    return highest;
  }

  @Test
  public void score_ofWhatIsNewInAKnownSeries_isAnAlert() {
    IntToDoubleFunction day = day(1);
    IntToDoubleFunction[] wrong = {
      i -> day.applyAsDouble(i) + 40, // higher than ever
      i -> 50, // at a standstill
      i -> day.applyAsDouble(i + 144), // night instead of day
      i -> 50 + 20 * Math.sin(2 * Math.PI * i / 20), // another rhythm
      i -> day.applyAsDouble(i) + 10 * (i % 2), // jitter
    };
    for (IntToDoubleFunction each : wrong) {
      NoveltyDetectorTest test = new NoveltyDetectorTest();
      test.learn(288 * 10 + 40, day);

      assertThat(test.highest(60, each), greaterThanOrEqualTo(ALERT));
    }
  }

  @Test
  public void score_ofASeriesThatGoesOnAsEver_isLow() {
    long seed = 2;
    IntToDoubleFunction day = day(seed);
    learn(288 * 10, day);

    assertThat("seed " + seed, highest(288, day), lessThan(ALERT));
  }

  @Test
  public void score_ofAnExactRhythm_givesNoAlertsOnceItIsKnown() {
    IntToDoubleFunction wave = i -> i % 288 > 108 && i % 288 < 216 ? 80 : 20;
    learn(288 * 7, wave);

    assertThat(highest(288 * 30, wave), lessThan(ALERT));
  }

  /** A line alone would be beyond all before all the time. */
  @Test
  public void score_ofASteadyTrend_givesFewAlerts() {
    Random random = new Random(5);
    AnomalyDetector<CoolDown.Cooling<NoveltyState>> cooled =
        CoolDown.round(NoveltyDetector.standard(), ALERT);
    CoolDown.Cooling<NoveltyState> trend = cooled.start();
    int alerts = 0;
    for (int i = 0; i < 20_000; i++) {
      double x = i + 10 * random.nextGaussian();
      if (cooled.score(trend, START + FIVE_MINUTES * i, new double[] {x}) >= ALERT) {
        alerts++;
      }
    }
    assertThat(alerts, lessThanOrEqualTo(3)); // without regard for how usual extremes are: ten
  }

  @Test
  public void score_ofAConstant_isLow_andOfItsFirstChangeAnAlert() {
    learn(1000, i -> 45);
    assertThat(highest(1000, i -> 45), lessThan(0.2));

    assertThat(score(46), greaterThanOrEqualTo(ALERT));
  }

  @Test
  public void score_duringTheWarmUp_is0() {
    assertThat(highest(150, day(3)), equalTo(0.0));
    assertThat(detector.finding(state).isWarmingUp(), equalTo(true));
    score(50);
    assertThat(detector.finding(state).isWarmingUp(), equalTo(false));
  }

  @Test
  public void score_ofSeriesInOtherUnits_isTheSame() {
    IntToDoubleFunction day = day(4);
    NoveltyDetectorTest other = new NoveltyDetectorTest();
    for (int i = 0; i < 2000; i++) {
      double x = day.applyAsDouble(i);
      assertThat(other.score(x * 1024), equalTo(score(x))); // a power of 2 rounds the same
    }
  }

  @Test
  public void score_ofAnotherSeed_differsALittle() {
    IntToDoubleFunction day = day(5);
    AnomalyDetector<NoveltyState> other =
        new NoveltyDetector(
            "novelty:seed=2", 2, NoveltyDetector.HALF_LIFE, NoveltyDetector.WARM_UP);
    NoveltyState otherState = other.start();
    double most = 0;
    for (int i = 0; i < 2000; i++) {
      double x = day.applyAsDouble(i);
      double score = other.score(otherState, START + FIVE_MINUTES * i, new double[] {x});
      most = Math.max(most, Math.abs(score - score(x)));
    }

    assertThat(most, greaterThan(0.0));
    assertThat(most, lessThan(0.25));
  }

  @Test
  public void finding_ofASpike_saysWhatWasExpectedAndWhy() {
    IntToDoubleFunction day = day(6);
    learn(288 * 7, day);
    double expected = 50 + 20 * Math.sin(2 * Math.PI * reading / 288);

    double score = score(expected + 60);
    Finding finding = detector.finding(state);

    assertThat(score, greaterThanOrEqualTo(ALERT));
    assertThat(finding.expected(), closeTo(expected, 4));
    assertThat(finding.lower(), closeTo(expected - 4, 4));
    assertThat(finding.upper(), closeTo(expected + 4, 4));
    assertThat(finding.direction(), equalTo(Direction.UP));
    assertThat(finding.reasons().get(0), equalTo(new Reason("beyond all values so far", "", 1)));
    assertThat(
        finding.reasons().get(1).toString(),
        allOf(containsString(" over "), containsString(" readings 1")));
    assertThat(finding.isSuppressed(), equalTo(false));
  }

  @Test
  public void bounds_holdNearlyAllReadings() {
    long seed = 7;
    IntToDoubleFunction day = day(seed);
    learn(288 * 7, day);
    int outside = 0;
    for (int i = 0; i < 5000; i++) {
      double x = day.applyAsDouble(reading);
      score(x);
      Finding finding = detector.finding(state);
      outside += x < finding.lower() || x > finding.upper() ? 1 : 0;
    }

    assertThat("seed " + seed, outside, lessThanOrEqualTo(100)); // about 1 %
    assertThat("seed " + seed, outside, greaterThanOrEqualTo(10));
  }

  @Test
  public void score_whateverTheTimes_findsASpike() {
    long[] apart = {0, 1, 3_600_000_000L, 86_400_000_000L * 400};
    for (long step : apart) {
      NoveltyState some = detector.start();
      IntToDoubleFunction day = day(8);
      double score = 0;
      for (int i = 0; i < 2000; i++) {
        double x = day.applyAsDouble(i) + (i == 1999 ? 60 : 0);
        score = detector.score(some, START + i * step, new double[] {x});
      }
      assertThat("apart " + step, score, greaterThanOrEqualTo(ALERT));
    }
  }

  @Test
  public void state_ofALongSeries_isAtMost16Kilobytes() throws Exception {
    Random random = new Random(9);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    detector.coder().encode(state, bytes);
    assertThat(bytes.size(), lessThan(3000));

    learn(100_000, i -> random.nextGaussian() * (1 + i / 10_000));
    bytes.reset();
    detector.coder().encode(state, bytes);

    assertThat(bytes.size(), lessThan(16 << 10));
  }

  @Test
  public void score_ofAStreamWhoseRhythmChanges_doesNotFade() {
    long seed = 10;
    NoveltyDetector quick = new NoveltyDetector("novelty", 1, 1500, NoveltyDetector.WARM_UP);
    List<Double> recall = new ArrayList<>();
    List<Integer> falseAlerts = new ArrayList<>();
    ChangingStreamTrial trial =
        new ChangingStreamTrial(CoolDown.round(quick, ALERT), 8, 50_000, seed);
    for (int half = 0; half < 8; half += 4) {
      recall.add(trial.recall(half, half + 4));
      int sum = 0;
      for (int i = half; i < half + 4; i++) {
        sum += trial.falseAlerts[i];
      }
      falseAlerts.add(sum);
    }

    String found = "seed " + seed + ": " + recall + " " + falseAlerts;
    assertThat(found, recall.get(1), greaterThanOrEqualTo(0.7));
    assertThat(found, recall.get(1), greaterThanOrEqualTo(recall.get(0) - 0.15));
    assertThat(found, falseAlerts.get(1), lessThanOrEqualTo(2 * falseAlerts.get(0) + 10));
  }

  @Test
  public void detector_asUsersNameIt_isTheStandardOne() {
    assertThat(Detectors.parse("novelty").name(), equalTo("novelty"));
    assertThat(
        Detectors.parse("novelty:seed=3,half-life=20000").name(),
        equalTo("novelty:half-life=20000,seed=3"));
    IntToDoubleFunction day = day(11);
    @SuppressWarnings("unchecked")
    AnomalyDetector<NoveltyState> named =
        (AnomalyDetector<NoveltyState>) Detectors.parse("novelty");
    NoveltyState other = named.start();
    for (int i = 0; i < 500; i++) {
      double x = day.applyAsDouble(i);
      long micros = START + FIVE_MINUTES * i;
      assertThat(named.score(other, micros, new double[] {x}), equalTo(score(x)));
    }
  }
}
