package dev.cauce.anomaly.novelty;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertThrows;

import java.util.Random;
import org.junit.Test;

public class PSquareTest {
  /** The observations of Table I in Jain and Chlamtac's paper. */
  private static final double[] PAPER = {
    0.02, 0.15, 0.74, 3.39, 0.83, 22.37, 10.15, 15.43, 38.62, 15.92, 34.60, 10.28, 1.47, 0.40, 0.05,
    11.39, 0.27, 0.42, 0.09, 11.37
  };

  @Test
  public void quantile_ofThePapersExample_isThatOfThePaper() {
    PSquare median = PSquare.of(0.5);
    for (int i = 0; i < PAPER.length; i++) {
      median.add(PAPER[i]);
      if (i == 4) {
        assertThat(median.middle(), equalTo(0.74));
      } else if (i == 5) {
        assertThat(median.middle(), equalTo(0.74));
      } else if (i == 6) {
        assertThat(median.middle(), closeTo(0.74, 0.005));
      } else if (i == 7) {
        assertThat(median.middle(), closeTo(2.18, 0.005));
      }
    }

    assertThat(median.middle(), closeTo(4.44, 0.005));
    assertThat(median.quantile(0), closeTo(0.49, 0.005));
    assertThat(median.quantile(2), closeTo(17.20, 0.005));
    assertThat(median.count(), equalTo(20.0));
  }

  @Test
  public void quantile_ofFewerThanFive_isOneOfThem() {
    PSquare median = PSquare.of(0.5);
    assertThat(median.middle(), equalTo(0.0));
    median.add(7);
    assertThat(median.middle(), equalTo(7.0));
    median.add(3);
    median.add(5);
    assertThat(median.middle(), equalTo(5.0));
    assertThat(median.spread(), equalTo(2.0));
  }

  @Test
  public void quantile_ofAConstant_isTheConstant() {
    PSquare quantiles = new PSquare(0.05, 0.5, 0.95);
    for (int i = 0; i < 1000; i++) {
      quantiles.add(45);
      if (i == 500) {
        quantiles.age();
      }
    }

    assertThat(quantiles.middle(), equalTo(45.0));
    assertThat(quantiles.spread(), equalTo(0.0));
  }

  @Test
  public void quantile_ofManyUniformNumbers_isNearTheTrueOne() {
    long seed = 20;
    Random random = new Random(seed);
    PSquare quantiles = new PSquare(0.05, 0.5, 0.95);
    for (int i = 0; i < 100_000; i++) {
      quantiles.add(random.nextDouble());
    }

    assertThat("seed " + seed, quantiles.quantile(0), closeTo(0.05, 0.005));
    assertThat("seed " + seed, quantiles.quantile(1), closeTo(0.5, 0.005));
    assertThat("seed " + seed, quantiles.quantile(2), closeTo(0.95, 0.005));
  }

  @Test
  public void age_afterALevelHasChanged_bringsTheQuantilesToTheNewOne() {
    long seed = 21;
    Random random = new Random(seed);
    PSquare ages = new PSquare(0.05, 0.5, 0.95);
    PSquare remembers = new PSquare(0.05, 0.5, 0.95);
    for (int i = 0; i < 600_000; i++) {
      double x = random.nextDouble() + (i < 500_000 ? 0 : 100);
      ages.add(x);
      remembers.add(x);
      if (i % 20_000 == 0) {
        ages.age();
      }
    }

    assertThat("seed " + seed, ages.middle(), closeTo(100.5, 0.1));
    assertThat("seed " + seed, ages.count(), lessThan(40_001.0));
    assertThat("seed " + seed, remembers.middle(), lessThan(50.0));
  }

  @Test
  public void quantiles_thatDoNotRise_areRefused() {
    assertThrows(IllegalArgumentException.class, () -> new PSquare(0.5, 0.5, 0.9));
    assertThrows(IllegalArgumentException.class, () -> new PSquare(0, 0.5, 0.9));
  }
}
