package dev.cauce.anomaly.textbook;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.Detectors;
import dev.cauce.anomaly.Finding;
import java.util.Arrays;
import java.util.Random;
import org.junit.Test;

/** What each detector makes of series that it is for, and of some that it is not. */
public class TextbookTest {
  private static final long HOUR = 3_600_000_000L;

  @Test
  public void ewma_isTheRecurrence() {
    // By hand, alpha 0.5: mean 4, then 6 (1/2), then 3 + ... ; all shares are 1/2.
    double[] statistics = Statistics.of("ewma:alpha=0.5", 4, 8, 2, 10);

    assertThat(statistics[0], equalTo(Double.NaN));
    assertThat(statistics[1], equalTo(Double.POSITIVE_INFINITY));
    // mean 6, variance 1/2 (0 + 4 * 2) = 4: |2 - 6| / 2
    assertThat(statistics[2], closeTo(2, 1e-12));
    // mean 4, variance 1/2 (4 + -4 * -2) = 6: |10 - 4| / sqrt(6)
    assertThat(statistics[3], closeTo(6 / Math.sqrt(6), 1e-12));
  }

  @Test
  public void ewma_ofTheFirstReadings_countsThemAlike() {
    double[] statistics = Statistics.of("ewma:alpha=0.01", 1, 3, 5, 7, 100);

    // Mean 4 and variance 5 of 1, 3, 5, 7, as of a population.
    assertThat(statistics[4], closeTo(96 / Math.sqrt(5), 1e-12));
  }

  @Test
  public void zScore_afterAHugeReadingHasLeft_isAsIfItHadNotBeen() {
    double[] values = new double[300];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 10;
    }
    double[] expected = Statistics.of("z-score:window=50", values);
    values[100] = 1e300;

    double[] statistics = Statistics.of("z-score:window=50", values);

    assertThat(statistics[149], closeTo(0.14, 0.1));
    for (int i = 151; i < values.length; i++) {
      assertThat("at " + i, statistics[i], closeTo(expected[i], 1e-9));
    }
  }

  @Test
  public void robustZ_withOutliersInItsWindow_isNotSpoiled() {
    double[] values = noise(400, 7);
    for (int i = 100; i < 400; i += 5) {
      values[i] = 1000;
    }
    values[399] = 12;

    assertThat(Statistics.scores("z-score", values)[399], lessThan(0.5));
    assertThat(Statistics.scores("robust-z", values)[399], greaterThan(0.5));
  }

  @Test
  public void iqr_bounds_areTheFences() {
    AnomalyDetector<Object> detector = detector("iqr");
    Object state = detector.start();
    for (int i = 0; i <= 100; i++) {
      detector.score(state, i, new double[] {i});
    }

    double score = detector.score(state, 101, new double[] {150});
    Finding finding = detector.finding(state);

    assertThat(score, closeTo(0.5, 1e-12));
    assertThat(finding.expected(), equalTo(50.0));
    assertThat(finding.lower(), equalTo(-50.0));
    assertThat(finding.upper(), equalTo(150.0));
    assertThat(finding.direction(), equalTo(Finding.Direction.UP));
    assertThat(
        finding.reasons().toString(),
        equalTo("[widths outside the middle half over 1000 readings 1.5]"));
  }

  @Test
  public void levelShift_ofAShift_isAnAnomalyAndOfASpikeIsNone() {
    double[] spike = noise(1500, 11);
    double[] shift = spike.clone();
    spike[1000] = 10;
    for (int i = 1000; i < 1500; i++) {
      shift[i] += 5;
    }

    double[] ofSpike = Statistics.scores("level-shift:cut-off=6", spike);
    double[] ofShift = Statistics.scores("level-shift:cut-off=6", shift);

    assertThat(max(ofSpike, 100, 1500), lessThan(0.5));
    assertThat(max(ofShift, 100, 1000), lessThan(0.5));
    assertThat(max(ofShift, 1000, 1030), greaterThanOrEqualTo(0.5));
  }

  @Test
  public void seasonal_ofAnOrdinaryValueAtTheWrongTime_isAnAnomaly() {
    AnomalyDetector<Object> detector = detector("seasonal");
    Object state = detector.start();
    Random random = new Random(3);
    double highest = 0;
    for (int hour = 0; hour < 21 * 24; hour++) {
      double value = rhythm(hour) + random.nextGaussian();
      highest = Math.max(highest, detector.score(state, hour * HOUR, new double[] {value}));
    }

    // At three in the morning, what is usual at three in the afternoon.
    double score = detector.score(state, (21 * 24 + 3) * HOUR, new double[] {rhythm(15)});
    Finding finding = detector.finding(state);

    assertThat(highest, lessThan(0.5));
    assertThat(score, greaterThan(0.8));
    assertThat(finding.expected(), closeTo(rhythm(3), 1.5));
    assertThat(finding.direction(), equalTo(Finding.Direction.UP));
    assertThat(finding.upper(), lessThan(rhythm(15)));
  }

  @Test
  public void seasonal_ofAWeek_learnsThatSundaysAreQuiet() {
    AnomalyDetector<Object> detector = detector("seasonal");
    Object state = detector.start();
    Random random = new Random(4);
    int alerts = 0;
    for (int hour = 0; hour < 10 * 7 * 24; hour++) {
      boolean isQuiet = hour / 24 % 7 == 3;
      double value = (isQuiet ? 5 : rhythm(hour)) + random.nextGaussian();
      double score = detector.score(state, hour * HOUR, new double[] {value});
      alerts += hour > 5 * 7 * 24 && score >= 0.5 ? 1 : 0;
    }

    assertThat(alerts, equalTo(0));
    assertThat(detector.finding(state).expected(), closeTo(rhythm(23), 1.5));
  }

  @Test
  public void spot_atItsLine_isHalf() {
    AnomalyDetector<Object> detector = detector("spot");
    Object state = detector.start();
    double[] values = noise(3000, 21);
    for (int i = 0; i < values.length; i++) {
      detector.score(state, i, new double[] {values[i]});
    }
    detector.score(state, 3000, new double[] {0});
    double line = detector.finding(state).upper();

    assertThat(detector.score(state, 3001, new double[] {line + 1e-9}), closeTo(0.5, 1e-6));
    assertThat(detector.score(state, 3002, new double[] {0}), equalTo(0.0));
  }

  @Test
  public void spot_withDepth_followsADriftThatItDoesNotWithout() {
    double[] values = noise(4000, 13);
    for (int i = 0; i < values.length; i++) {
      values[i] += i * 0.01;
    }
    double[] without = Statistics.scores("spot:restart=0", values);
    values[3900] += 15;
    double[] with = Statistics.scores("spot:depth=50", values);

    assertThat(Arrays.stream(without).skip(3000).min().orElseThrow(), greaterThan(0.5));
    assertThat(count(with, 1100, 3900), lessThanOrEqualTo(28));
    assertThat(with[3900], greaterThan(0.5));
  }

  @Test
  public void spot_ofASeriesThatChangedForGood_startsAnew() {
    double[] values = noise(4000, 17);
    for (int i = 2000; i < values.length; i++) {
      values[i] += 100;
    }

    double[] scores = Statistics.scores("spot", values);

    assertThat(count(scores, 2000, 2100), equalTo(100));
    assertThat(count(scores, 2100, 4000), lessThanOrEqualTo(3));
  }

  @Test
  public void halfSpaceTrees_ofAnUnusualPair_seesWhatNoValueAloneShows() {
    AnomalyDetector<Object> detector = detector("half-space-trees:cut-off=2");
    Object state = detector.start();
    Random random = new Random(8);
    int alerts = 0;
    for (int i = 0; i < 4000; i++) {
      double at = random.nextInt(2) * 10;
      double[] pair = {at + random.nextGaussian() / 2, at + random.nextGaussian() / 2};
      alerts += detector.score(state, i, pair) >= 0.5 ? 1 : 0;
    }

    assertThat(alerts, lessThan(400));
    assertThat(detector.score(state, 4000, new double[] {0, 10}), greaterThan(0.5));
    assertThat(detector.finding(state).statistic(), lessThan(25 * 1024.0));
  }

  private static double rhythm(int hour) {
    return 50 + 20 * Math.sin(2 * Math.PI * (hour % 24 - 9) / 24);
  }

  private static double[] noise(int count, long seed) {
    Random random = new Random(seed);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  private static double max(double[] scores, int from, int to) {
    return Arrays.stream(scores, from, to).max().orElseThrow();
  }

  private static int count(double[] scores, int from, int to) {
    return (int) Arrays.stream(scores, from, to).filter(score -> score >= 0.5).count();
  }

  @SuppressWarnings("unchecked")
  private static AnomalyDetector<Object> detector(String text) {
    return (AnomalyDetector<Object>) Detectors.parse(text);
  }
}
