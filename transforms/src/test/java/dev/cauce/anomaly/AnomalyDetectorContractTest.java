package dev.cauce.anomaly;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.fail;

import dev.cauce.anomaly.Fixtures.Reading;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** What every detector that is on the class path promises, with the options it has by default. */
@RunWith(Parameterized.class)
public class AnomalyDetectorContractTest {
  private static final int WIDTH = 3;
  private static final int ONE_VALUE_STATE = 32 << 10;
  private static final int SEVERAL_VALUES_STATE = 2 << 20;

  private final String text;
  private final AnomalyDetector<Object> detector;
  private final int width;

  public AnomalyDetectorContractTest(String text) {
    this.text = text;
    this.detector = make();
    this.width = detector.values() == 0 ? WIDTH : detector.values();
  }

  @Parameters(name = "{0}")
  public static List<String> detectors() {
    List<String> texts = new ArrayList<>();
    for (DetectorFactory factory : Detectors.all().values()) {
      texts.add(
          switch (factory.parts()) {
            case NONE -> factory.name();
            case ONE -> "z-score+" + factory.name();
            case SEVERAL -> factory.name() + "(z-score;ewma)";
          });
    }
    return texts;
  }

  @SuppressWarnings("unchecked")
  private AnomalyDetector<Object> make() {
    return (AnomalyDetector<Object>) Detectors.parse(text);
  }

  private double[] scores(AnomalyDetector<Object> by, Reading[] readings) {
    Object state = by.start();
    double[] scores = new double[readings.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = by.score(state, readings[i].micros(), readings[i].values().clone());
    }
    return scores;
  }

  @Test
  public void score_ofAnyFiniteValuesAndTimes_isFrom0To1() {
    for (Map.Entry<String, Reading[]> series : Fixtures.all(width).entrySet()) {
      double[] scores = scores(detector, series.getValue());
      for (int i = 0; i < scores.length; i++) {
        if (!(scores[i] >= 0 && scores[i] <= 1)) {
          fail(series.getKey() + " at " + i + ": " + scores[i]);
        }
      }
    }
  }

  @Test
  public void score_ofSpikes_isHigherThanOfOrdinaryReadings() {
    double[] scores = scores(detector, Fixtures.day(width, 3000));

    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    double median = sorted[scores.length / 2];

    assertThat(Arrays.stream(scores).max().orElseThrow(), greaterThan(median));
    assertThat(median, lessThanOrEqualTo(Sensitivity.HIGH.threshold()));
  }

  @Test
  public void score_ofEachPrefix_isThePrefixOfTheScores() {
    Reading[] whole = Fixtures.day(width, 1500);
    double[] scores = scores(detector, whole);
    for (int end : new int[] {1, 2, 31, 500, 1001, 1300}) {
      Reading[] prefix = Arrays.copyOf(whole, end + 1);
      // Whatever comes after it must not matter.
      double[] other = new double[width];
      Arrays.fill(other, -12345.678);
      prefix[end] = new Reading(whole[end - 1].micros() + 1_000_000, other);
      assertThat(
          "the first " + end,
          Arrays.copyOf(scores(make(), prefix), end),
          equalTo(Arrays.copyOf(scores, end)));
    }
  }

  @Test
  public void score_ofSeriesInTurns_isAsOfEachAlone() {
    Reading[] one = Fixtures.day(width, 3000);
    Reading[] two = Arrays.copyOfRange(one, 1000, 2200);
    double[] expected = scores(detector, two);
    Object stateOfOne = detector.start();
    Object stateOfTwo = detector.start();

    double[] scores = new double[two.length];
    for (int i = 0; i < two.length; i++) {
      detector.score(stateOfOne, one[i].micros(), one[i].values());
      scores[i] = detector.score(stateOfTwo, two[i].micros(), two[i].values());
    }

    assertThat(scores, equalTo(expected));
  }

  @Test
  public void score_byADetectorThatWasSent_isTheSame() {
    Reading[] day = Fixtures.day(width, 1500);

    AnomalyDetector<Object> sent = SerializableUtils.ensureSerializable(detector);

    assertThat(sent.name(), equalTo(detector.name()));
    assertThat(sent.version(), equalTo(detector.version()));
    assertThat(scores(sent, day), equalTo(scores(detector, day)));
  }

  @Test
  public void score_doesNotChangeTheValues() {
    double[] values = new double[width];
    Object state = detector.start();
    for (Reading reading : Fixtures.day(width, 400)) {
      System.arraycopy(reading.values(), 0, values, 0, width);
      detector.score(state, reading.micros(), values);
      assertThat(values, equalTo(reading.values()));
    }
  }

  @Test
  public void coder_atAnyPoint_losesNothing() throws Exception {
    for (Map.Entry<String, Reading[]> series : Fixtures.all(width).entrySet()) {
      Reading[] readings = series.getValue();
      Object expected = detector.start();
      Object state = detector.start();
      for (int i = 0; i < readings.length; i++) {
        if (i < 3 || i % 307 == 0) {
          state = decode(encode(state));
        }
        long micros = readings[i].micros();
        double expectedScore = detector.score(expected, micros, readings[i].values());
        double score = detector.score(state, micros, readings[i].values());
        if (score != expectedScore || !detector.finding(state).equals(detector.finding(expected))) {
          fail(
              String.format(
                  "%s at %d: %s %s, not %s %s",
                  series.getKey(),
                  i,
                  score,
                  detector.finding(state),
                  expectedScore,
                  detector.finding(expected)));
        }
      }
    }
  }

  @Test
  public void coder_readsNoFurtherThanItWrote() throws Exception {
    Object state = detector.start();
    for (Reading reading : Fixtures.day(width, 300)) {
      detector.score(state, reading.micros(), reading.values());
    }
    byte[] bytes = encode(state);
    ByteArrayInputStream in = new ByteArrayInputStream(Arrays.copyOf(bytes, bytes.length + 1));

    detector.coder().decode(in);

    assertThat(in.available(), equalTo(1));
  }

  @Test
  public void coder_ofAStateOfAnotherFormat_refusesItInWords() throws Exception {
    byte[] bytes = encode(detector.start());
    bytes[0] = 126;

    IOException refused = assertThrows(IOException.class, () -> decode(bytes));

    assertThat(
        refused.getMessage(),
        allOf(
            containsString("format 126"), containsString("start anew"), not(containsString("\n"))));
  }

  @Test
  public void coder_ofALongSeries_staysWithinItsBound() throws Exception {
    Object state = detector.start();
    int most = 0;
    Reading[] day = Fixtures.day(width, 4000);
    for (int i = 0; i < day.length; i++) {
      detector.score(state, day[i].micros(), day[i].values());
      if (i % 997 == 0) {
        most = Math.max(most, encode(state).length);
      }
    }

    assertThat(
        most, lessThanOrEqualTo(detector.values() == 1 ? ONE_VALUE_STATE : SEVERAL_VALUES_STATE));
  }

  @Test
  public void finding_ofAnyScore_isConsistent() {
    for (Map.Entry<String, Reading[]> series : Fixtures.all(width).entrySet()) {
      Object state = detector.start();
      int i = 0;
      for (Reading reading : series.getValue()) {
        double score = detector.score(state, reading.micros(), reading.values());
        Finding finding = detector.finding(state);
        boolean isConsistent =
            !(finding.lower() > finding.upper())
                && !(finding.expected() < finding.lower())
                && !(finding.expected() > finding.upper())
                && (score == 0 || !finding.isWarmingUp())
                && finding.equals(detector.finding(state));
        if (!isConsistent) {
          fail(series.getKey() + " at " + i + ": " + score + " of " + finding);
        }
        i++;
      }
    }
  }

  @Test
  public void finding_ofTheFirstReading_isThatItIsTooEarly() {
    Object state = detector.start();
    Reading first = Fixtures.day(width, 1)[0];

    double score = detector.score(state, first.micros(), first.values());

    assertThat(score, equalTo(0.0));
    assertThat(detector.finding(state).isWarmingUp(), equalTo(true));
  }

  private byte[] encode(Object state) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    detector.coder().encode(state, out);
    return out.toByteArray();
  }

  private Object decode(byte[] bytes) throws IOException {
    return detector.coder().decode(new ByteArrayInputStream(bytes));
  }
}
