package dev.cauce.anomaly;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.Assert.assertThrows;

import dev.cauce.anomaly.CoolDown.Cooling;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.junit.Test;

public class CoolDownTest {
  /** The score of a reading is its value; the first {@code warmUp} are too early. */
  static final class ValueIsScore implements AnomalyDetector<long[]> {
    private final int warmUp;

    ValueIsScore(int warmUp) {
      this.warmUp = warmUp;
    }

    @Override
    public String name() {
      return "value";
    }

    @Override
    public int version() {
      return 3;
    }

    @Override
    public long[] start() {
      return new long[1];
    }

    @Override
    public double score(long[] state, long micros, double[] values) {
      state[0]++;
      return values[0];
    }

    @Override
    public Finding finding(long[] state) {
      return new Finding(
          0,
          -1,
          1,
          2,
          Finding.Direction.UP,
          state[0] <= warmUp,
          false,
          List.of(new Finding.Reason("value", "", 1)));
    }

    @Override
    public Coder<long[]> coder() {
      return new StateCoder<>("value", 1) {
        @Override
        protected void write(long[] state, DataOutputStream out) throws IOException {
          out.writeLong(state[0]);
        }

        @Override
        protected long[] read(DataInputStream in) throws IOException {
          return new long[] {in.readLong()};
        }
      };
    }
  }

  private static <S> List<Double> scores(AnomalyDetector<S> detector, double... values) {
    S state = detector.start();
    List<Double> scores = new ArrayList<>();
    for (double value : values) {
      scores.add(detector.score(state, 0, new double[] {value}));
    }
    return scores;
  }

  private static CoolDown<long[]> coolDown(int least, double share, int most) {
    return new CoolDown<>(new ValueIsScore(0), "test", 0.5, least, share, most);
  }

  @Test
  public void score_afterAnAlert_isLoweredForAWhile() {
    assertThat(
        scores(coolDown(2, 0, 2), 0.25, 0.5, 1, 0.25, 0.75, 0.5),
        equalTo(List.of(0.25, 0.5, 0.01, 0.0025, 0.75, 0.005)));
  }

  @Test
  public void score_belowTheThreshold_beginsNoCoolDown() {
    assertThat(scores(coolDown(2, 0, 2), 0.49, 0.49, 0.49), equalTo(List.of(0.49, 0.49, 0.49)));
  }

  @Test
  public void coolDown_isAShareOfTheReadings_betweenItsBounds() {
    double[] alerts = new double[20_000];
    java.util.Arrays.fill(alerts, 1);
    List<Double> scores = scores(coolDown(30, 0.04, 500), alerts);
    List<Integer> heard = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      if (scores.get(i) == 1) {
        heard.add(i);
      }
    }

    assertThat(heard.get(1) - heard.get(0), equalTo(31));
    int last = heard.size() - 1;
    assertThat(heard.get(last) - heard.get(last - 1), equalTo(501));
    int middle = heard.stream().filter(i -> i >= 5000).findFirst().orElseThrow();
    int next = heard.stream().filter(i -> i > middle).findFirst().orElseThrow();
    assertThat(next - middle, equalTo((int) (0.04 * (middle + 1)) + 1));
  }

  @Test
  public void finding_duringTheCoolDown_isSuppressedIfItWouldHaveBeenAnAlert() {
    CoolDown<long[]> detector = coolDown(3, 0, 3);
    Cooling<long[]> state = detector.start();
    List<Boolean> suppressed = new ArrayList<>();
    for (double value : new double[] {0.6, 0.6, 0.4, 0.6, 0.6}) {
      detector.score(state, 0, new double[] {value});
      suppressed.add(detector.finding(state).isSuppressed());
    }

    assertThat(suppressed, equalTo(List.of(false, true, false, true, false)));
    assertThat(detector.finding(state).upper(), equalTo(1.0));
  }

  @Test
  public void score_whileWarmingUp_beginsNoCoolDown() {
    CoolDown<long[]> detector = new CoolDown<>(new ValueIsScore(2), "test", 0.5, 30, 0, 30);

    assertThat(scores(detector, 1, 1, 1, 1), equalTo(List.of(1.0, 1.0, 1.0, 0.01)));
  }

  @Test
  public void coder_inACoolDown_goesOnWithIt() throws Exception {
    CoolDown<long[]> detector = coolDown(2, 0, 2);
    Cooling<long[]> state = detector.start();
    detector.score(state, 0, new double[] {1});
    detector.score(state, 0, new double[] {1});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    detector.coder().encode(state, bytes);
    state = detector.coder().decode(new ByteArrayInputStream(bytes.toByteArray()));

    assertThat(detector.score(state, 0, new double[] {1}), equalTo(0.01));
    assertThat(detector.score(state, 0, new double[] {1}), equalTo(1.0));
  }

  @Test
  public void round_isTheDefault() {
    CoolDown<long[]> detector = CoolDown.round(new ValueIsScore(0), 0.57);

    assertThat(detector.name(), equalTo("value+cool-down:threshold=0.57"));
    assertThat(detector.version(), equalTo(3));
    assertThat(
        Detectors.parse("z-score+cool-down:least=10").name(),
        equalTo("z-score+cool-down:least=10"));
  }

  @Test
  public void coolDown_withLeastAboveMost_isRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Detectors.parse("z-score+cool-down:least=10,most=9"));

    assertThat(
        refused.getMessage(),
        equalTo("cool-down: least is 10 and must not be above most, which is 9."));
  }
}
