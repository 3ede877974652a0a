package dev.cauce.anomaly.textbook;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;

import org.junit.Test;

/**
 * The fits equal the greatest likelihood as found apart from Grimshaw's way, by minimizing in both
 * parameters over the same numbers with SciPy: {@code spot_reference.py} beside this test's
 * resources prints them, to six digits and more.
 */
public class ParetoTest {
  @Test
  public void fit_ofAHeavyTail_isTheMostLikely() {
    double[] excesses = new double[100];
    double[] uniform = uniform();
    for (int i = 0; i < 100; i++) {
      excesses[i] = 3 * (Math.pow(1 - uniform[i], -0.3) - 1) / 0.3;
    }

    Pareto fit = Pareto.fit(excesses, 100);

    assertThat(fit.shape(), closeTo(0.21065264422219523, 1e-7));
    assertThat(fit.scale(), closeTo(3.613749508197427, 1e-6));
    // 100 of 1000 readings above 10: the paper's z_q for q = 0.001 and 0.0001.
    double logShare = Math.log(0.1);
    assertThat(10 + fit.excessAt(Math.log(1e-3) - logShare), closeTo(38.103094436149874, 1e-5));
    assertThat(10 + fit.excessAt(Math.log(1e-4) - logShare), closeTo(66.35543081689502, 1e-4));
  }

  @Test
  public void fit_ofATailThatEnds_isTheMostLikely() {
    double[] excesses = new double[100];
    double[] uniform = uniform();
    for (int i = 0; i < 100; i++) {
      excesses[i] = 3 * (1 - Math.pow(1 - uniform[i], 0.25)) / 0.25;
    }

    Pareto fit = Pareto.fit(excesses, 100);

    assertThat(fit.shape(), closeTo(-0.343968313202292, 1e-7));
    assertThat(fit.scale(), closeTo(3.4744666905589616, 1e-6));
    assertThat(fit.logTail(100), equalTo(Double.NEGATIVE_INFINITY));
  }

  @Test
  public void fit_ofTheExponential_isTheMostLikely() {
    double[] excesses = new double[100];
    double[] uniform = uniform();
    for (int i = 0; i < 100; i++) {
      excesses[i] = -2 * Math.log(1 - uniform[i]);
    }

    Pareto fit = Pareto.fit(excesses, 100);

    assertThat(fit.shape(), closeTo(-0.09008852942315614, 1e-7));
    assertThat(fit.scale(), closeTo(2.3541765334346145, 1e-6));
  }

  @Test
  public void fit_ofAFewOrEqualExcesses_isTheirMean() {
    assertThat(Pareto.fit(new double[] {1, 2, 6}, 3), equalTo(new Pareto(0, 3)));
    assertThat(Pareto.fit(new double[0], 0), equalTo(new Pareto(0, 0)));
    double[] equal = new double[50];
    java.util.Arrays.fill(equal, 4);
    assertThat(Pareto.fit(equal, 50), equalTo(new Pareto(0, 4)));
  }

  @Test
  public void logTail_andExcessAt_areInverse() {
    for (Pareto each : new Pareto[] {new Pareto(0.4, 2), new Pareto(-0.2, 2), new Pareto(0, 2)}) {
      assertThat(each.excessAt(each.logTail(1.5)), closeTo(1.5, 1e-12));
      assertThat(each.logTail(0), closeTo(0, 0));
    }
  }

  private static double[] uniform() {
    long state = 1;
    double[] values = new double[100];
    for (int i = 0; i < 100; i++) {
      state = (state * 1103515245 + 12345) % 2147483648L;
      values[i] = ((state >> 8) % 100000 + 0.5) / 100000;
    }
    return values;
  }
}
