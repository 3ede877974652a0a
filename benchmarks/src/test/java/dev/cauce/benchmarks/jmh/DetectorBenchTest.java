package dev.cauce.benchmarks.jmh;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.cauce.anomaly.Detectors;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;
import org.openjdk.jmh.annotations.Param;

public final class DetectorBenchTest {
  @Test
  public void detectorBench_detectors_allThereAre() throws NoSuchFieldException {
    String[] benched = DetectorBench.class.getField("detector").getAnnotation(Param.class).value();
    Set<String> names = new TreeSet<>();
    for (String detector : benched) {
      names.addAll(Arrays.asList(detector.split("\\(.*\\)|:[^+]*|\\+", -1)));
    }
    names.remove("");
    assertThat(names, equalTo(new TreeSet<>(Detectors.all().keySet())));
  }
}
