package dev.cauce.anomaly.rcf;

import dev.cauce.anomaly.AnomalyDetectorContractTest;
import java.util.List;
import org.junit.runners.Parameterized.Parameters;

/** What every detector promises, with one reading at a time and with several; of few trees. */
public class RandomCutForestContractTest extends AnomalyDetectorContractTest {
  public RandomCutForestContractTest(String text) {
    super(text);
  }

  @Parameters(name = "{0}")
  public static List<String> detectors() {
    return List.of("random-cut-forest:trees=10", "random-cut-forest:trees=10,sample=64,shingle=4");
  }
}
