package dev.cauce.anomaly.novelty;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;

import org.junit.Test;

public class SeasonalBaselineTest {
  private static final long HOUR = 3_600_000_000L;

  private final SeasonalBaseline baseline = new SeasonalBaseline();

  @Test
  public void expected_atATimeNeverSeen_isTheOther() {
    baseline.learn(0, 5);

    assertThat(baseline.knows(HOUR), equalTo(false));
    assertThat(baseline.expected(HOUR, 42), equalTo(42.0));
    assertThat(baseline.expected(24 * HOUR, 42), equalTo(5.0)); // the next day, the same time
    assertThat(baseline.expected(29 * 60_000_000L, 42), equalTo(5.0)); // the same half-hour
  }

  @Test
  public void expected_ofARhythmOfTheDay_followsTheDay() {
    for (int hour = 0; hour < 24 * 60; hour++) {
      baseline.learn(hour * HOUR, hour % 24);
    }

    assertThat(baseline.expected(24 * 60 * HOUR + 7 * HOUR, 0), closeTo(7, 1e-9));
  }

  @Test
  public void expected_ofARhythmOfTheWeek_followsTheWeek() {
    for (int hour = 0; hour < 24 * 70; hour++) {
      baseline.learn(hour * HOUR, hour / 24 % 7 == 6 ? 100 : 1);
    }

    assertThat(baseline.expected(24 * 76 * HOUR, 0), closeTo(100, 1e-9));
    assertThat(baseline.expected(24 * 71 * HOUR, 0), closeTo(1, 1e-9));
  }

  @Test
  public void expected_beforeTheEpoch_isThatOfTheSameTimeOfDay() {
    baseline.learn(5 * HOUR, 5);

    assertThat(baseline.expected(-19 * HOUR, 0), equalTo(5.0));
  }
}
