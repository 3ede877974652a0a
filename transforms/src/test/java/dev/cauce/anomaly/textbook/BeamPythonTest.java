package dev.cauce.anomaly.textbook;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;

import org.junit.Test;

/**
 * The statistics equal those of Beam's Python detectors. The short series and their numbers are
 * those of Beam's own tests (sdks/python/apache_beam/ml/anomaly/detectors, {@code zscore_test.py},
 * {@code robust_zscore_test.py}, {@code iqr_test.py}). The numbers of the long series come from
 * {@code beam_statistics.py} beside this test's resources: the same definitions, computed for each
 * reading from the readings before it, in Python, without Beam; it gives the numbers of Beam's
 * tests too.
 */
public class BeamPythonTest {
  private static final double NONE = Double.NaN;

  @Test
  public void zScore_overAThousandReadings_isBeams() {
    equal(
        Statistics.of("z-score", 1, 1, 5, 9, 20, 10, 1),
        NONE,
        NONE,
        0.0,
        2.8867513459481287,
        4.177863742936748,
        0.35502819053868157,
        0.932910509720565);
  }

  @Test
  public void zScore_overThreeReadings_isBeams() {
    equal(
        Statistics.of("z-score:window=3", 1, 1, 5, 9, 20, 10, 1),
        NONE,
        NONE,
        0.0,
        2.8867513459481287,
        3.75,
        0.17165643016914964,
        1.9727878476642864);
  }

  @Test
  public void zScore_ofALongSeries_isAsByDefinition() {
    double[] statistics = Statistics.of("z-score", Statistics.congruential());

    assertThat(statistics[2], closeTo(0.9307498561664789, 1e-12));
    assertThat(statistics[29], closeTo(0.022067665894399284, 1e-12));
    assertThat(statistics[610], closeTo(2.0625710367841825, 1e-12));
    assertThat(statistics[999], closeTo(0.9464889932928187, 1e-12));
    assertThat(statistics[1000], closeTo(1.1092810967912008, 1e-12));
    assertThat(statistics[1221], closeTo(2.8053734485224626, 1e-12));
    assertThat(statistics[1832], closeTo(0.6702868674103111, 1e-12));
    assertThat(statistics[2499], closeTo(1.2175769024522858, 1e-12));
    assertThat(Statistics.sum(statistics), closeTo(2156.9603222629676, 1e-9));
    assertThat(
        Statistics.sum(Statistics.of("z-score:window=100", Statistics.congruential())),
        closeTo(2175.950025933679, 1e-9));
  }

  @Test
  public void zScore_onItsScale_isHalfAtThree() {
    double[] scores = Statistics.scores("z-score:warm-up=2", 1, 1, 5, 9, 20, 10, 1);

    assertThat(scores[2], equalTo(0.0));
    assertThat(scores[3], closeTo(2.8867513459481287 / (2.8867513459481287 + 3), 1e-12));
    assertThat(scores[4], closeTo(4.177863742936748 / (4.177863742936748 + 3), 1e-12));
  }

  @Test
  public void robustZ_overAThousandReadings_isBeams() {
    equal(
        Statistics.of("robust-z", 1, 1, 5, 7, 20, 6, 1),
        NONE,
        0.0,
        0.0,
        0.0,
        5.73325,
        0.168625,
        1.349);
  }

  @Test
  public void robustZ_ofALongSeries_isAsByDefinition() {
    double[] statistics = Statistics.of("robust-z", Statistics.congruential());

    assertThat(statistics[2], closeTo(1.7756604651162786, 1e-12));
    assertThat(statistics[29], closeTo(0.02452727272727264, 1e-12));
    assertThat(statistics[610], closeTo(1.6996574923547403, 1e-12));
    assertThat(statistics[999], closeTo(0.7593340206185566, 1e-12));
    assertThat(statistics[1000], closeTo(0.906272633744856, 1e-12));
    assertThat(statistics[1221], closeTo(2.2519817444219066, 1e-12));
    assertThat(statistics[1832], closeTo(0.5162673956262426, 1e-12));
    assertThat(statistics[2499], closeTo(0.9470814432989689, 1e-12));
    assertThat(Statistics.sum(statistics), closeTo(1747.1268358480927, 1e-9));
    assertThat(
        Statistics.sum(Statistics.of("robust-z:window=100", Statistics.congruential())),
        closeTo(1805.3282806268664, 1e-9));
  }

  @Test
  public void iqr_overAThousandReadings_isBeams() {
    equal(
        Statistics.of("iqr", 1, 1, 5, 9, 20, 10, 1),
        NONE,
        0.0,
        0.0,
        3.0,
        2.8,
        0.125,
        0.12903225806451613);
  }

  @Test
  public void iqr_ofALongSeries_isAsByDefinition() {
    double[] statistics = Statistics.of("iqr", Statistics.congruential());

    assertThat(statistics[2], closeTo(0.8162790697674415, 1e-12));
    assertThat(statistics[29], equalTo(0.0));
    assertThat(statistics[610], closeTo(0.7023511755877937, 1e-12));
    assertThat(statistics[999], closeTo(0.04895104895104872, 1e-12));
    assertThat(statistics[1000], closeTo(0.1468531468531468, 1e-12));
    assertThat(statistics[1221], closeTo(1.1477215823735603, 1e-12));
    assertThat(statistics[2499], closeTo(0.22966014418125658, 1e-12));
    assertThat(Statistics.sum(statistics), closeTo(337.3068375616198, 1e-9));
    assertThat(
        Statistics.sum(Statistics.of("iqr:window=100", Statistics.congruential())),
        closeTo(370.8234310903229, 1e-9));
  }

  private static void equal(double[] statistics, double... expected) {
    assertThat(statistics.length, equalTo(expected.length));
    for (int i = 0; i < expected.length; i++) {
      if (Double.isNaN(expected[i])) {
        assertThat("at " + i, statistics[i], equalTo(expected[i]));
      } else {
        assertThat("at " + i, statistics[i], closeTo(expected[i], 1e-12));
      }
    }
  }
}
