package dev.cauce.anomaly.textbook;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.Detectors;
import dev.cauce.anomaly.Finding;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/**
 * Lines and anomalies equal those of {@code spot_reference.py} beside this test's resources: the
 * paper's algorithm in Python with another way of fitting. The paper itself prints no numbers of
 * data that can be had.
 */
public class SpotReferenceTest {
  @Test
  public void spot_ofALogisticSeries_isAsByTheReference() {
    @SuppressWarnings("unchecked")
    AnomalyDetector<Object> detector =
        (AnomalyDetector<Object>) Detectors.parse("spot:risk=0.001,restart=0");
    Object state = detector.start();
    List<Integer> anomalies = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    long random = 1;
    for (int i = 0; i < 4000; i++) {
      random = (random * 1103515245 + 12345) % 2147483648L;
      double uniform = ((random >> 8) % 100000 + 0.5) / 100000;
      double value = Math.log(uniform / (1 - uniform));
      if (detector.score(state, i, new double[] {value}) > 0.5) {
        anomalies.add(i);
      }
      findings.add(detector.finding(state));
    }
    detector.score(state, 4000, new double[] {0});
    Finding last = detector.finding(state);

    assertThat(findings.get(999).isWarmingUp(), equalTo(true));
    assertThat(findings.get(1000).isWarmingUp(), equalTo(false));
    assertThat(findings.get(1000).upper(), closeTo(8.407211444280406, 1e-5));
    assertThat(findings.get(1000).lower(), closeTo(-5.290321362386361, 1e-5));
    assertThat(last.upper(), closeTo(6.78758209209606, 1e-5));
    assertThat(last.lower(), closeTo(-5.282875865403746, 1e-5));
    assertThat(
        anomalies,
        equalTo(
            List.of(1356, 1728, 1995, 2104, 2420, 2934, 3032, 3154, 3214, 3290, 3455, 3809, 3990)));
  }
}
